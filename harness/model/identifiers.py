"""How well a stored value can tell one visitor from all others, judged by how it looks."""

from __future__ import annotations

import re
from itertools import pairwise
from math import log2

DATE = re.compile(r"\d{4}-\d{2}-\d{2}([T _]\d{2}[:.h]?\d{2}([:.]?\d{2}([.,]\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?")
EPOCH = re.compile(r"1\d{9}(\d{3})?")
"""Seconds or milliseconds between 2001 and 2033."""
PIECE = re.compile(r"[A-Za-z0-9]+")
MARK = re.compile(r"session:(\d{1,4}):[0-9a-f]{12}")
"""What stands for a session value, between its brackets: its length, and a digest that two equal values share."""
NUMBERED = re.compile(r"[A-Za-z]+\d{1,4}|\d{1,4}[A-Za-z]+")
"""A word with a number: `schoolYear2026`."""
LEAST_DIGITS = 6
CHANGES = 3
"""Letters alone count as drawn by lot when capitals and small letters take turns this often: `aZkQvB`, not `nlBE`."""


def identifying_bits(value: str) -> float:
    """Bits of chance in a value, as far as its looks tell: 0 for words, language codes, dates and versions.

    Each piece of letters and digits is taken to be drawn from the smallest alphabet that holds it. One time of day
    among them does not count: tools write the moment of the first visit beside what they drew.
    """
    if DATE.fullmatch(value):
        return 0.0
    if (mark := MARK.fullmatch(value.strip("⟦⟧"))) is not None:
        return int(mark[1]) * 4.0
    pieces = PIECE.findall(value)
    times = [piece for piece in pieces if EPOCH.fullmatch(piece)]
    if times:
        pieces.remove(times[-1])
    return sum(len(piece) * log2(size) for piece in pieces if (size := _alphabet(piece)))


def _alphabet(piece: str) -> int:
    """How many characters a piece may have been drawn from; 0 when it looks like a word, a number or a version."""
    digits = sum(letter.isdigit() for letter in piece)
    if digits == len(piece):
        return 10 if digits >= LEAST_DIGITS else 0
    if len(piece) >= 16 and digits and re.fullmatch(r"[0-9a-f]+|[0-9A-F]+", piece):
        return 16
    changes = sum(one.isupper() != other.isupper() for one, other in pairwise(piece))
    if changes < CHANGES and (digits < 2 or NUMBERED.fullmatch(piece)):
        return 0
    one_case = piece == piece.lower() or piece == piece.upper()
    return 36 if one_case else 62
