"""A zip file from somebody who may want to harm us: bounded, and what can be read in two ways is said.

Android and Python do not read odd archives alike (duplicate names, overlapping entries, wrong sizes), so an archive
that is odd in such a way is never taken for seen: each oddity becomes a record, and those that hide content a gap.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from harness.sandbox.package.archive_end import ambiguous_ends
from harness.sandbox.package.limits import (
    MAX_ENTRIES,
    MAX_ENTRY,
    MAX_NAME,
    MAX_PACKAGE,
    MAX_RATIO,
    MAX_TOTAL,
    RATIO_FROM,
    UnreadableError,
    shown,
)

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    struct.error,
    OSError,
)
_LOCAL = 30
_UTF_8 = 0x800
_CHUNK = 4 << 20


@dataclass(frozen=True)
class Oddity:
    """Something that no ordinary build makes. `hides`: because of it, part of the content was not seen for sure."""

    code: str
    name: str
    hides: bool


class Archive:
    """An opened archive. Raises UnreadableError (`archive-unreadable`) when it is none, or larger than we read."""

    def __init__(self, source: Path | IO[bytes], size: int | None = None) -> None:
        self._left = MAX_TOTAL
        self._source = source
        size = source.stat().st_size if isinstance(source, Path) else size or 0
        if size > MAX_PACKAGE:
            raise UnreadableError("archive-unreadable", f"larger than {MAX_PACKAGE >> 20} MiB")
        try:
            self._zip = zipfile.ZipFile(source)
            self.entries = self._zip.infolist()
        except BROKEN as error:
            raise UnreadableError("archive-unreadable", shown(str(error))) from None
        if len(self.entries) > MAX_ENTRIES:
            raise UnreadableError("archive-unreadable", f"more than {MAX_ENTRIES:,} entries")
        if not self.entries:
            raise UnreadableError("archive-unreadable", "an archive without entries")
        self.start = self._zip.start_dir
        # The last of several, as Python reads it; that there are several is told as an oddity.
        self._named = {entry.filename: entry for entry in self.entries}

    def __contains__(self, name: str) -> bool:
        return name in self._named

    @property
    def names(self) -> list[str]:
        return sorted(self._named)

    def written(self, name: str) -> bytes:
        """The name as the bytes that stand in the archive, which is how a list of digests names it."""
        entry = self._named[name]
        return entry.orig_filename.encode("utf-8" if entry.flag_bits & _UTF_8 else "cp437", "replace")

    def size(self, name: str) -> int:
        """The unpacked size that the directory declares."""
        return self._named[name].file_size

    def oddities(self) -> Iterator[Oddity]:
        """What is odd about the directory, without reading any content."""
        yield from (Oddity(code, told, True) for code, told in self._ends())
        yield from self._twice()
        yield from self._overlapping()
        for entry in self.entries:
            yield from _odd_entry(entry)

    def _ends(self) -> list[tuple[str, str]]:
        if not isinstance(self._source, Path):
            return list(ambiguous_ends(self._source))
        with self._source.open("rb") as stream:
            return list(ambiguous_ends(stream))

    def _twice(self) -> Iterator[Oddity]:
        seen: set[str] = set()
        for entry in self.entries:
            if entry.filename in seen:
                yield Oddity("duplicate-entry", shown(entry.filename), True)
            seen.add(entry.filename)

    def _overlapping(self) -> Iterator[Oddity]:
        end, before = 0, ""
        for entry in sorted(self.entries, key=lambda one: one.header_offset):
            if entry.header_offset < end:
                yield Oddity("overlapping-entries", shown(f"{before}, {entry.filename}"), True)
            reach = entry.header_offset + _LOCAL + len(entry.orig_filename) + entry.compress_size
            if reach > end:
                end, before = reach, entry.filename
        if end > self.start:
            yield Oddity("overlapping-entries", shown(f"{before}, central directory"), True)

    def read(self, name: str, limit: int = MAX_ENTRY) -> bytes:
        """The content of an entry, CRC checked. Raises UnreadableError: absent, too large, encrypted, damaged."""
        if self._entry(name).file_size > limit:
            raise UnreadableError("entry-too-large", f"{shown(name)}: more than {limit >> 20} MiB")
        return b"".join(self.parts(name))

    def parts(self, name: str) -> Iterator[bytes]:
        """The content of an entry, piece by piece; raises UnreadableError as `read` does."""
        entry = self._entry(name)
        _refuse_bomb(entry)
        if entry.file_size > self._left:
            raise UnreadableError("entry-too-large", f"{shown(name)}: the package unpacks to too much")
        self._left -= entry.file_size
        try:
            with self._zip.open(entry) as stream:
                while part := stream.read(_CHUNK):
                    yield part
        except BROKEN as error:
            why = "entry-encrypted" if entry.flag_bits & 1 else "entry-damaged"
            raise UnreadableError(why, f"{shown(name)}: {shown(str(error))}") from None

    def _entry(self, name: str) -> zipfile.ZipInfo:
        if name not in self._named:
            raise UnreadableError("entry-damaged", f"{shown(name)}: no such entry")
        return self._named[name]


def _refuse_bomb(entry: zipfile.ZipInfo) -> None:
    if entry.file_size > RATIO_FROM and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        raise UnreadableError("entry-too-large", f"{shown(entry.filename)}: unpacks to {entry.file_size} bytes")


def _odd_entry(entry: zipfile.ZipInfo) -> Iterator[Oddity]:
    name = entry.orig_filename
    if entry.flag_bits & 1:
        yield Oddity("encrypted-entry", shown(name), True)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        yield Oddity("unknown-compression", shown(name), True)
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or name.startswith(("/", "\\")) or "\0" in name:
        yield Oddity("path-traversal", shown(name), False)
    if len(name) > MAX_NAME or not name.isprintable():
        yield Oddity("odd-name", shown(name), False)
