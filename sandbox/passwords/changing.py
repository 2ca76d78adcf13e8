"""Passwords where one is changed: on the account of one persona, whose first password is put back and tried."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from playwright.async_api import Error as PlaywrightError
from pydantic import SecretStr

from harness import Persona, Run
from harness.sandbox.acting.actor import Actor, ActorFailedError
from harness.sandbox.acting.stage import Stage
from harness.sandbox.passwords.capture import change_in_browser, learn_login
from harness.sandbox.passwords.door import Door
from harness.sandbox.passwords.doorway import key_for, opened, strangers
from harness.sandbox.passwords.places import Change
from harness.sandbox.passwords.policy import Policy
from harness.sandbox.passwords.probe import CHANGED, SECONDS, TASK, declare, leave_out, record, sizes
from harness.sandbox.passwords.signing_up import TOO_SLOW
from harness.sandbox.probes.client import ProbeClient

RESTORE_SECONDS, RESTORE_PAUSE = 60.0, 5.0


type Offer = Callable[[Run, Change], Awaitable[None]]
"""Offers passwords to the account, and writes down what came of them."""


async def at_change(stage: Stage) -> None:
    """Everything where a password is changed."""
    told = stage.run.profile.passwords
    persona = stage.run.profile.personas[(told.persona if told else None) or ""]
    why = await on_account(stage, persona, TASK, CHANGED, _offer)
    if why is not None:
        leave_out(stage.run, "change", why)


async def on_account(stage: Stage, persona: Persona, task: str, changed: str, offer: Offer) -> str | None:
    """Change somebody's password again and again; a code for why nothing could be offered, None when it was.

    The newcomer `changed` has the first one, typed in a browser. One that could not be put back is told loudly.
    """
    try:
        async with stage.actor(persona, task, alone=True) as actor, ProbeClient(stage.run, task, stage.pace) as client:
            drawn = stage.newcomers[changed].password or SecretStr("")
            return await _go(stage, actor, client, persona.model_copy(update={"password": drawn}), offer)
    except ActorFailedError as error:
        return str(error)


async def _go(stage: Stage, actor: Actor, client: ProbeClient, changed: Persona, offer: Offer) -> str | None:
    persona = actor.persona
    learnt = await learn_login(actor, persona)
    if isinstance(learnt, str):
        return learnt
    door = await opened(learnt, key_for(persona), strangers(stage.run, client, persona.name))
    if isinstance(door, str):
        return door
    back = _Restoring(stage.run, actor, door, persona, changed, kind=client.probe)
    try:
        form = await change_in_browser(actor, persona, key_for(changed).password)
        if isinstance(form, str):
            return form
        actor.rest()
        back.place = place = Change(form, door, key_for(back.changed), first=key_for(persona).password)
        if not await door.opens(place.key):
            place.key = key_for(persona)  # the app did not take the first one: what is in force is what was
        async with asyncio.timeout(SECONDS):
            await offer(stage.run, place)
    except TimeoutError:
        return TOO_SLOW
    finally:
        await back.restore()
    return None


async def _offer(run: Run, place: Change) -> None:
    policy = Policy(place, sizes(), run.profile.app.name, lambda secret: declare(run, secret))
    try:
        await policy.run()
    finally:
        record(run, "change", [one.told for one in policy.offered])


@dataclass
class _Restoring:
    """Planned before anything is changed: however it ends, the first password of `persona` is in force afterwards.

    `changed` is the persona with what was typed in the browser; `place` is there once the change can be sent again;
    `kind` is the evidence that a failure weakens.
    """

    run: Run
    actor: Actor
    door: Door
    persona: Persona
    changed: Persona
    place: Change | None = None
    kind: str = TASK

    async def restore(self) -> None:
        """Put it back; an app that was away is asked again until it answers, for a while. What fails is told loudly."""
        clock = asyncio.get_running_loop()
        until = clock.time() + RESTORE_SECONDS
        with contextlib.suppress(TimeoutError, ActorFailedError, PlaywrightError):
            async with asyncio.timeout_at(until):
                while not await (self.place.restore() if self.place else self._in_browser()):
                    await asyncio.sleep(min(RESTORE_PAUSE, until - clock.time()))
                return
        who = self.persona.name
        self.run.progress.stage(f"the password of {who} could not be put back: give it a new one by hand")
        self.run.writer.gap(self.kind, "password-not-restored", persona=who, username=self.persona.username or "")

    async def _in_browser(self) -> bool:
        """The change may have been sent although nothing could be learnt of it: whether the first is in force again."""
        first = key_for(self.persona)
        if await self.door.opens(first):
            return True
        if await self.door.opens(key_for(self.changed)):
            await change_in_browser(self.actor, self.changed, first.password)
        return bool(await self.door.opens(first))
