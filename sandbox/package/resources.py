"""Looking values up in `resources.arsc`: only what a manifest refers to, one at a time."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from harness.sandbox.package.limits import UnreadableError
from harness.sandbox.package.pool import POOL, Pool

WHY = "resources-unreadable"
_CHUNK = struct.Struct("<HHI")
_PACKAGE, _TYPE = 0x0200, 0x0201
_SPARSE, _SHORT_OFFSETS = 0x01, 0x02
_COMPLEX, _COMPACT = 0x0001, 0x0008
_NO_ENTRY = 0xFFFFFFFF
_REFERENCES = (0x01, 0x02, 0x07)
_STRING, _BOOLEAN = 0x03, 0x12
MAX_STEPS = 16
MAX_CHUNKS = 100_000
MAX_VALUES = 64


@dataclass(frozen=True)
class _Type:
    """One table of values: those of a type, for one configuration."""

    at: int
    header: int
    flags: int
    count: int
    start: int


class Resources:
    """A resource table. Raises UnreadableError when its frame does not fit."""

    def __init__(self, content: bytes) -> None:
        self._data = memoryview(content)
        self._pool: Pool | None = None
        self._types: dict[tuple[int, int], list[_Type]] = {}
        self._chunks = 0
        try:
            _, header, _ = _CHUNK.unpack_from(self._data, 0)
            self._walk(header, len(self._data), None)
        except struct.error:
            raise UnreadableError(WHY, "it is cut off") from None

    def _walk(self, at: int, end: int, package: int | None) -> None:
        while at + _CHUNK.size <= end:
            kind, header, size = _CHUNK.unpack_from(self._data, at)
            self._chunks += 1
            if size < _CHUNK.size or at + size > end or self._chunks > MAX_CHUNKS:
                raise UnreadableError(WHY, "a part that does not fit")
            if kind == POOL and package is None and self._pool is None:
                self._pool = Pool(self._data, at, WHY)
            elif kind == _PACKAGE and package is None:
                self._walk(at + header, at + size, self._data[at + 8])
            elif kind == _TYPE and package is not None:
                type_id, flags, _, count, start = struct.unpack_from("<BBHII", self._data, at + 8)
                key = (package, type_id)
                self._types.setdefault(key, []).append(_Type(at, header, flags, count, start))
            at += size

    def values(self, reference: int) -> list[str]:
        """Every value of a resource over all configurations, as text, sorted; empty when it is not there.

        Raises UnreadableError, also for references that turn in a circle or go on for longer than any app's.
        """
        found: set[str] = set()
        wanted, asked, circle = [reference], {reference}, False
        while wanted and len(asked) <= MAX_STEPS:
            for kind, data in self._raw(wanted.pop()):
                if kind in _REFERENCES:
                    circle |= data in asked
                    if data not in asked:
                        asked.add(data)
                        wanted.append(data)
                elif kind == _STRING:
                    found.add(self._pool[data] if self._pool else "")
                else:
                    found.add(("true" if data else "false") if kind == _BOOLEAN else str(data))
        if wanted or (circle and not found):
            raise UnreadableError(WHY, f"resource {reference:#x} leads nowhere")
        return sorted(found)[:MAX_VALUES]

    def _raw(self, reference: int) -> list[tuple[int, int]]:
        """(type of value, value) of a resource in each table that holds it; styles and arrays are no values."""
        package, type_id, index = reference >> 24, reference >> 16 & 0xFF, reference & 0xFFFF
        found = []
        try:
            for table in self._types.get((package, type_id), []):
                offset = self._offset(table, index)
                if offset is not None and (value := self._entry(table.at + table.start + offset)):
                    found.append(value)
        except struct.error:
            raise UnreadableError(WHY, f"resource {reference:#x} lies outside") from None
        return found

    def _offset(self, table: _Type, index: int) -> int | None:
        base = table.at + table.header
        if table.flags & _SPARSE:
            for number in range(min(table.count, 0xFFFF)):
                known, offset = struct.unpack_from("<HH", self._data, base + 4 * number)
                if known == index:
                    return int(offset) * 4
            return None
        if index >= table.count:
            return None
        if table.flags & _SHORT_OFFSETS:
            (short,) = struct.unpack_from("<H", self._data, base + 2 * index)
            return None if short == 0xFFFF else int(short) * 4
        (offset,) = struct.unpack_from("<I", self._data, base + 4 * index)
        return None if offset == _NO_ENTRY else int(offset)

    def _entry(self, at: int) -> tuple[int, int] | None:
        size, flags = struct.unpack_from("<HH", self._data, at)
        if flags & _COMPACT:
            return flags >> 8, struct.unpack_from("<I", self._data, at + 4)[0]
        if flags & _COMPLEX:
            return None
        _, _, kind, data = struct.unpack_from("<HBBI", self._data, at + size)
        return kind, data
