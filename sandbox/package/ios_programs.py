"""The programs in an iOS app: its own, those of its extensions, and those of libraries, wherever they lie.

They are known by how they begin, not by their names: a program that nobody announced is read as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from harness.sandbox.package.archive import Archive
from harness.sandbox.package.ios_privacy import wants_reason
from harness.sandbox.package.limits import MAX_PARTS, UnreadableError, shown
from harness.sandbox.package.macho import MAGIC, read_program
from harness.sandbox.package.manifest import Fact

_INSIDE = re.compile(r"Payload/[^/]{1,200}\.app/")
_BUNDLE = re.compile(r"([^/]{1,100})\.(?:framework|bundle|appex|app)")
_APPLE = re.compile(r"libswift\w{1,60}\.dylib")
"""Swift's own libraries, which Xcode puts into apps for old versions of iOS; Apple answers for what they use."""


class Programs:
    """Hears every file of an app, and keeps the names of those that begin as programs do."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._heard: set[str] = set()

    def hear(self, name: str, part: bytes) -> None:
        """A piece of a file, in order."""
        if name not in self._heard:
            self._heard.add(name)
            if part.startswith(MAGIC) and _INSIDE.match(name):
                self.names.append(name)


def owner_of(name: str) -> str:
    """The innermost library or extension that a program belongs to; empty for the app itself."""
    parts = name.split("/")[2:]
    if parts[-1].endswith(".dylib"):
        return parts[-1].removesuffix(".dylib")
    return next((match[1] for part in reversed(parts[:-1]) if (match := _BUNDLE.fullmatch(part))), "")


def program_facts(archive: Archive, names: Sequence[str]) -> Iterator[Fact]:
    """A fact for each program, and the classes of all; what is encrypted or cannot be read was not seen."""
    defined: set[str] = set()
    referenced: set[str] = set()
    for name in sorted(names)[:MAX_PARTS]:
        try:
            found = read_program(archive.read(name))
        except UnreadableError as error:
            yield {"gap": "code-elsewhere", "text": shown(f"{name}: {error}")}
            continue
        if found.encrypted:
            yield {"gap": "code-encrypted", "text": shown(name)}
        defined |= found.defined
        referenced |= found.referenced
        if not _APPLE.fullmatch(name.rpartition("/")[2]):
            reasons = wants_reason(found.symbols, found.referenced)
            told = {"links": sorted(map(shown, found.links)), "reasons": reasons, "encrypted": found.encrypted}
            yield {"kind": "program", "owner": shown(owner_of(name)), **told}
    if len(names) > MAX_PARTS:
        yield {"gap": "code-elsewhere", "text": f"{len(names)} programs"}
    names_only = {"defined": sorted(map(shown, defined)), "referenced": sorted(map(shown, referenced - defined))}
    yield {"kind": "code", **names_only, "hidden": 0, "calls": []}
