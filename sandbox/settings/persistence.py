"""Whether choices stay: one safe choice is made, and every setting is read again after each thing that might undo it.

It is done with an account made for it; without one, with the first pupil of the profile, whose choice is put back
afterwards and whose settings are never reset.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from playwright.async_api import Error as PlaywrightError

from harness import Persona, Profile, Run, SchoolproofError, SettingSeen
from harness.catalogue.settings import builtin_settings
from harness.sandbox.acting.actor import Actor, ActorFailedError
from harness.sandbox.acting.probe import ActingProbe
from harness.sandbox.acting.stage import Stage
from harness.sandbox.probes.client import Pace
from harness.sandbox.settings.accounts.account import FreshAccount
from harness.sandbox.settings.accounts.first import pages_of
from harness.sandbox.settings.accounts.hook import HookFailedError, call, enrolled
from harness.sandbox.settings.accounts.making import take_away
from harness.sandbox.settings.accounts.plan import CHILD, plan_account
from harness.sandbox.settings.accounts.probe import day_of
from harness.sandbox.settings.adjusting.controls import choose, read, save
from harness.sandbox.settings.reading.read import read_settings
from harness.sandbox.web.page import enter, words
from harness.sandbox.web.page.press import Found, find, in_sight
from harness.sandbox.web.page.settle import settle

KEEPER = "keeper"
"""The account that is made for it."""
TASK, DEVICE = "keep", "device"
MOST_TRIES = 4
RESET = words.listed(
    "standaardinstellingen herstellen|standaardinstellingen|alles terugzetten|terugzetten|herstel standaard|"
    "reset settings|reset to defaults|reset to default|restore defaults|restore default settings|defaults|"
    "parametres par defaut|retablir les parametres|reinitialiser les parametres|reinitialiser|"
    "standardeinstellungen|auf standard zurucksetzen|einstellungen zurucksetzen|zurucksetzen"
)


class PersistenceProbe(ActingProbe):
    """Chooses, leaves, comes back, and reads."""

    name = "persistence"
    kinds = ("kept",)

    def wave_in(self, profile: Profile) -> int:
        """With an account of its own beside everything else; else when nobody reads or needs what the pupil chose."""
        return 1 if _makes(profile) else 2

    def lacks(self, profile: Profile) -> str | None:
        return None if _pupil(profile) else "the profile has no pupil who signs in"

    def actors(self, profile: Profile) -> list[tuple[str, str]]:
        pupil = _pupil(profile)
        names = [KEEPER] if _makes(profile) else []
        return [(name, task) for name in (*names, *([pupil.name] if pupil else [])) for task in (TASK, DEVICE)]

    async def newcomers(self, run: Run, pace: Pace) -> list[Persona]:
        """A pupil made for it by the profile's hook, if it has one."""
        if not _makes(run.profile):
            return []
        account = plan_account(run.profile, day_of(run), "hook", CHILD, KEEPER)
        try:
            return [(await enrolled(run, pace, account)).persona]
        except HookFailedError as error:
            run.writer.gap("kept", "no-account", reason=str(error))
            return []

    async def probe(self, stage: Stage) -> None:
        keeper = stage.newcomers.get(KEEPER)
        persona = keeper or _pupil(stage.run.profile)
        assert persona is not None
        try:
            async with stage.changing(persona), stage.actor(persona, TASK, fresh=True) as actor:
                await _Keeping(stage, actor, mine=keeper is not None).go()
        except ActorFailedError as error:
            stage.run.writer.gap("kept", "actor-failed", persona=persona.name, reason=str(error))
        finally:
            if keeper is not None:
                await take_away(stage, FreshAccount.of(keeper, CHILD, "hook", None))


