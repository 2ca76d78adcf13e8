"""The probe of what a school can demand (`factor-demand`): does a password alone still open an account of its staff?

An administrator demands a second factor as the profile declares. Somebody of the staff who has none gives user name and
password, before it, while it is demanded, and after it is demanded no more. The last step is planned before the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from harness import Persona, Profile
from harness.sandbox.acting.actor import Actor, ActorFailedError
from harness.sandbox.acting.probe import ActingProbe
from harness.sandbox.acting.stage import Stage
from harness.sandbox.factors.half_way import HalfWay, Stand
from harness.sandbox.settings.effects.trying import do

TASK = "factor-demand"


class DemandProbe(ActingProbe):
    """One school demands a second factor for as long as one login takes."""

    name = "a second factor on demand"
    kinds = (TASK,)
    wave = 9
    apart = True

    def lacks(self, profile: Profile) -> str | None:
        """It changes what a school decides, so the profile has to say how, and how back."""
        if _cast(profile) is None:
            return "the profile has no [factor_demand] that says how a school demands a second factor"
        written = profile.login is not None and (profile.login.steps or profile.login.script)
        return "[login] has steps or a script, which cannot stop before the code" if written else None

    def actors(self, profile: Profile) -> list[tuple[str, str]]:
        """Of whom it is demanded, and who demands it."""
        return [(one.name, TASK) for one in _cast(profile) or ()]

    async def probe(self, stage: Stage) -> None:
        """One record."""
        cast = _cast(stage.run.profile)
        assert cast is not None
        who, by = cast
        try:
            async with stage.actor(by, TASK) as admin, stage.actor(who, TASK, alone=True) as actor:
                told = await _Demanding(stage, actor, admin).go()
        except ActorFailedError as error:
            told = {"control": str(error)}
        stage.run.writer.probe(TASK, {"persona": who.name, "role": who.role, "case": "demanded", **told})


class _Demanding:
    """The three logins, and the school's decision between them."""

    def __init__(self, stage: Stage, who: Actor, admin: Actor) -> None:
        self._stage, self._who, self._admin, self._half = stage, who, admin, HalfWay(who)

    async def go(self) -> dict[str, Any]:
        """What is to be recorded. What was demanded is taken back, whatever happens."""
        if await self._login() != "in":
            return {"control": "not-let-in-before"}
        back, stand = False, None
        try:
            done = await self._decide("on")
            stand = await self._login() if done else None
            shot = await self._who.shot() if stand == "in" else None
        finally:
            back = await self._decide("off")
            if not back:
                about = {"persona": self._who.persona.name, "effect": "a second factor is demanded"}
                self._stage.run.writer.gap(TASK, "not-undone", **about)
        if stand is None:
            return {"control": "steps-failed"}
        again = back and await self._login() == "in"
        return {"inside": stand == "in", "control": "" if again else "not-let-in-again", "shot": shot}

    async def _login(self) -> Stand:
        """Where a password alone leads now; a refusal in words is one too."""
        try:
            return await self._half.password()
        except ActorFailedError:
            return "away"

    async def _decide(self, what: str) -> bool:
        told = self._stage.run.profile.factor_demand
        steps: Sequence[dict[str, Any]] = () if told is None else told.on if what == "on" else told.off
        return (await do(self._admin, steps, {}, f"a second factor is demanded: {what}")).ok


def _cast(profile: Profile) -> tuple[Persona, Persona] | None:
    return profile.factor_demand.who(profile.personas) if profile.factor_demand else None
