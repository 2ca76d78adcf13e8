"""The probe of other ways in (`doors`): each is tried with a password alone, by somebody who has a second factor.

Those that the profile declares, and those that the app's own files name. That a door stays shut counts only where
somebody without a second factor gets in by it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urljoin

from harness import Persona, Profile, Run
from harness.model.profile_doors import Door
from harness.sandbox.acting.actor import ActorFailedError
from harness.sandbox.acting.probe import ActingProbe
from harness.sandbox.acting.stage import Stage
from harness.sandbox.factors import asking, remembered
from harness.sandbox.factors.asking import Asker
from harness.sandbox.factors.door_request import guesses
from harness.sandbox.factors.half_way import HalfWay
from harness.sandbox.factors.people import beside_codes
from harness.sandbox.probes.client import ProbeClient
from harness.sandbox.settings.effects.trying import Done, do, read, visit

TASK = "doors"
STAFF = ("teacher", "admin")

type Told = dict[str, Any]


class DoorsProbe(ActingProbe):
    """Every door, one after the other."""

    name = "other ways in"
    kinds = (TASK,)
    wave = 5
    seconds = 900.0

    def wave_in(self, profile: Profile) -> int:
        return beside_codes(self.wave, profile, self.actors(profile))

    def lacks(self, profile: Profile) -> str | None:
        return None if _strong(profile) else "the profile has nobody who signs in with a second factor"

    def actors(self, profile: Profile) -> list[tuple[str, str]]:
        names = [name for door in profile.doors for name in _people(profile, door)]
        return [(name, TASK) for name in dict.fromkeys(names)]

    async def probe(self, stage: Stage) -> None:
        profile = stage.run.profile
        async with ProbeClient(stage.run, TASK, stage.pace) as client:
            for door in profile.doors:
                for told in await _Door(stage, client, door).go():
                    _tell(stage.run, told)
            for name, task in self.actors(profile):
                await stage.rig.proxy.written(f"{name}-{task}")
            await _found(stage, client)


def _strong(profile: Profile) -> Persona | None:
    """The first of the staff with a second factor, a teacher before an administrator."""
    people = [one for one in profile.personas.values() if one.password is not None and one.totp is not None]
    staff = [one for role in STAFF for one in people if one.role == role]
    return next(iter(staff), None)


def _weak(profile: Profile) -> Persona | None:
    people = profile.personas.values()
    return next((one for one in people if one.password is not None and one.totp is None and one.known), None)


def _people(profile: Profile, door: Door) -> list[str]:
    """Who acts at a door: who tries it, who has to get in, and whose account a remembered device is tried with."""
    who = profile.personas.get(door.who) if door.who else _strong(profile)
    control = profile.personas.get(door.control) if door.control else _weak(profile)
    if who is None or door.request is not None:
        return []
    if door.kind == "deep-link":
        return [who.name]
    other = remembered.another(profile, who) if door.kind == "remember-me" else control
    return [who.name, *([other.name] if other else [])]


def _tell(run: Run, told: Mapping[str, Any]) -> None:
    run.writer.probe(TASK, told)


class _Door:
    """One declared door."""

    def __init__(self, stage: Stage, client: ProbeClient, door: Door) -> None:
        profile = stage.run.profile
        self._stage, self._client, self._door = stage, client, door
        self._who = profile.personas.get(door.who) if door.who else _strong(profile)
        self._control = profile.personas.get(door.control) if door.control else _weak(profile)

    async def go(self) -> list[Told]:
        """What is to be recorded."""
        about = {"door": self._door.name, "kind": self._door.kind}
        if self._who is None:  # a run of a part of the people
            return [{**about, "persona": self._door.who or "", "role": "", "control": "no-persona"}]
        about |= {"persona": self._who.name, "role": self._who.role}
        try:
            tried = await self._tried(self._who)
        except ActorFailedError as error:
            tried = [{"control": str(error)}]
        return [{**about, **one} for one in tried]

    async def _tried(self, who: Persona) -> list[Told]:
        if self._door.kind == "deep-link":
            return [await self._linked(who, self._door.path or "/")]
        if self._door.kind == "remember-me":
            return await remembered.tried(self._stage, TASK, who, self._door.steps)
        if self._control is None:
            return [{"control": "no-control"}]
        open_ = self._requested if self._door.request else self._stepped
        lets = await open_(self._control)
        if not lets["inside"]:
            return [{"control": lets.get("control") or "shut-to-all"}]
        return [await open_(who)]

    async def _requested(self, persona: Persona) -> Told:
        assert self._door.request is not None
        asker = Asker(self._stage.run, self._client, persona)
        reads = [urljoin(self._stage.run.profile.app.url or "", one) for one in self._door.reads]
        return await asker.tried(self._door.request, reads or asker.own_addresses)

    async def _stepped(self, persona: Persona) -> Told:
        async with self._stage.actor(persona, TASK, alone=True) as actor:
            half = HalfWay(actor)
            await half.forget()
            await do(actor, self._door.steps, {}, f"go in by {self._door.name}")
            inside = await half.inside()
            return {"inside": inside, "shot": await actor.shot() if inside else None}

    async def _linked(self, who: Persona, path: str) -> Told:
        """Open a page with a login that still owes its code; what a whole login sees there, and a stranger does not."""
        async with self._stage.actor(who, TASK) as actor:
            whole = _seen(who, (await visit(actor, path, {})).text)
        async with self._stage.actor(who, TASK, alone=True) as actor:
            half = HalfWay(actor)
            await half.forget()
            mine = whole - _seen(who, (await visit(actor, path, {})).text)
            if not mine:
                return {"case": "half", "control": "public" if whole else "not-read"}
            if await half.password() != "code":
                return {"case": "half", "control": "no-code-asked"}
            greeted = _seen(who, (await read(actor, Done())).text)  # a page that asks for the code may say a name
            reached = sorted(mine & _seen(who, (await visit(actor, path, {})).text) - greeted)
            shot = await actor.shot() if reached else None
            return {"case": "half", "inside": bool(reached), "reached": reached, "shot": shot}


async def _found(stage: Stage, client: ProbeClient) -> None:
    """The places that the app's own files name: those that let anybody in are tried with who has a second factor."""
    profile = stage.run.profile
    who, control = _strong(profile), _weak(profile)
    if who is None:
        return
    reads = [urljoin(profile.app.url or "", one) for door in profile.doors for one in door.reads]
    strong, weak = (Asker(stage.run, client, one) if one else None for one in (who, control))
    for path in await asyncio.to_thread(asking.named, stage.run, _declared(profile.doors)):
        about = {"persona": who.name, "role": who.role, "door": path, "kind": "api", "found": True}
        told = await _guessed(path, weak, strong, reads) if weak and strong else {"control": "no-control"}
        _tell(stage.run, {**about, **told})


async def _guessed(path: str, weak: Asker, strong: Asker, reads: list[str]) -> Told:
    """Ask such a place in the usual ways until one lets in who has no second factor, and then so with who has one."""
    told: Told = {"control": "opens-nothing"}
    for request in guesses(path):
        lets = await weak.tried(request, [*reads, *weak.own_addresses])
        if lets["inside"]:
            return await strong.tried(request, [*reads, *strong.own_addresses])
        told = {"control": lets.get("control") or told["control"]}
    return told


def _declared(doors: Iterable[Door]) -> set[str]:
    return {door.request.path for door in doors if door.request is not None}


def _seen(persona: Persona, text: str) -> set[str]:
    """Planted fields in a text; what was typed to sign in proves nothing."""
    return {name for name, value in persona.canaries.items() if value in text and value != persona.username}