@dataclass
class _Keeping:
    """One pupil at it. `mine`: the account is thrown away afterwards."""

    stage: Stage
    actor: Actor
    mine: bool
    pages: Sequence[str] = field(default_factory=list)

    async def go(self) -> None:
        self.pages = await pages_of(self.actor, self.stage)
        before = await self._read(self.actor, "before")
        self.pages = [page for page in self.pages if any(one.page == page for one in before)] or self.pages
        made = await self._choose(before)
        if made is None:
            self._gap("nothing-to-choose")
            return
        restored = None
        try:
            await self._come_back()
        finally:
            restored = None if self.mine else await self._put_back(made)
            self._record(*made, restored)
        if self.mine:
            await self._reset()

    def _record(self, before: SettingSeen, value: str, restored: bool | None) -> None:
        about = {"setting": before.setting, "label": before.label, "was": before.value, "chosen": value}
        self.stage.run.writer.probe("kept", {"persona": before.persona, **about, "restored": restored})

    async def _come_back(self) -> None:
        """Everything that may not change a choice, one after the other."""
        await self._read(self.actor, "chosen")
        if await self._press(await find(self.actor.page, words.LOGOUT), "sign out"):
            await self.actor.sign_in()
            await self._read(self.actor, "after-login")
        else:
            self._gap("no-way-out")
        async with self.stage.actor(self.actor.persona, DEVICE, fresh=True) as other:
            await self._read(other, "second-device")
        if await self._new_roster():
            await self._read(self.actor, "after-roster")

    async def _read(self, actor: Actor, when: str) -> list[SettingSeen]:
        declared = self.stage.run.profile.settings
        return await read_settings(actor, when=when, pages=self.pages, declared=declared, stage=self.stage)

    async def _choose(self, before: Sequence[SettingSeen]) -> tuple[SettingSeen, str] | None:
        """Choose something else that is as safe, on the screen; what it was, and what was chosen."""
        for one, value in list(choices(before))[:MOST_TRIES]:
            if await self._set(one, value):
                return one, value
        return None

    async def _set(self, one: SettingSeen, value: str) -> bool:
        """Choose and save; whether the page says so when it is opened anew."""
        where = locate(one)
        try:
            await self.actor.goto(one.page)
            if not await choose(self.actor, where, value, f"choose {value!r} for {one.label!r}"):
                return False
            await save(self.actor, where, f"save {one.label!r}")
            await self.actor.goto(one.page)
            shown = await read(self.actor.page, where)
            return shown is not None and shown.value == value
        except PlaywrightError:
            return False

    async def _put_back(self, made: tuple[SettingSeen, str]) -> bool:
        """Choose again what it was; that this failed is told loudly."""
        before, value = made
        restored = await self._set(before, before.value)
        if not restored:
            self._gap("not-put-back", setting=before.setting, was=before.value, chosen=value)
        return restored

    async def _new_roster(self) -> bool:
        run, accounts = self.stage.run, self.stage.run.profile.accounts
        if accounts is None or accounts.resync is None:
            return False
        try:
            await call(run, self.stage.pace, accounts.resync, self.actor.persona.name, school=self.actor.persona.school)
        except SchoolproofError as error:
            if error.exit_code == 4:
                raise
            self._gap("no-new-roster", reason=str(error))
            return False
        return True

    async def _reset(self) -> None:
        for page in dict.fromkeys((*self.pages, "")):
            await self.actor.goto(page)
            if await self._press(await in_sight(self.actor.page, RESET), "go back to the default settings"):
                await self._read(self.actor, "after-reset")
                return

    async def _press(self, found: Found | None, what: str) -> bool:
        """Press it; whether there was anything to press."""
        if found is None:
            return False
        await self.actor.acted(what)
        await enter.push(*found)
        await settle(self.actor.page)
        return True

    def _gap(self, why: str, **values: object) -> None:
        self.stage.run.writer.gap("kept", why, persona=self.actor.persona.name, **values)


def choices(before: Sequence[SettingSeen]) -> Iterator[tuple[SettingSeen, str]]:
    """What may be chosen without harm: other values that are safe at this age, of controls that are not locked."""
    catalogue = builtin_settings()
    for one in before:
        if one.source != "screen" or one.locked or not one.setting or one.role in ("slider", "value"):
            continue
        for value in one.options or ["on", "off"]:
            if value != one.value and catalogue.safe(one.setting, one.label, value, one.age) is True:
                yield one, value


def locate(one: SettingSeen) -> dict[str, str | int]:
    """Where the control is, as a profile would say it."""
    name = one.label.rpartition(" › ")[2]
    if one.role == "switch":
        return {"role": "switch", "name": name}
    return {"role": "group", "name": name} if one.role == "radio" else {"label": name}


def _makes(profile: Profile) -> bool:
    return profile.accounts is not None and profile.accounts.create is not None


def _pupil(profile: Profile) -> Persona | None:
    pupils = (one for one in profile.personas.values() if one.role == "pupil" and not one.acts_only)
    return next((one for one in pupils if one.username is not None), None) if profile.login else None
