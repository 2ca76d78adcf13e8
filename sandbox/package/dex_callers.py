"""Which classes of a dex file call a few wanted methods: only the code that may hold such a call is walked.

A full analysis of all references takes a minute; here the bytes of the wanted calls are looked for, and each hit is
held against the instructions of the method that it lies in. Source: the Dalvik bytecode and executable formats,
source.android.com.
"""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from collections.abc import Collection, Iterator

from harness.sandbox.package.limits import UnreadableError
from harness.sandbox.package.varint import varint

WHY = "dex-unreadable"
MAX_METHODS = 1 << 20
MAX_HITS = 10_000
_CODE_HEAD = 16
_CLASS = struct.Struct("<8I")
_WIDTHS = (
    (0x02, 2), (0x03, 3), (0x05, 2), (0x06, 3), (0x08, 2), (0x09, 3), (0x13, 2), (0x14, 3), (0x15, 2), (0x16, 2),
    (0x17, 3), (0x18, 5), (0x19, 2), (0x1A, 2), (0x1B, 3), (0x1C, 2), (0x1F, 2), (0x20, 2), (0x22, 2), (0x23, 2),
    (0x24, 3), (0x25, 3), (0x26, 3), (0x29, 2), (0x2A, 3), (0x2B, 3), (0x2C, 3), *((op, 2) for op in range(0x2D, 0x3E)),
    *((op, 2) for op in range(0x44, 0x6E)), *((op, 3) for op in (*range(0x6E, 0x73), *range(0x74, 0x79))),
    *((op, 2) for op in range(0x90, 0xB0)), *((op, 2) for op in range(0xD0, 0xE3)), (0xFA, 4), (0xFB, 4), (0xFC, 3),
    (0xFD, 3), (0xFE, 2), (0xFF, 2),
)  # fmt: skip
_WIDTH = bytes(dict(_WIDTHS).get(op, 1) for op in range(256))
"""How many units of two bytes an instruction takes, by its first byte."""
_TWO = re.compile(rb"(?:[\x80-\xff]{0,4}[\x00-\x7f]){2}")
"""Two numbers; a large app has half a million of them."""
_INVOKES = rb"[\x6e-\x72\x74-\x78]"


def calling(
    content: bytes, table: tuple[int, int], wanted: Collection[int]
) -> Iterator[tuple[int, int, dict[int, int]]]:
    """(where its code lies, number of its class's type, place → the wanted method called there) of each method that
    calls any.

    `table` is (count, offset) of the class definitions, `wanted` the numbers of methods. Raises UnreadableError when
    what a class leads to lies outside.
    """
    hits = dict(_hits(content, wanted))
    if not hits:
        return
    bodies = sorted(_bodies(content, table))
    starts = [at for at, _ in bodies]
    inside: dict[tuple[int, int], set[int]] = {}
    for at in hits:
        if (place := bisect_right(starts, at) - 1) >= 0:
            inside.setdefault(bodies[place], set()).add(at)
    for (body, owner), places in inside.items():
        # The same bytes may stand inside of another instruction.
        calls = {at: hits[at] for at in instructions(content, body, max(places)) if at in places}
        if calls:
            yield body, owner, calls


def _hits(content: bytes, wanted: Collection[int]) -> Iterator[tuple[int, int]]:
    """(offset, method) wherever bytes stand that may be a wanted call."""
    numbers = {struct.pack("<H", number): number for number in wanted if number <= 0xFFFF}
    if not numbers:
        return
    pattern = re.compile(_INVOKES + rb"(?=.(" + b"|".join(map(re.escape, sorted(numbers))) + rb"))", re.DOTALL)
    for count, match in enumerate(pattern.finditer(content)):
        if count == MAX_HITS:
            raise UnreadableError(WHY, "more calls than any app has")
        if match.start() % 2 == 0:
            yield match.start(), numbers[match[1]]


def _bodies(content: bytes, table: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """(where it lies, the number of the type it belongs to) of every method that has code."""
    count, offset = table
    methods = 0
    for type_, *_, data, _values in _CLASS.iter_unpack(content[offset : offset + _CLASS.size * count]):
        if data:
            for body in _methods(content, data):
                methods += 1
                if methods > MAX_METHODS:
                    raise UnreadableError(WHY, "more methods than any app has")
                yield body, type_


def _methods(content: bytes, at: int) -> Iterator[int]:
    sizes = []
    for _ in range(4):
        size, at = varint(content, at, WHY)
        sizes.append(size)
    if sum(sizes) > MAX_METHODS:
        raise UnreadableError(WHY, "more members than any class has")
    for _ in range(sizes[0] + sizes[1]):
        at = _skipped(content, at)
    for _ in range(sizes[2] + sizes[3]):
        body, at = varint(content, _skipped(content, at), WHY)
        if body:
            yield body


def _skipped(content: bytes, at: int) -> int:
    """Where the two numbers end that every member begins with: which it is, and what it may do."""
    if (match := _TWO.match(content, at)) is None:
        raise UnreadableError(WHY, "a member that is cut off")
    return match.end()


def instructions(content: bytes, body: int, last: int) -> Iterator[int]:
    """Where each instruction of a method begins, up to a place; tables between them count as one each."""
    if body + _CODE_HEAD > len(content):
        raise UnreadableError(WHY, "code that lies outside the file")
    (units,) = struct.unpack_from("<I", content, body + 12)
    at, end = body + _CODE_HEAD, min(body + _CODE_HEAD + 2 * units, len(content) - 1)
    while at <= min(last, end - 2):
        yield at
        table = content[at] == 0 and content[at + 1] != 0
        at += 2 * (_payload(content, at) if table else _WIDTH[content[at]])


def _payload(content: bytes, at: int) -> int:
    """How many units a table between the instructions takes: of a switch, or of what an array is filled with."""
    size, count = struct.unpack("<HI", content[at + 2 : at + 8].ljust(6, b"\0"))
    match content[at + 1]:
        case 1:
            return 2 * int(size) + 4
        case 2:
            return 4 * int(size) + 2
        case 3:
            return (int(size) * int(count) + 1) // 2 + 4
    return 1
