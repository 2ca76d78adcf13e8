"""The probe of how long the password of staff has to be (kind `staff-passwords`), where it is their only factor.

One account, two passwords at the boundary and random ones about them; the first password is put back.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import SecretStr

from harness import Persona, Profile, Run
from harness.catalogue.parameters import builtin_parameters
from harness.sandbox.acting.probe import ActingProbe
from harness.sandbox.passwords import samples
from harness.sandbox.passwords.policy import Policy
from harness.sandbox.passwords.probe import declare, sizes

if TYPE_CHECKING:
    from harness.sandbox.acting.stage import Stage
    from harness.sandbox.passwords.places import Change
    from harness.sandbox.probes.client import Pace

TASK = "staff-passwords"
CHANGED = "staff-password-changed"


class StaffPasswordProbe(ActingProbe):
    """Changes the password of one teacher or administrator who has no second factor, and puts it back."""

    name = "passwords of staff"
    kinds = (TASK,)
    wave = 4
    apart = True
    seconds = 480.0

    def lacks(self, profile: Profile) -> str | None:
        """It changes a password, so the profile has to say whose."""
        return None if _staff(profile) else "the profile's [passwords] names no staff whose password may be changed"

    def actors(self, profile: Profile) -> list[tuple[str, str]]:
        """Whose password is changed."""
        return [(one.name, TASK) for one in _staff(profile)]

    async def newcomers(self, run: Run, pace: Pace) -> list[Persona]:
        """Whatever is typed in a browser has to be known to the proxy before."""
        drawn, names = SecretStr(samples.boundary()[:20]), [one.name for one in _staff(run.profile)]
        return [Persona(name=CHANGED, role="anonymous", username=name, password=drawn) for name in names]

    async def probe(self, stage: Stage) -> None:
        """Where it cannot be tried, the reason is written down."""
        from harness.sandbox.passwords.changing import on_account

        (persona,) = _staff(stage.run.profile)
        why = await on_account(stage, persona, TASK, CHANGED, offer)
        if why is not None:
            stage.run.writer.probe(TASK, {"place": "change", "reason": why})


async def offer(run: Run, place: Change) -> None:
    """One character short of what staff need, as long as needed, and random ones before and after."""
    wanted = replace(sizes(), least=int(builtin_parameters().number("password-min-alone")))
    policy = Policy(place, wanted, run.profile.app.name, lambda secret: declare(run, secret))
    try:
        await policy.length()
    finally:
        for one in policy.offered:
            run.writer.probe(TASK, {"place": "change", **one.told})


def _staff(profile: Profile) -> list[Persona]:
    told = profile.passwords
    return [profile.personas[told.staff]] if told is not None and told.staff is not None else []
