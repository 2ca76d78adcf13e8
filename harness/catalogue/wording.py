"""Phrases in a text: which words of it a table of phrases recognises, in any language that the table is written in.

A phrase is words in order, with at most three others in between; `*` ends a stem. Accents and capitals do not count.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

LONGEST = 400
"""Characters of a text that are read."""
_WORDS = 60
_BETWEEN = 3
_BREAK = re.compile(r"[^a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def tokens(text: str) -> tuple[str, ...]:
    """The words of a text in one form: lower case, a–z and 0–9; at most 60 of them."""
    folded = text[:LONGEST].casefold()
    plain = "".join(char for char in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(char))
    return tuple(word for word in _BREAK.split(plain.casefold()) if word)[:_WORDS]


def name_tokens(name: str) -> tuple[str, ...]:
    """The words of a name in a program, such as `readReceipts` or `read_receipts`."""
    return tokens(_CAMEL.sub(" ", name[:LONGEST]))


class Phrases[Owner]:
    """A table of phrases, each with its owner, that finds which of them stand in a text."""

    def __init__(self, rows: Iterable[tuple[str, Owner]]) -> None:
        self._exact: dict[str, list[tuple[tuple[str, ...], Owner]]] = defaultdict(list)
        self._stems: dict[str, list[tuple[tuple[str, ...], Owner]]] = defaultdict(list)
        for phrase, owner in rows:
            stems = read_phrase(phrase)
            first = stems[0]
            (self._stems[first[:2]] if first.endswith("*") else self._exact[first]).append((stems, owner))

    def found(self, words: Sequence[str]) -> Iterator[tuple[Owner, frozenset[int], int]]:
        """Owner, the places of the words, and how many letters were recognised, of every phrase that is there."""
        for start, word in enumerate(words):
            for stems, owner in (*self._exact.get(word, ()), *self._stems.get(word[:2], ())):
                places = _places(words, stems, start)
                if places is not None:
                    yield owner, frozenset(places), sum(len(stem.rstrip("*")) for stem in stems)


def read_phrase(phrase: str) -> tuple[str, ...]:
    """The stems of a phrase. Raises `ValueError` when it holds no word or a stem of fewer than two letters."""
    stems = tuple("".join(tokens(part)) + ("*" if part.endswith("*") else "") for part in phrase.split())
    if not stems or any(len(stem.rstrip("*")) < (2 if stem.endswith("*") else 1) for stem in stems):
        raise ValueError(f"{phrase!r} is no phrase: words in order, “*” only after a stem of two letters or more")
    return stems


def _places(words: Sequence[str], stems: Sequence[str], start: int) -> list[int] | None:
    """Where the stems stand in order from `start` on, each next one as near as possible; None when they do not."""
    places: list[int] = []
    at = start
    for stem in stems:
        reach = at + 1 if not places else at + _BETWEEN + 1
        place = next((i for i in range(at, min(reach, len(words))) if _fits(words[i], stem)), None)
        if place is None:
            return None
        places.append(place)
        at = place + 1
    return places


def _fits(word: str, stem: str) -> bool:
    return word.startswith(stem[:-1]) if stem.endswith("*") else word == stem


def groups(places: Iterable[frozenset[int]]) -> list[frozenset[int]]:
    """Places that share a word, taken together: two phrases that use one word say one thing."""
    made: list[frozenset[int]] = []
    for one in places:
        apart = [group for group in made if not group & one]
        for group in made:
            if group & one:
                one |= group
        made = [*apart, one]
    return made
