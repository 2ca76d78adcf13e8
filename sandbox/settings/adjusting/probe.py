"""The probe of what a school can decide (evidence kind `adjusted`). Putting back is planned before any change."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from playwright.async_api import Error as PlaywrightError

from harness import Persona, Profile, Run
from harness.catalogue.parameters import builtin_parameters
from harness.sandbox.acting.actor import Actor, ActorFailedError
from harness.sandbox.acting.probe import ActingProbe
from harness.sandbox.acting.stage import Stage
from harness.sandbox.acting.together import together
from harness.sandbox.probes.client import Pace
from harness.sandbox.settings.adjusting.change import Change, by_page, locked_as
from harness.sandbox.settings.adjusting.controls import Shown, choose, read, save
from harness.sandbox.settings.adjusting.newcomer import ComesAfter
from harness.sandbox.settings.adjusting.pupil import Own, choose_all, look, own_requests, send_again

TASK = "adjusting"
FIRST_SECONDS, LOOK_SECONDS = 0.5, 30.0
"""The pause before the pupil looks a second time, and the longest one: each is twice the one before."""


class NewPupil(Protocol):
    """Makes an account of the pupil's school at the right moment, and lets somebody look at it."""

    def actors(self, profile: Profile) -> list[tuple[str, str]]:
        """Who will act, as `ActingProbe.actors`."""

    async def newcomers(self, run: Run, pace: Pace) -> list[Persona]:
        """The account with its drawn secrets, as `ActingProbe.newcomers`."""

    async def look(self, stage: Stage, read: Callable[[Actor], Awaitable[None]]) -> None:
        """Make it, sign in, and let `read` look; what goes wrong is recorded by who makes it, and nothing was read."""


class AdjustingProbe(ActingProbe):
    """An administrator changes and locks what the profile declares with `admin`; a pupil looks and tries."""

    name = "what the school decides"
    kinds = ("adjusted",)
    wave = 3
    seconds = 600.0

    def __init__(self, delay: float | None = None, new: NewPupil | None = None) -> None:
        self._delay = delay
        self._new = new

    def lacks(self, profile: Profile) -> str | None:
        """A pupil, an administrator, or something to decide about."""
        if _pupil(profile) is None:
            return "the profile has no pupil"
        if _admin(profile) is None:
            return "the profile has no administrator"
        declared = any(one.admin for one in profile.settings)
        return None if declared else "no setting of the profile says where an administrator decides (admin = …)"

    def actors(self, profile: Profile) -> list[tuple[str, str]]:
        """The administrator, the pupil, and the one that is made afterwards."""
        both = [(one.name, TASK) for one in (_admin(profile), _pupil(profile)) if one is not None]
        return both + (self._new.actors(profile) if self._new else [])

    async def newcomers(self, run: Run, pace: Pace) -> list[Persona]:
        """The account that will be made when the school has decided."""
        return await self._new.newcomers(run, pace) if self._new else []

    async def probe(self, stage: Stage) -> None:
        """All of it, with both signed in from beginning to end."""
        profile = stage.run.profile
        admin, pupil = _admin(profile), _pupil(profile)
        if admin is None or pupil is None:
            return
        delay = builtin_parameters().seconds("setting-delay") if self._delay is None else self._delay
        changes = [Change(one, one.admin) for one in profile.settings if one.admin is not None]
        try:
            async with stage.actor(admin, TASK) as first, stage.actor(pupil, TASK) as second:
                await Adjusting(stage, first, second, changes, delay, self._new).go()
        except ActorFailedError as error:
            stage.run.writer.gap("adjusted", "actor-failed", reason=str(error))
            for one in changes:
                one.why = one.why or "actor-failed"
                one.restored = False if one.touched and not one.restored else one.restored
        for one in changes:
            one.record(stage.run, pupil.name, admin.name)


def _pupil(profile: Profile) -> Persona | None:
    return next((one for one in profile.personas.values() if one.role == "pupil" and not one.acts_only), None)


def _admin(profile: Profile) -> Persona | None:
    """An administrator of the pupil's school."""
    pupil = _pupil(profile)
    admins = [one for one in profile.personas.values() if one.role == "admin"]
    return next((one for one in admins if pupil is None or one.school == pupil.school), None)


