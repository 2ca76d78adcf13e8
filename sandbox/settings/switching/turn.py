"""Turning switches on the pages where they stand, and reading whether they stay so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from playwright.async_api import Error as PlaywrightError

from harness import SettingsCatalogue, SettingSeen
from harness.sandbox.acting.actor import Actor
from harness.sandbox.settings.adjusting.controls import choose, read, save
from harness.sandbox.settings.persistence import locate
from harness.sandbox.settings.reading.framed import Place
from harness.sandbox.settings.reading.opening import Opener

A_CHILD = 11
"""What a child should have is the side of a switch on which the feature is off."""


@dataclass(frozen=True, eq=False)
class Switch:
    """A control about profiling, as it was read; `on` and `off` are its values by which the feature is so."""

    seen: SettingSeen
    on: str
    off: str

    @property
    def name(self) -> str:
        """What is written on it."""
        return self.seen.label.rpartition(" › ")[2]


def switch_of(seen: SettingSeen, catalogue: SettingsCatalogue) -> Switch | None:
    """The switch that a control is; None when its words do not tell on which side the feature is off."""
    sides: dict[bool, str] = {}
    for value in seen.options or ["off", "on"]:
        safe = catalogue.safe(seen.setting, seen.label, value, A_CHILD)
        if safe is not None:
            sides.setdefault(safe, value)
    return Switch(seen, sides[False], sides[True]) if len(sides) == 2 else None


async def turn(
    actor: Actor, values: Mapping[Switch, str], before: dict[Switch, str] | None = None
) -> list[Switch]:
    """Choose these values and save them, page by page; those that could be. `before` gets what each showed at first."""
    done: list[Switch] = []
    for page, several in _by_page(values).items():
        try:
            await actor.goto(page)
            await actor.page.bring_to_front()  # behind the tabs that were looked at it is drawn once a second
            last = None
            for one in several:
                where, what = locate(one.seen), f"choose {values[one]!r} for {one.name!r}"
                shown = await read(actor.page, where) if await _revealed(actor, one) else None
                if shown is None or shown.locked:
                    continue
                if before is not None:
                    before[one] = shown.value
                if await choose(actor, where, values[one], what):
                    last = one
                    done.append(one)
            if last is not None:
                await save(actor, locate(last.seen), "save the settings")
        except PlaywrightError:
            continue
    return done


async def values_of(actor: Actor, switches: Iterable[Switch]) -> dict[Switch, str]:
    """What each shows when its page is opened anew, without those that are not found."""
    found: dict[Switch, str] = {}
    for page, several in _by_page(switches).items():
        try:
            await actor.goto(page)
            for one in several:
                shown = await read(actor.page, locate(one.seen)) if await _revealed(actor, one) else None
                if shown is not None:
                    found[one] = shown.value
        except PlaywrightError:
            continue
    return found


async def _revealed(actor: Actor, one: Switch) -> bool:
    """Whether the control is in view, after opening the tab or folded part that it is in."""
    protocol = await actor.context.new_cdp_session(actor.page)
    try:
        async for view in Opener(actor.page, Place(actor.page.main_frame, protocol)).views():
            if any((each.role, each.label or each.context) == (one.seen.role, one.name) for each in view.controls):
                return True
        return await read(actor.page, locate(one.seen)) is not None  # one in a frame
    finally:
        await protocol.detach()


def _by_page(switches: Iterable[Switch]) -> dict[str, list[Switch]]:
    found: dict[str, list[Switch]] = {}
    for one in switches:
        found.setdefault(one.seen.page, []).append(one)
    return found
