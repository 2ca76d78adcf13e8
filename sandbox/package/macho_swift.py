"""The Swift types in a program for iOS: with the name of their module, which is that of the library they are from.

A build takes symbols away, and leaves these: Swift itself looks types up by them. Source: Swift's own ABI documents
(docs/ABI/TypeMetadata.rst, "Nominal Type Descriptor"; docs/ABI/Mangling.rst) and include/swift/ABI/MetadataValues.h.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from harness.sandbox.package.limits import UnreadableError

WHY = "code-elsewhere"
_MOST, _DEEPEST, _LONGEST = 200_000, 32, 300
_KIND, _MODULE, _NOMINAL = 0x1F, 0, range(16, 19)
_IMPORTED = "__C."
"""The module in which Swift puts what it knows from C: described in the program, and no part of it."""
_UNNAMED = (1, 2)
"""Extensions and private scopes stand between a type and its module and have no name of their own."""
_NAME = re.compile(rb"[^\x00-\x20\x7f]+")
_OLD = re.compile(r"_Tt[A-Z]+(?=\d)")
_IDENTIFIER = re.compile(r"([1-9]\d{0,2})(.*)", re.ASCII)


def swift_types(data: memoryview, offset: int, size: int) -> Iterator[str]:
    """`Module.Type` for each entry of a `__swift5_types` section. Raises UnreadableError, struct.error.

    Everything that such an entry leads to lies in the same segment, so distances in memory are distances in the file.
    """
    if offset + size > len(data) or size // 4 > _MOST:
        raise UnreadableError(WHY, "a section of types that lies outside the program")
    for at in range(offset, offset + size - size % 4, 4):
        (distance,) = struct.unpack_from("<i", data, at)
        name = _whole_name(data, at + distance) if distance & 3 == 0 else None
        if name is not None and not name.startswith(_IMPORTED):
            yield name


def _whole_name(data: memoryview, at: int) -> str | None:
    """The name of the type that is described there, after its module's; None where the module lies elsewhere."""
    kind, own = _described(data, at)
    if kind not in _NOMINAL:
        raise UnreadableError(WHY, "a type of no known kind")
    for _ in range(_DEEPEST):
        parent = _parent(data, at)
        if parent is None:
            return None
        at = parent
        kind, name = _described(data, at)
        if kind == _MODULE:
            return f"{name}.{own}"
    raise UnreadableError(WHY, "types within types without end")


def _described(data: memoryview, at: int) -> tuple[int, str]:
    (flags,) = struct.unpack_from("<I", data, _inside(data, at))
    kind = flags & _KIND
    if kind in _UNNAMED:
        return kind, ""
    place = _inside(data, at + 8 + struct.unpack_from("<i", data, at + 8)[0])
    text = bytes(data[place : place + _LONGEST]).partition(b"\0")[0]
    return kind, text.decode("utf-8", "replace") if _NAME.fullmatch(text) else "?"


def _parent(data: memoryview, at: int) -> int | None:
    """Where what a thing stands in is described; None when only the loader of the program knows."""
    (distance,) = struct.unpack_from("<i", data, at + 4)
    return None if distance & 1 or distance == 0 else at + 4 + distance


def _inside(data: memoryview, at: int) -> int:
    if not 0 <= at <= len(data) - 4:
        raise UnreadableError(WHY, "a type that lies outside the program")
    return at


def swift_class(name: str) -> str | None:
    """`Module.Class` of a class as Objective-C knows it (`_TtC6Module5Class`); None for one that is not Swift's."""
    match = _OLD.match(name)
    if match is None:
        return None
    rest, parts = name[match.end() :], []
    while (one := _IDENTIFIER.fullmatch(rest)) is not None and int(one[1]) <= len(one[2]):
        length = int(one[1])
        parts.append(one[2][:length])
        rest = one[2][length:]
    return ".".join(parts) or None
