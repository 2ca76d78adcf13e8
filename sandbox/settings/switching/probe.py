"""The probe of the switches of profiling (evidence kind `switched`): off, on one by one, and off again.

After each turn the same pages are opened anew, and what they send is noted. Putting back is planned first.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from urllib.parse import urljoin

import msgspec
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, Request

from harness import Persona, Profile, Run, SettingSeen
from harness.catalogue.settings import builtin_settings
from harness.sandbox.acting.actor import Actor, ActorFailedError
from harness.sandbox.acting.probe import ActingProbe
from harness.sandbox.acting.stage import Stage
from harness.sandbox.settings.reading.pages import address_of, unique, visited
from harness.sandbox.settings.reading.probe import FIRST
from harness.sandbox.settings.switching.sent import Look, marks, shown
from harness.sandbox.settings.switching.turn import Switch, switch_of, turn, values_of
from harness.sandbox.web.page.goto import goto
from harness.sandbox.web.page.settle import settle, watch

TASK = "switching"
ABOUT = ("personalisation", "advertising", "analytics")
"""The settings that say what pages send."""
MOST_SWITCHES, MOST_PAGES, MOST_SENT = 4, 3, 2000
MOST_LINES = 10_000
PAGE_SECONDS, QUIET_SECONDS = 20.0, 5.0


class SwitchingProbe(ActingProbe):
    """The first pupil turns the switches; another one, who turns none, is looked at where something stayed on."""

    name = "switches of profiling"
    kinds = ("switched",)
    wave = 2

    def lacks(self, profile: Profile) -> str | None:
        return None if _pupils(profile) else "the profile has no pupil who signs in"

    def actors(self, profile: Profile) -> list[tuple[str, str]]:
        return [(one.name, TASK) for one in _pupils(profile)]

    async def probe(self, stage: Stage) -> None:
        pupil, *others = _pupils(stage.run.profile)
        switches = _switches(stage.run, pupil)
        if not switches:
            return
        trial = _Trial(stage, pupil, switches)
        try:
            async with stage.changing(pupil), stage.actor(pupil, TASK) as actor:
                await trial.go(actor)
            if others and any(shown(trial.looks, number).stayed for number in range(len(switches))):
                async with stage.actor(others[0], TASK) as other, _tabs(other, len(trial.pages)) as tabs:
                    trial.by_itself = await look_at(tabs, trial.pages)
        except ActorFailedError as error:
            stage.run.writer.gap("switched", "actor-failed", persona=pupil.name, reason=str(error))
        trial.write()


@dataclass
class _Trial:
    """One pupil's switches. `by_itself` is what another pupil's pages send without any of it."""

    stage: Stage
    pupil: Persona
    switches: Sequence[Switch]
    pages: list[str] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    by_itself: frozenset[str] = frozenset()
    _before: dict[Switch, str] = field(default_factory=dict)
    _after: dict[Switch, str] = field(default_factory=dict)

    async def go(self, actor: Actor) -> None:
        """Off and looked at twice, on one by one and looked at once more, off and looked at twice, and put back."""
        self.pages = _pages(self.stage.run, actor, self.switches)
        try:
            # Saved although nothing changes: what an app does once anything was saved is not the switch's doing.
            able = await turn(actor, {one: one.off for one in self.switches}, self._before)
            if able:
                await self._looks(actor, {one: one.off for one in able})
        finally:
            await self._put_back(actor)

    async def _looks(self, actor: Actor, off: dict[Switch, str]) -> None:
        async with _tabs(actor, len(self.pages)) as tabs:
            on: frozenset[int] = frozenset()
            await self._look(tabs, on, on)
            for one in off:
                if await turn(actor, {one: one.on}):
                    on |= {self.switches.index(one)}
                    await self._look(tabs, on)
            await self._look(tabs, on)
            done = await turn(actor, off)
            left = frozenset(number for number in on if self.switches[number] not in done)
            await self._look(tabs, left, left)

    async def _look(self, tabs: Sequence[Page], *several: frozenset[int]) -> None:
        for on in several:
            self.looks.append(Look(on, await look_at(tabs, self.pages)))

    async def _put_back(self, actor: Actor) -> None:
        """Every switch as it was before, read again; what is not so is told loudly."""
        self._after = await values_of(actor, self._before)
        lost = {one: value for one, value in self._before.items() if self._after.get(one) != value}
        if lost:
            await turn(actor, lost)
            self._after |= await values_of(actor, lost)
        for one in (one for one, value in self._before.items() if self._after.get(one) != value):
            about = {"setting": one.seen.setting, "was": self._before[one], "page": one.seen.page}
            self.stage.run.writer.gap("switched", "not-restored", persona=self.pupil.name, **about)

    def write(self) -> None:
        """One record for each switch."""
        for number, one in enumerate(self.switches):
            told, was_on = shown(self.looks, number), any(number in look.on for look in self.looks)
            why = "not-found" if one not in self._before else "" if was_on else "not-kept"
            restored = None if one not in self._before else self._after.get(one) == self._before[one]
            about = {"setting": one.seen.setting, "label": one.seen.label, "page": one.seen.page, "pages": self.pages}
            sent = {"came": self._not_by_itself(told.came), "stayed": self._not_by_itself(told.stayed)}
            record = {"persona": self.pupil.name, **about, **sent, "restored": restored, "why": why}
            self.stage.run.writer.probe("switched", record)

    def _not_by_itself(self, sent: Sequence[str]) -> list[str]:
        return [mark for mark in sent if mark not in self.by_itself]


@asynccontextmanager
async def _tabs(actor: Actor, count: int) -> AsyncIterator[list[Page]]:
    """Tabs of the actor beside the one that acts."""
    tabs = [await actor.context.new_page() for _ in range(count)]
    try:
        yield tabs
    finally:
        for tab in tabs:
            with suppress(PlaywrightError):
                await tab.close()


async def look_at(tabs: Sequence[Page], addresses: Sequence[str]) -> frozenset[str]:
    """What the pages at these addresses send while they open, side by side, each in its tab."""
    sent: set[str] = set()

    def hear(request: Request) -> None:
        if request.url.startswith("http") and len(sent) < MOST_SENT:
            sent.update(marks(request.method, request.url, request.post_data_buffer))

    for tab in tabs:
        tab.on("request", hear)
    try:
        await asyncio.gather(*(_opened(tab, address) for tab, address in zip(tabs, addresses, strict=True)))
    finally:
        for tab in tabs:
            tab.remove_listener("request", hear)
    return frozenset(sent)


async def _opened(tab: Page, address: str) -> None:
    watch(tab)
    try:
        await goto(tab, address, PAGE_SECONDS)
        await settle(tab, QUIET_SECONDS)
    except PlaywrightError:
        return  # what did not come in one look did not come in every look


def _pages(run: Run, actor: Actor, switches: Sequence[Switch]) -> list[str]:
    """The page after signing in and some that the pupil came by, none of them a page of settings."""
    login = run.profile.login
    barred = {one.seen.page for one in switches} | {(login.url if login else None) or "/login"}
    names = [*visited(run, actor.persona.name), address_of(actor.page.url)]
    return [urljoin(actor.base, one) for one in unique(names) if one not in barred][:MOST_PAGES]


def _switches(run: Run, pupil: Persona) -> list[Switch]:
    """The controls about profiling that were read on the pupil's own screen."""
    catalogue, found = builtin_settings(), dict[tuple[str, str], Switch]()
    for seen in _read(run.writer.root / "probes" / "settings.jsonl"):
        mine = (seen.persona, seen.when, seen.source) == (pupil.name, FIRST, "screen") and seen.setting in ABOUT
        one = switch_of(seen, catalogue) if mine and not seen.locked else None
        if one is not None:
            found.setdefault((seen.page, seen.label), one)
    return list(found.values())[:MOST_SWITCHES]


def _read(file: Path) -> Iterator[SettingSeen]:
    """What the reading wrote down a moment ago."""
    if not file.exists():
        return
    with file.open("rb") as stream:
        for line in islice(stream, MOST_LINES):
            record = msgspec.json.decode(line)
            if record.get("kind") == "seen":
                yield msgspec.convert(record, SettingSeen)


def _pupils(profile: Profile) -> list[Persona]:
    pupils = [one for one in profile.personas.values() if one.role == "pupil" and not one.acts_only]
    return [one for one in pupils if one.username is not None][:2] if profile.login else []
