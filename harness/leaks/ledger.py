"""Which planted values a message carries, in which disguise, and where: the question that checks ask.

A message is searched as a whole first, layer by layer. Only where something is found is its structure walked, so that a
finding can say `sha256(lower(trim(email))) in body.user.em` and a clean message costs one pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from harness.leaks.cutting import withheld
from harness.leaks.decode import layers
from harness.leaks.leaves import Leaf, leaves, opened
from harness.leaks.matcher import Matcher

DEEPEST = 6
"""Structures within structures that are walked to name the place."""
MOST_VISITS = 20_000
"""Leaves searched in one message."""
UNDONE = re.compile(
    r"(?:url|html|json|base64|base64url|base32|hex|raw|latin1|utf16le|gzip|x-gzip|zlib|zstd|br|deflate|quoted-printable"
    r"|trim|lower|upper|nospace|noaccents|nfc|nfd)\("
)
"""What may stand around a value without making it another one; within a hash these do make a difference."""


class Leak(NamedTuple):
    """Planted value `field` was sent as `chain` at `where`; `indicative` when that is a hint and no proof."""

    field: str
    chain: str
    where: str
    indicative: bool


class Unseen(NamedTuple):
    """A part that could not be unwrapped to the end, and the bounds that stopped it."""

    where: str
    why: str


@dataclass(slots=True)
class Search:
    """What a search found, and what it could not see."""

    leaks: list[Leak] = field(default_factory=list)
    unseen: list[Unseen] = field(default_factory=list)


def search_parts(matcher: Matcher, parts: Mapping[str, bytes]) -> list[Leak]:
    """The leaks in the parts of a message: `{"url": …, "header:referer": …, "body": …}`, content encoding undone."""
    return search(matcher, parts).leaks


def search(matcher: Matcher, parts: Mapping[str, bytes]) -> Search:
    """The same, with the parts that were not seen whole: packed too deep, too large, or withheld to keep a secret."""
    seeker = _Seeker(matcher)
    for where, data in parts.items():
        if withheld(data):
            seeker.found.unseen.append(Unseen(where, "withheld"))
        seeker.found.leaks.extend(dict.fromkeys(seeker.seek(data, where, 0)))
    return seeker.found


class _Seeker:
    """One search through one message."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._visits = 0
        self.found = Search()

    def seek(self, data: bytes, path: str, depth: int) -> list[Leak]:
        """Leaks in `data`, each at the most precise place that is known."""
        self._visits += 1
        here = self._here(data, path, depth)
        if not here or depth == DEEPEST or self._visits > MOST_VISITS:
            return list(here.values())
        deeper = list(self._deeper(data, path, depth + 1))
        told = {(leak.field, core(leak.chain)) for leak in deeper}
        return [*deeper, *(leak for key, leak in here.items() if key not in told)]

    def _here(self, data: bytes, path: str, depth: int) -> dict[tuple[str, str], Leak]:
        found: dict[tuple[str, str], Leak] = {}
        for layer in layers(data, path):
            if layer.capped and depth == 0:
                self.found.unseen.append(Unseen(path, layer.why))
            for hit in self._matcher.search(layer.data):
                chain = wrapped(layer.steps, hit.chain)
                found.setdefault((hit.field, core(chain)), Leak(hit.field, chain, path, hit.indicative))
        return found

    def _deeper(self, data: bytes, path: str, depth: int) -> Iterator[Leak]:
        """Leaks in the named places of a structure, or in the structure that is wrapped in the data."""
        named = leaves(data, path)
        for leaf in named:
            yield from self.seek(leaf.data, leaf.path, depth)
        for inner in opened(data, path) if not named else ():
            yield from self._named(inner, depth)

    def _named(self, inner: Leaf, depth: int) -> Iterator[Leak]:
        """Leaks that have a name within something wrapped; others are told better by their chain."""
        for leak in self.seek(inner.data, inner.path, depth):
            if leak.where != inner.path:
                yield leak


def wrapped(steps: tuple[str, ...], chain: str) -> str:
    """The chain with the wrappings around it: `("gzip", "base64")` gives `gzip(base64(email))`."""
    for step in reversed(steps):
        chain = f"{step}({chain})"
    return chain


def core(chain: str) -> str:
    """The chain without what is easily undone, to tell that two finds are one: `base64(md5(x))` → `md5(x)`."""
    while match := UNDONE.match(chain):
        chain = chain[match.end() : -1]
    return chain
