"""Runs of base64, hex and base32 in bytes: found, and read."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from harness.leaks.unpack import Bounds, unmarked

WRAP = re.compile(
    rb"[\r\n\\](?<=[A-Za-z0-9+/]{60}.)(?:(?<=\r)\n|(?<=\n)|(?<=\\)(?:r\\)?n)(?=[A-Za-z0-9+/=])", re.DOTALL
)
STANDARD = bytes.maketrans(b"-_", b"+/")
HEX_DIGITS = b"0123456789ABCDEFabcdef"
SHORTEST, SHORTEST_HEX, SHORTEST_UPPER, SHORTEST_LOWER = 12, 24, 16, 24
"""Characters of a run that is worth reading: base64, hex, base32 in capitals and in lower case."""
WRAPPED_LINE = 60
LINE_MARKS = bytes(10 if code in b"\r\n\\" else 120 if (chr(code).isalnum() and code < 128) or code in b"+/" else 32
                   for code in range(256))
LINE_END = b"x" * WRAPPED_LINE + b"\n"
"""What the end of a line of wrapped base64 looks like through LINE_MARKS."""
BREAK = b"CgoK"
"""Three line feeds in base64: keeps joined runs apart, on a boundary of four characters."""
LONG = 1 << 9
TEXT = bytes(range(32, 127)) + b"\t\n\r\0"
FILL = (b"", b"AAA", b"AA", b"A")
HEX_BREAK = b"0a0a"
BASE32_MOST = 1 << 16
"""The standard library decodes base32 slowly, so no more than this many characters of it."""
STREAM = 40
"""Shortest run that is tried as a raw deflate or brotli stream, which bear no mark."""


@dataclass(frozen=True, slots=True)
class _Alphabet:
    """Finds the words of one alphabet that are at least so long: its letters become x, and a fixed text is looked for.

    That is several times faster than a set of characters, which is tried anew from each letter of a shorter word.
    """

    marks: bytes
    wanted: re.Pattern[bytes]

    @classmethod
    def of(cls, letters: bytes, least: int) -> _Alphabet:
        marks = bytes(ord("x") if code in letters else 32 for code in range(256))
        return cls(marks, re.compile(b"x" * least + b"x*"))

    def words(self, data: bytes, *, numbers: bool = True) -> dict[bytes, None]:
        """The different words, in the order in which they come; without `numbers`, no words that are a UUID alone."""
        marked = data.translate(self.marks) if numbers else _without_uuids(data).translate(self.marks)
        found = self.wanted.finditer(marked)
        return dict.fromkeys([data[match.start() : match.end()] for match in found])


_HEX_MARKS = bytes(
    ord("h") if code in HEX_DIGITS else ord("-") if code == ord("-") else ord("x") if chr(code) in "+/_" else
    ord("x") if code < 128 and chr(code).isalnum() else 32 for code in range(256)
)  # fmt: skip
_UUID = b" hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh "


def _without_uuids(data: bytes) -> bytes:
    """The kinds of the letters, with spaces where a UUID stands alone: it is a number, and there may be a thousand.

    Twice, for two of them may share what stands between.
    """
    if data.count(b"-") < 4:
        return data
    marked, blank = data.translate(_HEX_MARKS), b" " * len(_UUID)
    return marked.replace(_UUID, blank).replace(_UUID, blank)


_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BASE64 = _Alphabet.of(_LETTERS + _LETTERS.lower() + b"0123456789+/_-", SHORTEST)
_HEX = _Alphabet.of(HEX_DIGITS, SHORTEST_HEX)
_UPPER = _Alphabet.of(_LETTERS + b"234567", SHORTEST_UPPER)
_LOWER = _Alphabet.of(_LETTERS.lower() + b"234567", SHORTEST_LOWER)


def read_runs(data: bytes, known: set[bytes], bounds: Bounds) -> Iterator[tuple[tuple[str, ...], bytes]]:
    """The contents of all runs that are not in `known`, as (names of what was undone, bytes); adds to `known`."""
    runs = [run for run in _run_list(data) if run not in known]
    if not runs:
        return
    known.update(runs)
    long = b" ".join([run for run in runs if len(run) >= SHORTEST_UPPER])
    if digits := _HEX.words(long):
        yield ("hex",), _hex(list(digits))
    # What is digits alone makes no text in base64: each third byte would be above 0xD0. A long run of hex digits and
    # dashes is a number or a UUID.
    others = [run for run in runs if not (run.isdigit() or (len(run) >= SHORTEST_HEX and _is_hex(run)))]
    if others:
        yield ("base64",), _base64(others)
        yield from _streams(others, bounds)
    if letters := [*_UPPER.words(long), *_LOWER.words(long)]:
        yield ("base32",), b"\n".join(_base32(letters))


def longest_run(data: bytes) -> int:
    """Length of the longest run of base64 characters."""
    return max(map(len, _BASE64.words(data)), default=0)


def _run_list(data: bytes) -> list[bytes]:
    runs = _BASE64.words(data, numbers=False)
    if any(len(run) >= WRAPPED_LINE for run in runs) and LINE_END in data.translate(LINE_MARKS):
        runs |= {run: None for run in _BASE64.words(WRAP.sub(b"", data)) if len(run) > WRAPPED_LINE}
    return list(runs)


def _is_hex(run: bytes) -> bool:
    return not run.translate(None, HEX_DIGITS + b"-")


def _base64(runs: list[bytes]) -> bytes:
    """Each run read from each of its first four characters, for what stands before the base64 may look like it."""
    pieces = [
        run[start:] + FILL[(len(run) - start) % 4]
        for start in range(4)
        for run in runs
        if not start or len(run) < LONG or _reads_as_text(run, start)
    ]
    return binascii.a2b_base64(BREAK.join(pieces).translate(STANDARD))


def _reads_as_text(run: bytes, start: int) -> bool:
    """Whether a long run makes text when read from here; from a wrong place it makes noise."""
    head = binascii.a2b_base64(run[start : start + LONG // 2].translate(STANDARD))
    return len(head.translate(None, TEXT)) < len(head) // 4


def _streams(runs: list[bytes], bounds: Bounds) -> Iterator[tuple[tuple[str, ...], bytes]]:
    """What unmarked streams in base64 make, also behind a path; each alone, for joined they would not end well."""
    for run in runs:
        if len(run) < STREAM:
            continue
        last = run.rpartition(b"/")[2]
        for piece in (run, last) if STREAM <= len(last) < len(run) else (run,):
            if len(piece) % 4 == 1:
                continue
            data = binascii.a2b_base64(piece.translate(STANDARD) + b"=" * (-len(piece) % 4))
            for name, inner in unmarked(data, bounds):
                yield ("base64", name), inner


def _hex(runs: list[bytes]) -> bytes:
    pieces = [run[start : start + (len(run) - start) // 2 * 2] for start in range(2) for run in runs]
    return binascii.unhexlify(HEX_BREAK.join(pieces))


def _base32(runs: list[bytes]) -> Iterator[bytes]:
    left = BASE32_MOST
    for run in runs:
        piece = run[:left].upper()
        left -= len(piece)
        # 1, 3 and 6 characters over cannot be: the last one belongs to something else.
        piece = piece[: len(piece) - (len(piece) % 8 in (1, 3, 6))]
        yield base64.b32decode(piece + b"=" * (-len(piece) % 8))
        if not left:
            return
