"""The probe of passkeys (`passkey`): a device makes one, signs in with it, and then answers with one thing wrong.

A refusal counts only between two sign-ins that worked with the same device. The passkeys are taken away again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, get_args

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Request

from harness import Persona, Profile
from harness.model.profile_passkeys import PasskeyTests
from harness.sandbox.acting.actor import Actor, ActorFailedError
from harness.sandbox.acting.probe import ActingProbe
from harness.sandbox.acting.stage import Stage
from harness.sandbox.acting.together import together
from harness.sandbox.factors.assertion import Case, Key
from harness.sandbox.factors.device import Device, carried, carries
from harness.sandbox.factors.half_way import HalfWay
from harness.sandbox.factors.people import beside_codes
from harness.sandbox.factors.trouble import BROKE, trouble
from harness.sandbox.settings.effects.trying import Listener, do
from harness.sandbox.web.page import press, words
from harness.sandbox.web.page.enter import push
from harness.sandbox.web.page.settle import settle

TASK = "passkey"
CASES: tuple[Case, ...] = tuple(one for one in get_args(Case.__value__) if one not in ("good", "counter"))
ANSWERS, QUIET = 10.0, 5.0
"""Seconds in which a page asks the device, and falls silent."""


class PasskeyProbe(ActingProbe):
    """One person of the profile's `[passkeys]`, and somebody else for the one case that needs two."""

    name = "passkeys"
    kinds = (TASK,)
    wave = 5
    apart = True
    seconds = 600.0

    def wave_in(self, profile: Profile) -> int:
        return beside_codes(self.wave, profile, self.actors(profile))

    def lacks(self, profile: Profile) -> str | None:
        """Without [passkeys] there is nothing to try, and that is told by no record."""
        return None if any(one.password for one in profile.personas.values()) else "the profile has nobody who signs in"

    def actors(self, profile: Profile) -> list[tuple[str, str]]:
        return [(one.name, TASK) for one in _people(profile)]

    async def probe(self, stage: Stage) -> None:
        people, table = _people(stage.run.profile), stage.run.profile.passkeys
        if not people:
            if table is not None:  # a run of a part of the people
                about = {"persona": table.persona, "role": "", "case": "good", "control": "no-persona"}
                stage.run.writer.probe(TASK, about)
            return
        persona, *others = people
        lent = _Lent(promised=bool(others))
        try:
            await together(*(_lend(stage, one, lent) for one in others[:1]), _hold(stage, persona, lent))
        except ActorFailedError as error:
            _tell(stage, persona, {"case": "good", "control": str(error)})


def _people(profile: Profile) -> list[Persona]:
    """Who takes part; nobody when the first does not."""
    names = profile.passkeys.people if profile.passkeys else ()
    people = [profile.personas[name] for name in names if name in profile.personas]
    return people if people and people[0].name == names[0] else []


def _tell(stage: Stage, persona: Persona, record: Mapping[str, Any]) -> None:
    stage.run.writer.probe(TASK, {"persona": persona.name, "role": persona.role, **record})


class _Holder:
    """Somebody with a device and one passkey on it."""

    def __init__(self, actor: Actor, device: Device, table: PasskeyTests) -> None:
        self.actor, self.device, self.table = actor, device, table
        self.half = HalfWay(actor)
        self.owed = False
        """Whether a passkey was made, or may have been, that is to be taken away again."""

    async def enrol(self) -> None:
        """Make the passkey. ActorFailedError: it could not be made, or not be used."""
        self.owed = True
        done = await do(self.actor, self.table.enrol, {}, "make a passkey")
        try:
            self.owed = await self.device.keep()
        except ValueError as error:
            raise ActorFailedError("the passkey has a key of an unknown kind", owner="platform") from error
        if not self.owed:
            raise ActorFailedError(f"no passkey was made: {done.why or 'the page asked for none'}", owner="app")

    async def answered(self, case: Case) -> dict[str, Any]:
        """Sign in from nothing, answering as this case says: whether the account opened, or why that was not tried."""
        await self.half.forget()
        await self.device.expect(case)
        heard = Listener(self.actor)
        self.actor.page.on("request", heard.hear)
        try:
            with trouble(self.actor, self._sends_answer) as met:
                await self._sign_in(case)
                async with asyncio.timeout(ANSWERS):
                    await self.device.answered.wait()
                await settle(self.actor.page, QUIET)
        except TimeoutError:
            return {"case": case, "control": "not-asked"}
        finally:
            self.actor.page.remove_listener("request", heard.hear)
        answer = self.device.answer
        if answer is None or not carried(await heard.written(), answer):
            return {"case": case, "control": "not-sent"}
        inside = await self.half.inside()
        control = BROKE if met and not inside else ""
        return {"case": case, "inside": inside, "control": control, "verification": self.device.verification}

    def _sends_answer(self, request: Request) -> bool:
        answer = self.device.answer
        return answer is not None and carries(request.url, request.post_data_buffer or b"", answer)

    async def _sign_in(self, case: Case) -> None:
        if self.table.sign_in:
            await do(self.actor, self.table.sign_in, {}, f"sign in with a passkey: {case}")
            return
        login = self.actor.run.profile.login
        await self.actor.goto((login.url if login else None) or self.actor.base)
        button = await press.find(self.actor.page, words.PASSKEY)
        if button is not None:
            await self.actor.acted(f"sign in with a passkey: {case}")
            await push(*button)

    async def taken_away(self) -> str:
        """Take the passkey away and see that it opens nothing any more; why not, or ""."""
        # A password alone may not open the account any more: the passkey is tried before it.
        if not await self.half.inside() and not (await self.answered("good")).get("inside"):
            await self.half.forget()
            await self.actor.sign_in()
        done = await do(self.actor, self.table.remove, {}, "take the passkey away")
        if not done.ok:
            return done.why
        return "it still opens the account" if (await self.answered("good")).get("inside") else ""


