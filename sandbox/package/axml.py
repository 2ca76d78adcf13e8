"""Compiled XML of an APK: the manifest and the files in `res/xml`.

Attributes are known by their resource id, as Android knows them: the text of a name can say anything.
"""

from __future__ import annotations

import struct

from harness.sandbox.package.attributes import NAMES
from harness.sandbox.package.limits import UnreadableError
from harness.sandbox.package.pool import MAX_STRING, POOL, Pool
from harness.sandbox.package.tree import MAX_DEPTH, MAX_ELEMENTS, Element, Value

WHY = "manifest-unreadable"
_XML, _MAP, _START, _END, _TEXT = 0x0003, 0x0180, 0x0102, 0x0103, 0x0104
_CHUNK = struct.Struct("<HHI")
_ELEMENT = struct.Struct("<IIHHH")
_ATTRIBUTE = struct.Struct("<IIIHBBI")
_NONE = 0xFFFFFFFF
_REFERENCE, _ATTRIBUTE_REFERENCE, _STRING, _FLOAT, _DYNAMIC, _BOOLEAN = 0x01, 0x02, 0x03, 0x04, 0x07, 0x12
_INTS = range(0x10, 0x20)


class _Reader:
    def __init__(self, data: memoryview) -> None:
        self.data = data
        self.pool: Pool | None = None
        self.ids: list[int] = []
        self.root = Element("")
        self.open = [self.root]
        self.count = 0

    def string(self, index: int) -> str:
        if self.pool is None:
            raise UnreadableError(WHY, "an element before the string pool")
        return "" if index == _NONE else self.pool[index]

    def start(self, at: int, header: int) -> None:
        """An element begins; deeper or more than any app needs is refused."""
        _, name, first, size, count = _ELEMENT.unpack_from(self.data, at + header)
        self.count += 1
        if self.count > MAX_ELEMENTS or len(self.open) > MAX_DEPTH:
            raise UnreadableError(WHY, "more elements than any app has")
        element = Element(self.string(name)[:200])
        for index in range(count):
            where = at + header + first + index * max(size, _ATTRIBUTE.size)
            _, key, raw, _, _, kind, value = _ATTRIBUTE.unpack_from(self.data, where)
            known = NAMES.get(self.ids[key]) if key < len(self.ids) and self.ids[key] else None
            element.attributes.setdefault(known or self.string(key), self.value(kind, value, raw))
        self.open[-1].children.append(element)
        self.open.append(element)

    def value(self, kind: int, data: int, raw: int) -> Value:
        if kind in (_REFERENCE, _DYNAMIC, _ATTRIBUTE_REFERENCE):
            return Value(reference=data) if data else Value()
        if kind == _STRING:
            return Value(self.string(data))
        if kind == _BOOLEAN:
            return Value("true" if data else "false")
        if kind in _INTS:
            return Value(str(data - (1 << 32) if data >> 31 else data))
        if kind == _FLOAT:
            return Value(str(struct.unpack("<f", struct.pack("<I", data))[0]))
        return Value(self.string(raw)) if raw != _NONE else Value()


def read_axml(content: bytes) -> Element:
    """The root element. Raises UnreadableError when the file is cut off, points outside itself, or never ends."""
    data = memoryview(content)
    reader = _Reader(data)
    try:
        at = _CHUNK.unpack_from(data, 0)[1]
        while at + _CHUNK.size <= len(data):
            kind, header, size = _CHUNK.unpack_from(data, at)
            if size < _CHUNK.size:
                raise UnreadableError(WHY, "a part without length")
            _take(reader, kind, at, header, size)
            at += size
    except struct.error:
        raise UnreadableError(WHY, "it is cut off") from None
    if len(reader.open) != 1 or len(reader.root.children) != 1:
        raise UnreadableError(WHY, "it has no single root, or is cut off")
    return reader.root.children[0]


def _take(reader: _Reader, kind: int, at: int, header: int, size: int) -> None:
    if kind == POOL and reader.pool is None:
        reader.pool = Pool(reader.data, at, WHY)
    elif kind == _MAP:
        count = max(size - header, 0) // 4
        reader.ids = list(struct.unpack_from(f"<{count}I", reader.data, at + header))
    elif kind == _START:
        reader.start(at, header)
    elif kind == _END:
        if len(reader.open) < 2:
            raise UnreadableError(WHY, "an element ends that never began")
        reader.open.pop()
    elif kind == _TEXT:
        text = reader.string(struct.unpack_from("<I", reader.data, at + header)[0])
        reader.open[-1].text = (reader.open[-1].text + text)[:MAX_STRING]
