"""What an acting probe is. It observes and records, and puts back what it changed; it never judges."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from harness import Persona, Profile, Run

if TYPE_CHECKING:
    from harness.sandbox.acting.stage import Stage
    from harness.sandbox.probes.client import Pace


class ActingProbe(ABC):
    """The base of every one: by itself it needs nobody and does nothing before the sandbox opens.

    `kinds`: the evidence it writes (`probes/<kind>.jsonl`), told in run.json as gathered or skipped. `active`: it tries
    or changes things, so it needs the profile's [authorisation]. `wave`: those of one wave run side by side, the next
    wave after them; who changes what others read comes in a later one. `apart`: it touches nothing but the accounts of
    its people, so it waits only for those of earlier waves that are about one of them (see order.py). `seconds`: how
    long it may take; it bounds itself long before.
    """

    name: str
    kinds: tuple[str, ...]
    active: bool = True
    wave: int = 1
    apart: bool = False
    seconds: float = 300.0

    def wave_in(self, profile: Profile) -> int:
        """The wave with this profile: some need a later one only where they have no account of their own."""
        return self.wave

    def lacks(self, profile: Profile) -> str | None:
        """Why it cannot run with this profile, for the report; None when it can."""
        return None

    def actors(self, profile: Profile) -> list[tuple[str, str]]:
        """Who will act, and under which task: (name of a persona or newcomer, task), each given a listener ahead."""
        return []

    def people(self, profile: Profile) -> set[str]:
        """Whose accounts it uses: those who act in it, and any that it signs in without a browser."""
        return {name for name, _ in self.actors(profile)}

    def turns(self, profile: Profile) -> set[str]:
        """The names under which it takes its turns, so that its requests can be counted."""
        return {*self.kinds, *(task for _, task in self.actors(profile))}

    async def newcomers(self, run: Run, pace: Pace) -> list[Persona]:
        """Accounts that this run will make or has had made; whoever writes must know their secrets beforehand."""
        return []

    @abstractmethod
    async def probe(self, stage: Stage) -> None:
        """Do it. What a part of it cannot do becomes a record or a gap of the kinds; SchoolproofError ends it all."""