class _Lent:
    """A passkey of somebody else, for the one case that needs two; `promised` when there is somebody else."""

    def __init__(self, *, promised: bool) -> None:
        self.promised = promised
        self.key: Key | None = None
        """There once `ready`, if it could be made at all."""
        self.ready, self.back = asyncio.Event(), asyncio.Event()
        if not promised:
            self.ready.set()


async def _lend(stage: Stage, persona: Persona, lent: _Lent) -> None:
    """Make one, and take it away when it is not needed any more."""
    try:
        async with _enrolled(stage, persona) as other:
            other.actor.rest()
            lent.key = other.device.key
            lent.ready.set()
            await lent.back.wait()
    finally:
        lent.ready.set()


async def _hold(stage: Stage, persona: Persona, lent: _Lent) -> None:
    """Every ceremony; none where the other passkey could not be made, which is told by who was to make it."""
    async with AsyncExitStack() as ending:
        ending.callback(lent.back.set)  # however it ends
        holder = await ending.enter_async_context(_enrolled(stage, persona))
        ending.callback(lent.back.set)  # before this one's is taken away, so that both are at the same time
        await lent.ready.wait()
        if lent.promised and lent.key is None:
            return
        for one in await _Ceremonies(holder, lent.key).go():
            _tell(stage, persona, one)


@asynccontextmanager
async def _enrolled(stage: Stage, persona: Persona) -> AsyncIterator[_Holder]:
    """Somebody who made a passkey, which is taken away afterwards; ActorFailedError: it could not be made.

    Meanwhile nobody tries what a password alone opens: there are apps that ask every passkey for a second factor.
    """
    table = stage.run.profile.passkeys
    assert table is not None
    async with stage.changing(persona), stage.actor(persona, TASK) as actor:
        holder = _Holder(actor, await Device.held_by(actor), table)
        try:
            await holder.enrol()
            yield holder
        finally:
            if holder.owed:
                await _give_back(stage, holder)
        await holder.device.unplug()


async def _give_back(stage: Stage, holder: _Holder) -> None:
    """Take the passkey away; told loudly when that did not work."""
    why = "interrupted"
    try:
        why = await holder.taken_away()
    except (ActorFailedError, PlaywrightError) as error:
        why = str(error)
    finally:
        if why:
            about = {"persona": holder.actor.persona.name, "effect": "passkey", "reason": why}
            stage.run.writer.gap(TASK, "not-undone", **about)


class _Ceremonies:
    """One person's sign-ins with a passkey."""

    def __init__(self, holder: _Holder, other: Key | None) -> None:
        self._holder, self._device = holder, holder.device
        self._device.other = other

    async def go(self) -> list[dict[str, Any]]:
        """Everything that is to be recorded, in order."""
        first = await self._one("good")
        if first.get("control") or not first["inside"]:
            return [{**first, "control": first.get("control") or "refused"}]
        self._device.before = self._device.answer
        tried = [await self._one(case) for case in CASES if case != "other" or self._device.other]
        again = await self._one("good")
        why = "" if again.get("inside") else "not-again"
        tried = [{**one, "control": one.get("control") or why} for one in tried]
        return [first, *tried, await self._one("counter")]

    async def _one(self, case: Case) -> dict[str, Any]:
        told = await self._holder.answered(case)
        if told.get("control") == BROKE:  # an app that was in trouble just then may answer now
            told = await self._holder.answered(case)
        shot = await self._holder.actor.shot() if told.get("inside") and case not in ("good", "counter") else None
        typed = str(self._holder.table.sign_in)
        return {**told, "alone": "{password}" not in typed, "shot": shot}
