"""The string pools of compiled Android resources. Offsets come from the package and are believed in nothing."""

from __future__ import annotations

import struct

from harness.sandbox.package.limits import UnreadableError

POOL = 0x0001
UTF8 = 0x100
_HEADER = struct.Struct("<HHIIIIII")
MAX_STRING = 1 << 16


class Pool:
    """A string pool at `offset` of `data`, decoded string by string; raises UnreadableError when it does not fit."""

    def __init__(self, data: memoryview, offset: int, why: str) -> None:
        self._why = why
        try:
            kind, header, size, count, _, flags, strings, _ = _HEADER.unpack_from(data, offset)
            if kind != POOL or size < _HEADER.size or offset + size > len(data):
                raise UnreadableError(why, "a string pool was expected")
            self._data = data[offset : offset + size]
            self._offsets = self._data[header : header + 4 * count].cast("I")
        except (struct.error, TypeError, ValueError) as error:
            raise UnreadableError(why, f"a string pool that is cut off: {error}") from None
        self._utf8 = bool(flags & UTF8)
        self._strings = strings
        self._known: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self._offsets)

    def __getitem__(self, index: int) -> str:
        """A string; raises UnreadableError for one that the pool does not hold."""
        if index not in self._known:
            if not 0 <= index < len(self._offsets):
                raise UnreadableError(self._why, f"there is no string {index}")
            start = self._strings + self._offsets[index]
            try:
                text = self._utf_8(start) if self._utf8 else self._utf_16(start)
            except (IndexError, struct.error):
                raise UnreadableError(self._why, f"string {index} lies outside") from None
            self._known[index] = text
        return self._known[index]

    def _utf_8(self, at: int) -> str:
        at += 2 if self._data[at] & 0x80 else 1  # the length in UTF-16 units
        length = self._data[at]
        at += 1
        if length & 0x80:
            length = (length & 0x7F) << 8 | self._data[at]
            at += 1
        return bytes(self._cut(at, length)).decode("utf-8", "replace")

    def _utf_16(self, at: int) -> str:
        (length,) = struct.unpack_from("<H", self._data, at)
        at += 2
        if length & 0x8000:
            length = (length & 0x7FFF) << 16 | struct.unpack_from("<H", self._data, at)[0]
            at += 2
        return bytes(self._cut(at, 2 * length)).decode("utf-16-le", "replace")

    def _cut(self, at: int, length: int) -> memoryview:
        if length > 2 * MAX_STRING or at + length > len(self._data):
            raise UnreadableError(self._why, "a string that runs past its pool")
        return self._data[at : at + length]
