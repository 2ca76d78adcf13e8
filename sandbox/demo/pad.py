"""What pupils of the demo school jot down for themselves."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

MOST = 500


@dataclass(frozen=True)
class Jotting:
    """One line of somebody's pad; `kind` is `notitie`, `taak` or `idee`."""

    number: int
    owner: str
    kind: str
    text: str


class Pad:
    """All jottings; each is its owner's alone."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._kept: dict[int, Jotting] = {}

    def jot(self, owner: str, kind: str, text: str) -> None:
        """Keep a line; the oldest goes when there are too many."""
        if len(self._kept) >= MOST:
            self._kept.pop(next(iter(self._kept)))
        number = next(self._numbers)
        self._kept[number] = Jotting(number, owner, kind, text)

    def of(self, owner: str) -> list[Jotting]:
        """The lines of one person, oldest first."""
        return [one for one in self._kept.values() if one.owner == owner]

    def wipe(self, number: int, owner: str) -> None:
        """Throw away a line; only its owner can."""
        if number in self._kept and self._kept[number].owner == owner:
            del self._kept[number]