@dataclass
class Adjusting:
    """One run of the test."""

    stage: Stage
    admin: Actor
    pupil: Actor
    changes: Sequence[Change]
    delay: float
    new: NewPupil | None = None
    own: Own = field(default_factory=Own)

    @property
    def able(self) -> list[Change]:
        """The settings for which the test goes on."""
        return [one for one in self.changes if one.able]

    async def go(self) -> None:
        """Look, decide, change, look, try, and put back whatever happened in between."""
        await self._snapshot()
        if not self.able:
            return
        try:
            for one in self.able:
                one.touched = True
            self.own = await own_requests(self.pupil, self.able, self.stage.pace)
            await self._decide()
            await self._reaches()
            newcomer = [self.new.look(self.stage, self._newcomer)] if self.new is not None else []
            await together(self._tries(), *newcomer)
        finally:
            await self._put_back()

    async def _snapshot(self) -> None:
        """What everything is before anything is changed."""
        await together(self._mine(), self._theirs())
        for one in self.changes:
            one.plan()

    async def _mine(self) -> None:
        mine = await look(self.pupil, self.changes)
        for one in self.changes:
            one.mine = mine.get(one.setting.id)

    async def _theirs(self) -> None:
        for page, several in by_page(self.changes, admin=True).items():
            try:
                await self.admin.goto(page)
            except PlaywrightError:
                continue
            for one in several:
                one.theirs = await read(self.admin.page, one.control.locate)
                one.lock_before = await read(self.admin.page, one.control.lock) if one.control.lock else None

    async def _decide(self) -> None:
        """The administrator changes and locks all, saves, and reads again."""
        await self._administer({one.setting.id: (one.wanted, True) for one in self.able})
        for page, several in by_page(self.able, admin=True).items():
            await self.admin.goto(page)
            for one in several:
                shown = await read(self.admin.page, one.control.locate)
                one.saved = shown is not None and shown.value == one.wanted
                if one.control.lock is not None:
                    lock = await read(self.admin.page, one.control.lock)
                    one.lock = lock is not None and lock.value == locked_as(True)

    async def _administer(self, values: dict[str, tuple[str, bool]]) -> None:
        """The administrator chooses value and lock of each setting (by id), page by page."""
        chosen = [one for one in self.changes if one.setting.id in values]
        for page, several in by_page(chosen, admin=True).items():
            await self.admin.goto(page)
            for one in several:
                value, lock = values[one.setting.id]
                await choose(self.admin, one.control.locate, value, f"set {one.setting.id} for the school")
                if one.control.lock is not None:
                    await choose(self.admin, one.control.lock, locked_as(lock), f"lock {one.setting.id}")
            await save(self.admin, several[0].control.locate, "save for the school")

    async def _reaches(self) -> None:
        """The pupil looks until all is as the school decided, or until what is missing will not come any more.

        It will not when the time allowed is over, or when a later change of another setting on the same page, locked
        as well, came before it.
        """
        began, pause, passed = self.stage.run.writer.now(), FIRST_SECONDS, False
        while True:
            seen = await look(self.pupil, self.able)
            waited = self.stage.run.writer.now() - began
            for one in self.able:
                if one.existing != one.wanted and one.setting.id in seen:
                    one.existing, one.after = seen[one.setting.id].value, waited
            late = [one for one in self.able if one.lock and one.existing != one.wanted]
            if not late or waited >= self.delay or passed:
                return
            passed = await self._overtaken(late)
            if not passed:
                await asyncio.sleep(max(min(pause, self.delay - waited), 0.1))
                pause = min(2 * pause, LOOK_SECONDS)

    async def _overtaken(self, late: Sequence[Change]) -> bool:
        """Whether something that the administrator changes now reaches the pupil; it is then changed back."""
        pages = {one.control.page for one in late}
        came = (one for one in self.able if one.lock and one.existing == one.wanted and {one.control.page} == pages)
        control = next((one for one in came if one.mine is not None and one.mine.value != one.wanted), None)
        if control is None or control.mine is None:
            return False
        id, other = control.setting.id, control.mine.value
        await self._administer({id: (other, True)})
        there = await self._shows(control, other)
        await self._administer({id: (control.wanted, True)})
        return await self._shows(control, control.wanted) and there

    async def _shows(self, one: Change, value: str) -> bool:
        shown = (await look(self.pupil, [one])).get(one.setting.id)
        return shown is not None and shown.value == value

    async def _newcomer(self, actor: Actor) -> None:
        """What an account has that was made after the school decided."""
        seen = await look(actor, self.able)
        for one in self.able:
            if one.setting.id in seen:
                one.new = seen[one.setting.id].value

    async def _tries(self) -> None:
        """The pupil chooses what was there before: on screen where it can be, then by the recorded requests."""
        reached = [one for one in self.able if one.existing == one.wanted]
        before = {one.setting.id: one.mine.value for one in reached if one.mine is not None}
        tried = await choose_all(self.pupil, reached, before)
        seen = await look(self.pupil, reached)
        for one in reached:
            if one.setting.id in tried and one.setting.id in seen:
                one.screen = seen[one.setting.id].value
        if not self.own.writes or not reached:
            return
        status = await send_again(self.pupil, self.own.writes, reached[0].setting.page, self.stage.pace)
        seen = await look(self.pupil, reached)
        for one in reached:
            if status is not None and one.setting.id in seen and one.setting.id in self.own.proven:
                one.request, one.request_status = seen[one.setting.id].value, status

    async def _put_back(self) -> None:
        """Administrator and pupil have again what they had; what is not so is told loudly."""
        touched = [one for one in self.changes if one.touched and one.theirs is not None]
        values = {
            one.setting.id: (one.theirs.value, one.lock_before is not None and one.lock_before.value == locked_as(True))
            for one in touched if one.theirs is not None
        }
        try:
            await self._administer(values)
            await self._check_back(touched)
        except PlaywrightError:
            pass
        for one in touched:
            if not one.restored:
                one.restored = False
                self.stage.run.writer.gap("adjusted", "not-restored", setting=one.setting.id, page=one.control.page)

    async def _pupil_back(self, touched: Sequence[Change]) -> dict[str, Shown]:
        """The pupil chooses the old values where they did not come back by themselves; what is there then."""
        before = {one.setting.id: one.mine.value for one in touched if one.mine is not None}
        seen = await look(self.pupil, touched)
        lost = {id: value for id, value in before.items() if id not in seen or seen[id].value != value}
        if not lost:
            return seen
        await choose_all(self.pupil, touched, lost)
        return await look(self.pupil, touched)

    async def _check_back(self, touched: Sequence[Change]) -> None:
        """Whether both see what they saw at first, and can change what they could."""
        mine = await self._pupil_back(touched)
        for page, several in by_page(touched, admin=True).items():
            await self.admin.goto(page)
            for one in several:
                theirs = await read(self.admin.page, one.control.locate)
                lock = await read(self.admin.page, one.control.lock) if one.control.lock else None
                one.restored = (mine.get(one.setting.id), theirs, lock) == (one.mine, one.theirs, one.lock_before)


ADJUSTING = AdjustingProbe(new=ComesAfter())
