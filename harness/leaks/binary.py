"""The named places of MessagePack and protobuf: `body.user.em`, and `body.3.1` by field numbers.

Neither format has a mark, so bytes count as one of them only when they can be read as it from the first byte to the
last. This is asked only where a value was found, and only names its place: the search itself sees the raw bytes. Every
length is held against what is left, so that no claim of a hostile body costs more than the body has bytes.
"""

from __future__ import annotations

type Place = tuple[tuple[str, ...], bytes]
"""Names from the outside in, and the bytes there."""

MOST_DEEP = 16
MOST_PLACES = 20_000
LARGEST_FIELD = (1 << 29) - 1
TEXT = bytes(range(32, 127)) + b"\t\n\r"

# First byte → bytes of the length that follows: text and bytes, arrays, maps; and fixed sizes of everything else.
_TEXT = {0xD9: 1, 0xDA: 2, 0xDB: 4, 0xC4: 1, 0xC5: 2, 0xC6: 4}
_LISTS = {0xDC: 2, 0xDD: 4}
_MAPS = {0xDE: 2, 0xDF: 4}
_EXTENSIONS = {0xC7: 1, 0xC8: 2, 0xC9: 4}
_FIXED = {
    0xC0: 0, 0xC2: 0, 0xC3: 0, 0xCA: 4, 0xCB: 8, 0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8, 0xD0: 1, 0xD1: 2, 0xD2: 4,
    0xD3: 8, 0xD4: 2, 0xD5: 3, 0xD6: 5, 0xD7: 9, 0xD8: 17,
}  # fmt: skip


class _NotThisError(ValueError):
    """The bytes are not of this format."""


def places(data: bytes) -> list[Place]:
    """The values in a MessagePack map or list, or else in a protobuf message; empty when it is neither."""
    if not data.translate(None, TEXT):
        return []  # plain text is read as neither, whatever its letters would mean
    try:
        if _holds_more(data[0]):
            return _Pack(data).read()
    except _NotThisError:
        pass
    try:
        return _message(data, (), 0)
    except _NotThisError:
        return []


def _holds_more(first: int) -> bool:
    """Whether a MessagePack value of that first byte is a map or a list."""
    return 0x80 <= first <= 0x9F or first in _LISTS or first in _MAPS


class _Pack:
    """MessagePack values, one after the other."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._found: list[Place] = []

    def read(self) -> list[Place]:
        while self._at < len(self._data):
            self._value((), 0)
        return self._found

    def _take(self, size: int) -> bytes:
        piece = self._data[self._at : self._at + size]
        if len(piece) < size:
            raise _NotThisError
        self._at += size
        return piece

    def _number(self, size: int) -> int:
        return int.from_bytes(self._take(size))

    def _value(self, names: tuple[str, ...], depth: int) -> bytes:
        """Read one value, note what is in it, and return it when it is text, bytes or a number."""
        if depth > MOST_DEEP or len(self._found) > MOST_PLACES:
            raise _NotThisError
        first = self._take(1)[0]
        if 0x80 <= first <= 0x8F or first in _MAPS:
            self._map(first & 15 if first not in _MAPS else self._number(_MAPS[first]), names, depth)
            return b""
        if 0x90 <= first <= 0x9F or first in _LISTS:
            self._list(first & 15 if first not in _LISTS else self._number(_LISTS[first]), names, depth)
            return b""
        data = self._plain(first)
        if names:
            self._found.append((names, data))
        return data

    def _map(self, size: int, names: tuple[str, ...], depth: int) -> None:
        for _ in range(self._bounded(size * 2) // 2):
            key = self._value((), depth + 1)
            self._found.append(((*names, "(key)"), key))
            self._value((*names, key.decode("utf-8", "replace")), depth + 1)

    def _list(self, size: int, names: tuple[str, ...], depth: int) -> None:
        for number in range(self._bounded(size)):
            self._value((*names, f"[{number}]"), depth + 1)

    def _bounded(self, size: int) -> int:
        """A number of values, each of which takes a byte at least."""
        if size > len(self._data) - self._at:
            raise _NotThisError
        return size

    def _plain(self, first: int) -> bytes:
        if first <= 0x7F or first >= 0xE0:
            return str(first if first <= 0x7F else first - 256).encode()
        if 0xA0 <= first <= 0xBF:
            return self._take(first & 31)
        if first in _TEXT:
            return self._take(self._number(_TEXT[first]))
        if first in _EXTENSIONS:
            return self._take(self._number(_EXTENSIONS[first]) + 1)
        if first not in _FIXED:
            raise _NotThisError
        return self._take(_FIXED[first])


def _message(data: bytes, names: tuple[str, ...], depth: int) -> list[Place]:
    """The fields of a protobuf message, by their numbers; what holds a message itself is told by its fields."""
    at, found = 0, list[Place]()
    while at < len(data):
        key, at = _varint(data, at)
        number, kind = key >> 3, key & 7
        if not 1 <= number <= LARGEST_FIELD or len(found) > MOST_PLACES:
            raise _NotThisError
        content, at = _field(data, at, kind)
        inner = (*names, str(number))
        found += _within(content, inner, depth) if kind == 2 else [(inner, content)]
    return found


def _within(content: bytes, names: tuple[str, ...], depth: int) -> list[Place]:
    """A field with a length: text, or a message, or bytes."""
    if depth < MOST_DEEP and content.translate(None, TEXT):
        try:
            return _message(content, names, depth + 1)
        except _NotThisError:
            pass
    return [(names, content)]


def _field(data: bytes, at: int, kind: int) -> tuple[bytes, int]:
    """The content of a field of this wire type, and where the next one begins."""
    if kind == 0:
        number, end = _varint(data, at)
        return str(number).encode(), end
    size = {1: 8, 5: 4}.get(kind)
    if kind == 2:
        size, at = _varint(data, at)
    if size is None or size > len(data) - at:
        raise _NotThisError
    return data[at : at + size], at + size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of at most ten bytes, seven bits each."""
    number = 0
    for shift in range(0, 70, 7):
        if at >= len(data):
            raise _NotThisError
        byte = data[at]
        number |= (byte & 0x7F) << shift
        at += 1
        if byte < 0x80:
            return number, at
    raise _NotThisError
