"""The lock pins everything that pyproject.toml asks for, by digest, and names no place to fetch it from."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
ASKED = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
START = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)==\S+")


def plain(name: str) -> str:
    """A project name in its normal form."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins() -> dict[str, list[str]]:
    """Project → its continuation lines, one digest each."""
    found: dict[str, list[str]] = {}
    for line in LOCK.splitlines():
        begins = START.match(line)
        if begins:
            found[plain(begins.group(1))] = []
        elif line.strip():
            found[list(found)[-1]].append(line.strip())
    return found


PINNED = pins()


def test_every_line_belongs_to_a_pin() -> None:
    starts = [line for line in LOCK.splitlines() if line and not line.startswith((" ", "#"))]
    assert [line for line in starts if "==" not in line] == [], "make lock"
    assert len(PINNED) > 20


def test_no_addresses_and_no_options() -> None:
    assert re.findall(r"\S*://\S*|^--?\w.*$| @ .*", LOCK, re.MULTILINE) == [], "make lock"


def test_every_pin_has_digests() -> None:
    digest = re.compile(r"--hash=sha256:[0-9a-f]{64}(?: \\)?")
    bare = [name for name, lines in PINNED.items() if not lines or not all(digest.fullmatch(line) for line in lines)]
    assert bare == [], "make lock"


@pytest.mark.parametrize("dependency", ASKED)
def test_every_dependency_is_pinned(dependency: str) -> None:
    match = re.match(r"[A-Za-z0-9._-]+", dependency)
    assert match is not None
    assert plain(match.group()) in PINNED, "make lock"
