"""Passwords where one is changed: on the account of one persona, whose first password is put back and tried."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace

from pydantic import SecretStr

from harness import Persona, Run
from harness.sandbox.acting.actor import Actor, ActorFailedError
from harness.sandbox.acting.stage import Stage
from harness.sandbox.passwords.capture import SignedIn, change_in_browser, learn_login
from harness.sandbox.passwords.door import Door
from harness.sandbox.passwords.doorway import NO_DOOR, key_for, opened, strangers
from harness.sandbox.passwords.places import Change
from harness.sandbox.passwords.policy import Policy
from harness.sandbox.passwords.probe import CHANGED, SECONDS, TASK, declare, leave_out, record, sizes
from harness.sandbox.passwords.signing_up import TOO_SLOW
from harness.sandbox.probes.client import ProbeClient

RESTORE_SECONDS, RESTORE_PAUSE = 60.0, 5.0


async def at_change(stage: Stage) -> None:
    """Everything where a password is changed. A password that could not be put back is told loudly."""
    told = stage.run.profile.passwords
    persona = stage.run.profile.personas[(told.persona if told else None) or ""]
    try:
        async with stage.actor(persona, TASK, alone=True) as actor, ProbeClient(stage.run, TASK, stage.pace) as client:
            why = await _go(stage, actor, persona, client)
    except ActorFailedError as error:
        why = str(error)
    if why is not None:
        leave_out(stage.run, "change", why)


async def _go(stage: Stage, actor: Actor, persona: Persona, client: ProbeClient) -> str | None:
    """A code for why nothing could be offered; None when it was."""
    learnt = await learn_login(actor, persona)
    if isinstance(learnt, str):
        return learnt
    door = await opened(learnt, key_for(persona), strangers(stage.run, client, persona.name))
    if door is None:
        return NO_DOOR
    drawn = stage.newcomers[CHANGED].password or SecretStr("")
    form = await change_in_browser(actor, persona, drawn.get_secret_value())
    changed = persona.model_copy(update={"password": drawn})
    if isinstance(form, str):
        await _back_in_browser(stage, actor, persona, changed, learnt, door)
        return form
    place = Change(form, door, key_for(changed), first=key_for(persona).password)
    if not await door.opens(place.key):
        place.key = key_for(persona)  # the app did not take the first one: what is in force is what was
    try:
        async with asyncio.timeout(SECONDS):
            await _offer(stage.run, place)
    except TimeoutError:
        return TOO_SLOW
    finally:
        await _restore(stage.run, place, persona)
    return None


async def _offer(run: Run, place: Change) -> None:
    policy = Policy(place, sizes(), run.profile.app.name, lambda secret: declare(run, secret))
    try:
        await policy.run()
    finally:
        record(run, "change", [one.told for one in policy.offered])


async def _restore(run: Run, place: Change, persona: Persona) -> None:
    """Put it back; an app that was away is asked again until it answers, for a while."""
    clock = asyncio.get_running_loop()
    until = clock.time() + RESTORE_SECONDS
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout_at(until):
            while not await place.restore():
                await asyncio.sleep(min(RESTORE_PAUSE, until - clock.time()))
            return
    _tell(run, persona)


async def _back_in_browser(
    stage: Stage, actor: Actor, persona: Persona, changed: Persona, learnt: SignedIn, door: Door
) -> None:
    """The change was sent and nothing could be learnt of it: is the first password still in force, or put back?"""
    key = key_for(persona)
    if await door.opens(key):
        return
    if await door.opens(replace(key, password=key_for(changed).password)):
        await change_in_browser(actor, changed, key.password)
    if not await door.opens(key):
        _tell(stage.run, persona)


def _tell(run: Run, persona: Persona) -> None:
    run.progress.stage(f"the password of {persona.name} could not be put back: give it a new one by hand")
    run.writer.gap("passwords", "password-not-restored", persona=persona.name, username=persona.username or "")
