"""What a fault is: one thing wrong with the demo school, with the verdicts that it must lead to."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One switchable fault, and the truth about it.

    `requirements`: the requirement ids that must turn to fail; those in `recommended` do so only from the recommended
    level up. `also`: ids that may turn as well by a fair reading of the criterion; nothing outside the two may.
    `told`: words of the findings that only this fault brings about, so that it can be on together with others that turn
    the same requirement. `clashes`: ids that cannot be on at the same time, for one undoes or covers the other.
    `recipients`: the hosts outside the school that it talks to. `data`: what leaves, as `field:encoding`. `leaky`:
    part of the `leaky` preset. `later`: shows only when the school is asked again, with `schoolproof resume`. `others`:
    shows only when others than the pupil try, so in an audit with the whole cast.
    """

    id: str
    requirements: tuple[str, ...]
    title_en: str
    title_nl: str
    recipients: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    leaky: bool = False
    recommended: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    clashes: tuple[str, ...] = ()
    later: bool = False
    others: bool = False


class Switches:
    """Which faults are on, in one running school. Asking for an id that does not exist raises KeyError."""

    def __init__(self, active: Collection[str], known: Collection[str]) -> None:
        self._active = frozenset(active)
        self._known = frozenset(known)
        if unknown := self._active - self._known:
            raise KeyError(", ".join(sorted(unknown)))

    def on(self, fault: str) -> bool:
        """Whether this fault is switched on."""
        if fault not in self._known:
            raise KeyError(fault)
        return fault in self._active

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._active))
