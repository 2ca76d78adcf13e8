"""One pass over the bytes for every look of every planted value.

Two automata: patterns whose letter case carries meaning (base64, raw digests) run over the bytes as they are, all
others run in lower case over a lower-cased copy. That finds `ADA.Lovelace@…` and `%c3%A9` without a pattern for each
spelling, and costs less than doubling the patterns would.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from daachorse import DoubleArrayAhoCorasick

from harness.leaks.encodings import Variant, variants

WINDOW = 1 << 18
"""Bytes handed to an automaton at a time: bounds the list of hits it makes, and lets `any` stop early."""
SHORT = 1 << 12
MAX_SPANS = 20_000
"""Hits looked at in one search; a body that repeats a value more often than this has been proven already."""
WORD = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") | frozenset(range(128, 256))
DIGITS = frozenset(b"0123456789")
CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r") + b"\x7f"
CONTEXT = 12
"""Bytes around a short value that must be text: three letters turn up by chance in any packed body."""


class Hit(NamedTuple):
    """A look of field `field` at `data[start:end]`; `chain` tells the disguise."""

    field: str
    chain: str
    start: int
    end: int
    indicative: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    """Bytes to look for, and the variants that look so once case is folded."""

    data: bytes
    owners: tuple[tuple[str, Variant], ...]


class Span(NamedTuple):
    """An occurrence of a pattern at `data[start:end]`."""

    start: int
    end: int
    pattern: Pattern


class Automaton:
    """All patterns of one kind. `fold` patterns are in lower case and are looked for in lower case."""

    def __init__(self, patterns: Sequence[Pattern], *, fold: bool) -> None:
        self._patterns = patterns
        self._fold = fold
        self._longest = max((len(pattern.data) for pattern in patterns), default=0)
        # An empty automaton is refused by the library.
        self._engine = DoubleArrayAhoCorasick([pattern.data for pattern in patterns]) if patterns else None

    @property
    def size(self) -> int:
        return len(self._patterns)

    def is_silent(self, data: bytes) -> bool:
        """Whether there is surely no occurrence; asked of short data only, of which most is so."""
        return len(data) <= SHORT and self.has_nothing(data)

    def has_nothing(self, data: bytes) -> bool:
        """Whether there is no occurrence, whatever stands around it; for data that is short enough to look at whole."""
        return self._engine is None or not self._engine.find_overlapping(data.lower() if self._fold else data)

    def spans(self, data: bytes) -> Iterator[Span]:
        """Every occurrence, overlapping ones included, window by window."""
        if self._engine is None:
            return
        for begin in range(0, len(data), WINDOW):
            base = max(0, begin - self._longest + 1)
            window = data[base : begin + WINDOW]
            for start, end, index in self._engine.find_overlapping(window.lower() if self._fold else window):
                if base + end > begin:
                    yield Span(base + start, base + end, self._patterns[index])


class Matcher:
    """Finds every look of the planted values `{field: value}`.

    With `fold=False` nothing is lower-cased: only the looks as generated are found (which is what a redactor wants).
    Building takes a few milliseconds a value; blank values are ignored.
    """

    def __init__(self, values: Mapping[str, str], *, fold: bool = True) -> None:
        self._setup([(field, look) for field, value in values.items() for look in variants(field, value)], fold=fold)

    @classmethod
    def of(cls, looks: Sequence[tuple[str, Variant]], *, fold: bool = True) -> Matcher:
        """A matcher for looks that were made elsewhere, each with its field."""
        made = cls.__new__(cls)
        made._setup(looks, fold=fold)
        return made

    def _setup(self, looks: Sequence[tuple[str, Variant]], *, fold: bool) -> None:
        exact: dict[bytes, list[tuple[str, Variant]]] = {}
        folded: dict[bytes, list[tuple[str, Variant]]] = {}
        for field, look in looks:
            if look.exact or not fold:
                exact.setdefault(look.pattern, []).append((field, look))
            else:
                folded.setdefault(look.pattern.lower(), []).append((field, look))
        self._automata = [
            Automaton([Pattern(data, tuple(owners)) for data, owners in table.items()], fold=is_folded)
            for table, is_folded in ((exact, False), (folded, True))
            if table
        ]

    @property
    def size(self) -> int:
        """How many patterns are looked for."""
        return sum(automaton.size for automaton in self._automata)

    def any(self, data: bytes) -> bool:
        """Whether there is any hit; stops at the first."""
        for automaton in self._automata:
            if not automaton.is_silent(data):
                return next(self.spans(data), None) is not None
        return False

    def has_nothing(self, data: bytes) -> bool:
        """Whether no pattern stands in the data at all, not even where it does not count; for short data."""
        return all(automaton.has_nothing(data) for automaton in self._automata)

    def spans(self, data: bytes) -> Iterator[Span]:
        """Every occurrence that counts, in no order, overlapping and unbounded; for redaction."""
        for automaton in self._automata:
            for span in automaton.spans(data):
                if _counts(span, data):
                    yield span

    def search(self, data: bytes) -> list[Hit]:
        """The first hit of each field and chain, in order of place.

        A hit within a longer one that is no mere hint is left out, whatever the field: the digits of a phone number
        within the number, the last name within the e-mail address.
        """
        found: list[tuple[int, int, str, Variant]] = []
        for span in self.spans(data):
            found.extend((span.start, -span.end, field, look) for field, look in _told(span, data))
            if len(found) >= MAX_SPANS:
                break
        found.sort(key=lambda item: item[:3])
        widest = (0, 0)
        hits: dict[tuple[str, str], Hit] = {}
        for start, minus_end, field, look in found:
            end = -minus_end
            if end <= widest[1] and (start, end) != widest:
                continue
            if not look.indicative:
                widest = (start, end)
            hits.setdefault((field, look.chain), Hit(field, look.chain, start, end, look.indicative))
        return list(hits.values())


def _told(span: Span, data: bytes) -> Iterator[tuple[str, Variant]]:
    """For each field the variant that stands there to the letter, else the simplest of those that look so."""
    seen = data[span.start : span.end]
    best: dict[str, Variant] = {}
    for field, look in span.pattern.owners:
        if field not in best or (look.pattern == seen and best[field].pattern != seen):
            best[field] = look
    yield from best.items()


def _counts(span: Span, data: bytes) -> bool:
    """Whether a span that must stand alone does so."""
    if not all(look.whole for _, look in span.pattern.owners):
        return True
    start, end = span.start, span.end
    hint = all(look.indicative for _, look in span.pattern.owners)
    touching = WORD if hint else DIGITS
    before = start > 0 and data[start - 1] in touching and not _is_escape(data, start)
    if before or (end < len(data) and data[end] in touching):
        return False
    around = data[max(0, start - CONTEXT) : end + CONTEXT]
    return not hint or len(around.translate(None, CONTROLS)) == len(around)


def _is_escape(data: bytes, start: int) -> bool:
    r"""Whether the letter before `start` belongs to an escaped line break or tab, as in `"\nAda"`."""
    return start > 1 and data[start - 2] == 0x5C and data[start - 1] in b"nrt"
