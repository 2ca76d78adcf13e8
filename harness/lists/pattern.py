"""Whether the pattern of a rule is in an address: pieces between `*`, found from left to right.

No regular expression spans a `*`, so a hostile list cannot make one that takes exponential time: each piece is looked
for once, from where the piece before it ended.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_SEPARATOR = r"(?:[^\w.%-]|\Z)"
_MAX_KEPT = 1 << 16


@lru_cache(maxsize=_MAX_KEPT)
def _compiled(piece: str, at_end: bool) -> re.Pattern[str]:
    text = _SEPARATOR.join(re.escape(part) for part in piece.split("^"))
    return re.compile(rf"{text}\Z" if at_end else text, re.ASCII)


def found(pattern: str, text: str, start: int, *, fixed: bool, at_end: bool) -> bool:
    """Whether `pattern` is in `text` from `start` on: exactly there when `fixed`, up to the very end with `at_end`."""
    if "*" not in pattern and not at_end and "^" not in pattern:
        return text.startswith(pattern, start) if fixed else text.find(pattern, start) >= 0
    return _walk(pattern.split("*"), text, start, fixed, at_end)


def _walk(pieces: Sequence[str], text: str, start: int, fixed: bool, at_end: bool) -> bool:
    place, last = start, len(pieces) - 1
    for number, piece in enumerate(pieces):
        closing = at_end and number == last
        if not piece and not closing:
            continue
        look = _compiled(piece, closing)
        hit = look.match(text, place) if fixed and number == 0 else look.search(text, place)
        if hit is None:
            return False
        place = hit.end()
    return True
