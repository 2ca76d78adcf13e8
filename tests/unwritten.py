"""Nothing that must stay secret stands in a folder: in no file, and in no encoding that the leak search knows."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from harness.bundle.redact import Redactor
from harness.leaks.encodings import variants
from harness.leaks.matcher import Matcher
from harness.sandbox.mail.box import Box


def written(folder: Path, secrets: Mapping[str, str]) -> list[str]:
    """Where one of the secrets (name → value) stands: `file: name, how`, for every look of it but its hashes."""
    looks = [(name, look) for name, value in secrets.items() for look in variants(name, value, hashes=False)]
    matcher, found = Matcher.of(looks), list[str]()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            raw = path.read_bytes()
            content = zlib.decompress(raw) if path.parent.name == "blobs" else raw
            for hit in matcher.search(content):
                found.append(f"{path.relative_to(folder)}: {hit}")
    return found


def assert_unwritten(secrets: Mapping[str, str], *folders: Path) -> None:
    """No file below these folders holds one of the secrets."""
    assert secrets
    assert not [one for folder in folders for one in written(folder, secrets)]


@contextmanager
def heard() -> Iterator[dict[str, str]]:
    """What comes up in this process while it lasts: every secret that was declared, and what letters lead to."""
    secrets, put, declare = dict[str, str](), Box.put, Redactor.declare

    def noted(box: Box, recipients: list[str], raw: bytes) -> None:
        put(box, recipients, raw)
        secrets.update(links(box))

    def declared(redactor: Redactor, name: str, value: str) -> bool:
        secrets[name] = value
        return declare(redactor, name, value)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Box, "put", noted)
        patched.setattr(Redactor, "declare", declared)
        yield secrets


def links(box: Box) -> dict[str, str]:
    """By name, the part of each link in a letter that nobody else may know."""
    tokens: Iterable[str] = (link.rpartition("/")[2] for letter in box.letters for link in letter.links)
    return {f"link {at}": token for at, token in enumerate(dict.fromkeys(tokens)) if token}
