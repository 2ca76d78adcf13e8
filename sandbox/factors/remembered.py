"""A device that somebody lets be remembered: it may leave out the code there, and nowhere else and for nobody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from harness import Persona, Profile
from harness.sandbox.acting.actor import Actor, ActorFailedError
from harness.sandbox.acting.stage import Stage
from harness.sandbox.factors.half_way import HalfWay, Stand
from harness.sandbox.settings.effects.trying import do

CASES = ("elsewhere", "another")


def another(profile: Profile, who: Persona) -> Persona | None:
    """Somebody else with a second factor, of the same role if there is one."""
    people = [one for one in profile.personas.values() if one.totp and one.password and one.name != who.name]
    return next((one for one in people if one.role == who.role), next(iter(people), None))


async def tried(stage: Stage, task: str, who: Persona, steps: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Be remembered, and try the password alone: here (it has to open), elsewhere, and for another account."""
    async with stage.actor(who, task, alone=True) as actor:
        half = HalfWay(actor)
        await half.forget()
        done = await do(actor, steps, {}, "let this device be remembered")
        if not await half.inside():
            why = f"not-signed-in {done.why}".strip()
            return [{"case": case, "control": why} for case in CASES]
        kept = await _lasting(actor)
        if await half.password(kept) != "in":
            return [{"case": case, "control": "not-remembered"} for case in CASES]
        elsewhere = await _case("elsewhere", actor, await half.password())
    return [elsewhere, await _another(stage, task, another(stage.run.profile, who), kept)]


async def _another(stage: Stage, task: str, other: Persona | None, kept: list[dict[str, Any]]) -> dict[str, Any]:
    if other is None:
        return {"case": "another", "control": "nobody-else"}
    try:
        async with stage.actor(other, task, alone=True) as actor:
            half = HalfWay(actor)
            if await half.password() != "code":
                return {"case": "another", "control": "no-code-asked"}
            return await _case("another", actor, await half.password(kept))
    except ActorFailedError as error:
        return {"case": "another", "control": str(error)}


async def _case(case: str, actor: Actor, stand: Stand) -> dict[str, Any]:
    """The record: a code that is asked is what should be; an answer that is neither says nothing."""
    inside = stand == "in"
    shot = await actor.shot() if inside else None
    return {"case": case, "inside": inside, "control": "" if stand in ("in", "code") else "no-code-asked", "shot": shot}


async def _lasting(actor: Actor) -> list[dict[str, Any]]:
    """The cookies that stay when the browser is closed."""
    return [
        {"name": one["name"], "value": one["value"], "domain": one["domain"], "path": one["path"],
         "expires": one["expires"], "secure": one["secure"], "httpOnly": one["httpOnly"], "sameSite": one["sameSite"]}
        for one in await actor.context.cookies() if one["expires"] > 0
    ]
