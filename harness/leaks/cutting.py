"""Cutting a value out of bytes so that nothing of it stays.

The stable inner part of base64 is not all there is: the characters beside it share bits with the value's first and last
bytes, so the neighbouring quantum goes too. A token that stands where a value was is left alone, whatever it spells.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from harness.leaks.matcher import Span

BASE64_NEAR = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_%\\")
"""Base64 characters, and what escapes them in an address or in JSON."""
BASE32_NEAR = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz234567=")
BASE64_QUANTUM, BASE32_QUANTUM = 4, 8
MOST_CUTS = 50_000
PADDING = frozenset(b"=")
OPEN, CLOSE = "⟦".encode(), "⟧".encode()
TOKEN = re.compile(
    OPEN + rb"(?:(?:body )?withheld: (?:contained )?)?"
    rb"(?:(secret:[A-Za-z0-9._@+-]{1,80})|[a-z][a-z0-9-]{0,30}:[0-9]{1,7}:[0-9a-f]{12}|packed too deep)" + CLOSE
)
"""Every token that a redactor makes; group 1 is the label of a declared secret."""
WITHHELD = re.compile(rb"withheld: (?:contained (?:secret|session):|packed too deep)")
"""Without the brackets, which do not survive in an address or a header."""


class Cut(NamedTuple):
    """Bytes `start:end` give way to the tokens of `labels`, such as `secret:ada.password`."""

    start: int
    end: int
    labels: tuple[str, ...]


def cuts(data: bytes, spans: Iterator[Span], known: Callable[[str], bool]) -> list[Cut]:
    """Where to cut, in order and apart from each other. The field of a span is its label.

    Data that is full of a value is cut whole. `known(label)` tells whether a token for a secret is ours: only those
    protect what they spell.
    """
    found = sorted(_cut(data, span) for span in islice(spans, MOST_CUTS))
    if len(found) == MOST_CUTS:
        return [Cut(0, len(data), found[0].labels)]
    if found and OPEN in data:
        kept = [match.span() for match in TOKEN.finditer(data) if match[1] is None or known(match[1].decode())]
        found = list(_outside(found, kept))
    return _joined(found)


def replaced(data: bytes, found: Sequence[Cut]) -> bytes:
    """The data with tokens instead of what is cut; the same object when nothing is."""
    if not found:
        return data
    pieces: list[bytes] = []
    done = 0
    for cut in found:
        pieces += [data[done : cut.start], *(f"⟦{label}⟧".encode() for label in cut.labels)]
        done = cut.end
    return b"".join([*pieces, data[done:]])


def withheld(data: bytes) -> bool:
    """Whether the data, or a part of it, gave way to a note that it hid a secret. Whatever else it held is gone too."""
    return b"withheld: " in data and WITHHELD.search(data) is not None


def _cut(data: bytes, span: Span) -> Cut:
    start, end = span.start, span.end
    labels = tuple(dict.fromkeys(label for label, _ in span.pattern.owners))
    chains = [look.chain for _, look in span.pattern.owners]
    if any("base64" in chain for chain in chains):
        start = _reach(data, start, -1, BASE64_NEAR, BASE64_QUANTUM)
        end = _reach(data, end, 1, BASE64_NEAR, BASE64_QUANTUM)
        end = _reach(data, end, 1, PADDING, 2)
        if start and data[start - 1] == 0x5C:
            start -= 1  # half an escape would break the text around it
    elif any("base32" in chain for chain in chains):
        end = _reach(data, end, 1, BASE32_NEAR, BASE32_QUANTUM)
    return Cut(start, end, labels)


def _reach(data: bytes, at: int, step: int, allowed: frozenset[int], most: int) -> int:
    """The place after moving at most `most` allowed bytes from `at`, to the left (`step` -1) or the right (1)."""
    for _ in range(most):
        beside = at - 1 if step < 0 else at
        if not 0 <= beside < len(data) or data[beside] not in allowed:
            break
        at += step
    return at


def _outside(found: Sequence[Cut], kept: Sequence[tuple[int, int]]) -> Iterator[Cut]:
    """The cuts that touch no token. The tokens are in order and apart from each other."""
    for cut in found:
        before = bisect_left(kept, (cut.end,)) - 1  # the last token that starts before the cut ends
        if before < 0 or kept[before][1] <= cut.start:
            yield cut


def _joined(found: Sequence[Cut]) -> list[Cut]:
    joined: list[Cut] = []
    for cut in found:
        if joined and cut.start < joined[-1].end:
            last = joined.pop()
            labels = tuple(dict.fromkeys((*last.labels, *cut.labels)))
            cut = Cut(last.start, max(last.end, cut.end), labels)
        joined.append(cut)
    return joined
