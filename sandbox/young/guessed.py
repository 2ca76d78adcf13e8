"""Pictures and short codes: how often may one guess? As at passwords, with guesses made of the app's own symbols."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial
from typing import Any

from harness import Persona
from harness.catalogue.parameters import builtin_parameters
from harness.model.profile_young import YoungLogin
from harness.sandbox.acting.actor import Actor
from harness.sandbox.acting.stage import Stage
from harness.sandbox.passwords.capture import NOT_CARRIED, Overheard, SignedIn, signed_in
from harness.sandbox.passwords.door import Door
from harness.sandbox.passwords.doorway import key_for, opened, strangers
from harness.sandbox.passwords.guess_probe import other_addresses
from harness.sandbox.passwords.guessing import Guessing
from harness.sandbox.passwords.locked import tell_locked
from harness.sandbox.probes.client import ProbeClient
from harness.sandbox.settings.effects.trying import do
from harness.sandbox.young.spelling import Spelling

TASK = "young-login"
SPARE = 10
"""Tries that are kept for all but plain guessing."""


def spelling(young: YoungLogin) -> Spelling:
    """How its secrets are written."""
    return Spelling(young.symbols, young.length, young.joined)


async def learn(actor: Actor, young: YoungLogin, persona: Persona) -> SignedIn | str:
    """Sign in by the declared steps; what that sent, or why it taught nothing."""
    heard, key = Overheard(actor), key_for(persona)
    parts = spelling(young).read(key.password)
    if parts is None:
        return "does-not-fit"
    choices = {f"choice.{at}": part for at, part in enumerate(parts, 1)}
    done = await do(actor, young.steps, choices, f"sign in: {young.name}")
    if not done.ok:
        actor.run.writer.gap(TASK, "steps-failed", effect=young.name, reason=done.why)
        return "steps-failed"
    return await signed_in(actor, persona, heard) or NOT_CARRIED


async def guess(stage: Stage, young: YoungLogin, persona: Persona, learnt: SignedIn) -> dict[str, Any]:
    """Guess from one place as often as the app is said to allow, and tell who gets in then."""
    key, written = key_for(persona), spelling(young)
    async with stage.guessing, AsyncExitStack() as stack:
        doors = []
        for address in (None, *other_addresses(stage.run.profile)[:1]):
            client = await stack.enter_async_context(ProbeClient(stage.run, TASK, stage.pace, source=address))
            doors.append(await opened(learnt, key, strangers(stage.run, client, persona.name)))
        found = [one for one in doors if isinstance(one, Door)]
        if len(found) < len(doors):
            return {"control": next(one for one in doors if isinstance(one, str))}
        turned = await _turned(found[-1], persona, written)
        guessed = await _guessing(found, young, persona, partial(written.other, key.password)).run()
    if guessed.owner is False:
        tell_locked(stage.run, TASK, persona)
    told = {name: getattr(guessed, name) for name in ("before", "tries", "let_in", "owner")}
    return {**told, "unordered": turned, "control": guessed.reason}


def _guessing(doors: list[Door], young: YoungLogin, persona: Persona, draw: Callable[[], str]) -> Guessing:
    every = builtin_parameters()
    most = min(young.a_day, int(every.number("guess-tries")) - SPARE)
    return Guessing(
        doors=doors[1:] or doors, owner=doors[0] if doors[1:] else None, key=key_for(persona), neighbour=None,
        most=most + 1, longest=every.seconds("lockout-recovery"), pause=asyncio.sleep, draw=draw,
    )


async def _turned(door: Door, persona: Persona, written: Spelling) -> bool | None:
    """Whether the right symbols open it in another order too: then there are far fewer secrets than it seems."""
    key = key_for(persona)
    other = written.turned(key.password)
    return None if other is None else await door.opens(replace(key, password=other))
