"""Which of a few wanted words a method passes to its calls: followed through its registers, not guessed from nearness.

Only what runs straight on is followed: behind a jump nothing is known to be held, so a word that is told was passed on
a way through the code that exists. What another method, a field or a loop brings is not seen. Source: the Dalvik
bytecode format, source.android.com.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Collection, Iterator

from harness.sandbox.package.dex_callers import instructions

type Words = frozenset[str]
NONE: Words = frozenset()
_CALLS = {*range(0x6E, 0x73), *range(0x74, 0x79)}
_FILLED, _RANGES = {0x24, 0x25}, {0x25, *range(0x74, 0x79)}
_TEXT, _LONG_TEXT, _FIELD, _RESULT, _PUT = 0x1A, 0x1B, 0x62, 0x0C, 0x4D
_MOVES = {0x07, 0x08, 0x09}
_LEAVES = {*range(0x0E, 0x12), *range(0x27, 0x2B)}
"""Return, throw and goto: whatever comes after is reached from elsewhere."""
_NEW_BYTE = {0x0D, 0x13, 0x14, 0x15, 0x1C, 0x22, 0x46, 0xFE, 0xFF}
_NEW_NIBBLE = {0x12, 0x23, 0x54}
"""Put another object, or null, into the register that their byte (or half of it) names. A register that held one is
given a number only where nobody passes it on as an object: the device itself refuses other code."""


def passed(
    content: bytes, body: int, calls: Collection[int], word: Callable[[bool, int], str | None]
) -> Iterator[tuple[int, Words]]:
    """(place, the words it is passed) for each of these calls in the code at `body`.

    `word` gives the wanted word, or None, for (False, number of a string) and (True, number of a static field).
    """
    held: dict[int, Words] = {}
    result = NONE
    for at in instructions(content, body, max(calls)):
        op, high, second, third = struct.unpack("<BBHH", content[at : at + 6].ljust(6, b"\0"))
        if op in _CALLS or op in _FILLED:
            given = NONE.union(*(held.get(one, NONE) for one in _registers(op, high, third)))
            if at in calls:
                yield at, given
            result = given if op in _FILLED else NONE
        elif op in _LEAVES:
            held.clear()
        elif op == _PUT:
            array = second & 0xFF
            held[array] = held.get(array, NONE) | held.get(high, NONE)
        else:
            _written(held, result, op, (high, second, third), word)


def _written(
    held: dict[int, Words],
    result: Words,
    op: int,
    units: tuple[int, int, int],
    word: Callable[[bool, int], str | None],
) -> None:
    """What an instruction that only writes a register leaves in it."""
    high, second, third = units
    if op in (_TEXT, _LONG_TEXT, _FIELD):
        found = word(op == _FIELD, second | third << 16 if op == _LONG_TEXT else second)
        held[high] = NONE if found is None else frozenset({found})
    elif op == _RESULT:
        held[high] = result
    elif op in _MOVES:
        to, source = {0x07: (high & 15, high >> 4), 0x08: (high, second)}.get(op, (second, third))
        held[to] = held.get(source, NONE)
    elif op in _NEW_BYTE:
        held.pop(high, None)
    elif op in _NEW_NIBBLE:
        held.pop(high & 15, None)


def _registers(op: int, high: int, third: int) -> Collection[int]:
    """Those that a call, or an array made of its elements, takes."""
    if op in _RANGES:
        return range(third, third + high)
    return [*(third >> shift & 15 for shift in (0, 4, 8, 12)), high & 15][: high >> 4]
