"""The probe of guessing (kind `guessing`). It goes last, beside other guessing: the account may be locked then."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harness import Persona, Profile, Run
from harness.catalogue.parameters import builtin_parameters
from harness.sandbox.acting.probe import ActingProbe
from harness.sandbox.passwords.locked import LOCKED, MAYBE, tell_locked
from harness.sandbox.probes.client import ProbeClient

if TYPE_CHECKING:
    from harness.sandbox.acting.stage import Stage
    from harness.sandbox.passwords.door import Door
    from harness.sandbox.passwords.guessing import Guessed

TASK = "guessing"
LOOPBACK = ("127.0.0.2", "127.0.0.3")
"""Addresses of every machine, from which it reaches apps on itself; the owner comes from 127.0.0.1."""


class GuessProbe(ActingProbe):
    """Tries wrong passwords on the account that the profile gives for it, at most a hundred."""

    name = "guessing"
    kinds = (TASK,)
    wave = 10
    seconds = 1500.0

    def lacks(self, profile: Profile) -> str | None:
        """It may lock an account, so the profile has to name one."""
        if profile.passwords is None or profile.passwords.persona is None:
            return "the profile's [passwords] names no persona whose password may be guessed at"
        return None

    def actors(self, profile: Profile) -> list[tuple[str, str]]:
        """Who signs in once, so that it is seen how."""
        return [(_canary(profile).name, TASK)]

    async def probe(self, stage: Stage) -> None:
        """Learn how one signs in, guess, and tell when the account stays locked."""
        from harness.sandbox.acting.actor import ActorFailedError
        from harness.sandbox.passwords.capture import learn_login

        run, persona = stage.run, _canary(stage.run.profile)
        try:
            async with stage.actor(persona, TASK, alone=True) as actor:
                learnt = await learn_login(actor, persona)
        except ActorFailedError as error:
            learnt = str(error)
        addresses = other_addresses(run.profile)
        about = {"persona": persona.name, "addresses": max(len(addresses), 1)}
        if isinstance(learnt, str):
            run.writer.probe(TASK, {**about, "reason": learnt})
            return
        async with stage.guessing, AsyncExitStack() as stack:
            clients = [await stack.enter_async_context(_client(stage, one)) for one in (None, *addresses)]
            doors = [await _door(run, learnt, persona, one) for one in clients]
            try:
                guessed = await _guess(run, persona, doors)
            except BaseException:
                tell_locked(run, TASK, persona, MAYBE)
                raise
        run.writer.probe(TASK, {**about, **vars(guessed)})
        if guessed.tries and not (guessed.owner or guessed.let_in):
            tell_locked(run, TASK, persona, LOCKED if guessed.owner is False and guessed.alive else MAYBE)


async def _guess(run: Run, persona: Persona, doors: list[Door | str]) -> Guessed:
    """`doors`: the owner's, then one for each other address; without others, the guesser sits where the owner does."""
    from harness.sandbox.passwords.door import Door
    from harness.sandbox.passwords.doorway import key_for
    from harness.sandbox.passwords.guessing import Guessed, Guessing

    found = [one for one in doors if isinstance(one, Door)]
    if why := next((one for one in doors if isinstance(one, str)), None):
        return Guessed(reason=why)
    every, beside = builtin_parameters(), _neighbour(run.profile)
    return await Guessing(
        doors=found[1:] or found, owner=found[0] if found[1:] else None, key=key_for(persona),
        neighbour=key_for(beside) if beside else None, most=int(every.number("guess-limit")),
        longest=every.seconds("lockout-recovery"), pause=asyncio.sleep,
    ).run()


def _client(stage: Stage, address: str | None) -> ProbeClient:
    return ProbeClient(stage.run, TASK, stage.pace, source=address)


async def _door(run: Run, learnt: object, persona: Persona, client: ProbeClient) -> Door | str:
    from harness.sandbox.passwords.capture import SignedIn
    from harness.sandbox.passwords.doorway import key_for, opened, strangers

    assert isinstance(learnt, SignedIn)
    return await opened(learnt, key_for(persona), strangers(run, client, persona.name))


def _canary(profile: Profile) -> Persona:
    assert profile.passwords is not None
    return profile.personas[profile.passwords.persona or ""]


def _neighbour(profile: Profile) -> Persona | None:
    """Somebody else who signs in with a password alone."""
    others = (one for one in profile.personas.values() if one is not _canary(profile))
    return next((one for one in others if one.username and one.password and not one.totp and one.known), None)


def other_addresses(profile: Profile) -> tuple[str, ...]:
    """Other addresses of this machine that reach the app: the profile's, or those of loopback for an app on it."""
    told = profile.passwords.addresses if profile.passwords else ()
    host = urlsplit(profile.app.url or "").hostname or ""
    places = [host, *(place.rpartition(":")[0] for name, place in profile.sandbox.names.items() if name == host)]
    return told or (LOOPBACK if any(map(_here, places)) else ())


def _here(place: str) -> bool:
    try:
        return ip_address(place).version == 4 and ip_address(place).is_loopback
    except ValueError:
        return place == "localhost"
