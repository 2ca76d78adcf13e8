"""The probe of other ways in (`doors`): each is tried with a password alone, by somebody who has a second factor.

Here those that the profile declares. That a door stays shut counts only where somebody without a second factor gets in
by it.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from harness import Persona, Profile
from harness.model.profile_doors import Door
from harness.sandbox.acting.actor import ActorFailedError
from harness.sandbox.acting.probe import ActingProbe
from harness.sandbox.acting.stage import Stage
from harness.sandbox.factors import remembered
from harness.sandbox.factors.asking import Asker
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
    apart = True
    seconds = 900.0

    def wave_in(self, profile: Profile) -> int:
        return beside_codes(self.wave, profile, self.actors(profile))

    def lacks(self, profile: Profile) -> str | None:
        return nobody_strong(profile)

    def actors(self, profile: Profile) -> list[tuple[str, str]]:
        names = [name for door in profile.doors for name in _people(profile, door)]
        return [(name, TASK) for name in dict.fromkeys(names)]

    def people(self, profile: Profile) -> set[str]:
        """Those who ask by a request too."""
        asked = [one for door in profile.doors if door.request is not None for one in tried_with(profile, door)]
        return super().people(profile) | {one.name for one in asked if one is not None}

    async def probe(self, stage: Stage) -> None:
        profile = stage.run.profile
        async with ProbeClient(stage.run, TASK, stage.pace) as client:
            for door in profile.doors:
                for told in await _Door(stage, client, door).go():
                    stage.run.writer.probe(TASK, told)


def nobody_strong(profile: Profile) -> str | None:
    """Why no door can be tried; None when one can."""
    return None if strong(profile) else "the profile has nobody who signs in with a second factor"


def strong(profile: Profile) -> Persona | None:
    """The first of the staff with a second factor, a teacher before an administrator."""
    people = [one for one in profile.personas.values() if one.password is not None and one.totp is not None]
    staff = [one for role in STAFF for one in people if one.role == role]
    return next(iter(staff), None)


def weak(profile: Profile) -> Persona | None:
    """Somebody who needs no second factor."""
    people = profile.personas.values()
    return next((one for one in people if one.password is not None and one.totp is None and one.known), None)


def tried_with(profile: Profile, door: Door) -> tuple[Persona | None, Persona | None]:
    """Who tries a door, and who has to get in by it."""
    who = profile.personas.get(door.who) if door.who else strong(profile)
    return who, profile.personas.get(door.control) if door.control else weak(profile)


def _people(profile: Profile, door: Door) -> list[str]:
    """Who acts at a door: who tries it, who has to get in, and whose account a remembered device is tried with."""
    who, control = tried_with(profile, door)
    if who is None or door.request is not None:
        return []
    if door.kind == "deep-link":
        return [who.name]
    other = remembered.another(profile, who) if door.kind == "remember-me" else control
    return [who.name, *([other.name] if other else [])]


class _Door:
    """One declared door."""

    def __init__(self, stage: Stage, client: ProbeClient, door: Door) -> None:
        self._stage, self._client, self._door = stage, client, door
        self._who, self._control = tried_with(stage.run.profile, door)

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


def _seen(persona: Persona, text: str) -> set[str]:
    """Planted fields in a text; what was typed to sign in proves nothing."""
    return {name for name, value in persona.canaries.items() if value in text and value != persona.username}
