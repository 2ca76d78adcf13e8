"""The probe of what an app takes for a password (kind `passwords`), and what it tells of accounts (`telling`).

And of a password that staff gave: whether it may be kept (`given-password`).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import SecretStr

from harness import Persona, Profile, Run
from harness.catalogue.parameters import builtin_parameters
from harness.sandbox.acting.probe import ActingProbe
from harness.sandbox.acting.together import together
from harness.sandbox.passwords import samples
from harness.sandbox.passwords.policy import Sizes
from harness.sandbox.settings.accounts.account import FreshAccount
from harness.sandbox.settings.accounts.plan import TEENAGER, plan_account
from harness.sandbox.settings.accounts.probe import day_of

if TYPE_CHECKING:
    from harness.sandbox.acting.stage import Stage
    from harness.sandbox.probes.client import Pace

TASK, LOGIN_TASK, RESET_TASK = "passwords", "passwords-login", "passwords-reset"
GIVEN_KIND = "given-password"
NEW, TYPED, AGAIN = "password-new", "password-typed", "password-again"
"""The first account that signs up, the one whose passphrase is typed, and one more when that is refused."""
CHANGED, GIVEN = "password-changed", "password-given"
"""What the persona's password is changed to, and what somebody is given."""
SECONDS = 360.0


class PasswordsProbe(ActingProbe):
    """Makes accounts and removes them; changes the password of one persona, has one given to another; all is undone."""

    name = "passwords"
    kinds = ("passwords", "telling", GIVEN_KIND)
    wave = 4
    seconds = 2 * SECONDS + 60

    def lacks(self, profile: Profile) -> str | None:
        """It makes accounts and changes a password, so the profile has to ask for it."""
        return None if profile.passwords else "the profile has no [passwords], so no password was offered"

    def actors(self, profile: Profile) -> list[tuple[str, str]]:
        """Who signs up, who signs in with it, whose password is changed, and who gets one from whom."""
        told = profile.passwords
        tasks = ((NEW, TASK), (NEW, LOGIN_TASK), (NEW, RESET_TASK), (TYPED, TASK), (AGAIN, TASK))
        changes = told.persona if told and "change" in told.places else None
        cast = told.given.cast(profile.personas) if told and told.given else None
        several = [*([changes] if changes else []), *(one.name for one in cast or ())]
        return [*(tasks if _signs_up(profile) else ()), *((name, TASK) for name in several)]

    async def newcomers(self, run: Run, pace: Pace) -> list[Persona]:
        """Whatever is typed in a browser has to be known to the proxy before."""
        told, found = run.profile.passwords, list[Persona]()
        if _signs_up(run.profile):
            longest = int(builtin_parameters().number("password-max"))
            typed = replace(fresh(run, TYPED), password=SecretStr(samples.passphrase(longest)))
            found += [fresh(run, NEW).drawn, typed.drawn, fresh(run, AGAIN).drawn]
        if told is not None and told.persona is not None and "change" in told.places:
            drawn = SecretStr(samples.boundary()[:20])
            found.append(Persona(name=CHANGED, role="anonymous", username=told.persona, password=drawn))
        if told is not None and told.given is not None:
            drawn = SecretStr(samples.boundary()[:20])
            found.append(Persona(name=GIVEN, role="anonymous", username=told.given.who, password=drawn))
        return found

    async def probe(self, stage: Stage) -> None:
        """All places beside each other: they are of different accounts."""
        from harness.sandbox.passwords.changing import at_change
        from harness.sandbox.passwords.giving import at_giving
        from harness.sandbox.passwords.signing_up import at_sign_up

        told, able = stage.run.profile.passwords, [at_giving(stage)]
        for place, go in (("signup", at_sign_up), ("change", at_change)):
            if told is None or place not in told.places:
                continue
            if (why := _lacking(stage.run.profile, place)) is not None:
                leave_out(stage.run, place, why)
            else:
                able.append(go(stage))
        await together(*able)


def leave_out(run: Run, place: str, why: str) -> None:
    """Write down that nothing was offered at a place, and why."""
    run.writer.probe("passwords", {"place": place, "reason": why})
    if place == "signup":  # whether answers tell of accounts is asked about those that are made there
        run.writer.probe("telling", {"place": "login", "reason": why})


def record(run: Run, place: str, told: Sequence[dict[str, object]]) -> None:
    """Write down what came of each password."""
    for one in told:
        run.writer.probe("passwords", {"place": place, **one})


def fresh(run: Run, name: str) -> FreshAccount:
    """Somebody new who signs up."""
    return plan_account(run.profile, day_of(run), "signup", TEENAGER, name)


def declare(run: Run, secret: str) -> None:
    """Never write this password down, in any disguise."""
    run.redactor.declare(f"{NEW}-{secrets.token_hex(4)}.password", secret)


def sizes() -> Sizes:
    """How much is tried, by the parameters of the catalogue."""
    every = builtin_parameters()
    least, longest = int(every.number("password-min")), int(every.number("password-max"))
    counts = (int(every.number(f"blocklist-{name}")) for name in ("samples", "context", "breached"))
    return Sizes(least, longest, *counts)


def _signs_up(profile: Profile) -> bool:
    return profile.passwords is not None and "signup" in profile.passwords.places and profile.accounts is not None


def _lacking(profile: Profile, place: str) -> str | None:
    """Why nothing can be offered at this place, as a code."""
    if place == "signup":
        return None if profile.accounts else "no-accounts"
    return None if profile.passwords and profile.passwords.persona else "no-persona"
