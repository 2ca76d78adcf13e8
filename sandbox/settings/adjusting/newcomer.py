"""A pupil who comes after an administrator decided: enrolled by the school where the profile says how, else signing up.

Who signs up by itself may have to be let in first, and what a school decides is for its own pupils.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from harness import Persona, Profile, Run
from harness.model.profile import credentials
from harness.sandbox.acting.actor import Actor
from harness.sandbox.acting.stage import Stage
from harness.sandbox.probes.client import Pace
from harness.sandbox.settings.accounts.account import FreshAccount, Route
from harness.sandbox.settings.accounts.hook import HookFailedError, enrolled
from harness.sandbox.settings.accounts.making import TASK, by_hook, by_sign_up
from harness.sandbox.settings.accounts.plan import TEENAGER, birth_date, plan_account
from harness.sandbox.settings.accounts.probe import day_of
from harness.sandbox.settings.accounts.signup import Way

NAME, BAND = "new-decided", "decided"
"""Not one of the accounts that stand for an age: what it has is what the school decided."""


class ComesAfter:
    """An account of somebody old enough to sign up alone, and a minor; without `[accounts]` nobody."""

    def actors(self, profile: Profile) -> list[tuple[str, str]]:
        """The one account."""
        return [(NAME, TASK)] if profile.accounts is not None else []

    async def newcomers(self, run: Run, pace: Pace) -> list[Persona]:
        """The account, with the password that was drawn for it."""
        if run.profile.accounts is None:
            return []
        return [plan_account(run.profile, day_of(run), "signup", TEENAGER, NAME).drawn]

    async def look(self, stage: Stage, read: Callable[[Actor], Awaitable[None]]) -> None:
        """Make it, let `read` look, and take the account away again where the profile says how."""
        persona, given = stage.newcomers.get(NAME), stage.run.profile.accounts
        if persona is None or given is None:
            return

        async def looks(actor: Actor, account: FreshAccount) -> None:
            await read(actor)

        route: Route = "signup" if given.create is None else "hook"
        account = FreshAccount.of(persona, BAND, route, birth_date(TEENAGER, day_of(stage.run)))
        if route == "signup":
            await by_sign_up(stage, account, Way(given.url, given.code), looks, search=True)
        elif (made := await _enrolled(stage, account)) is not None:
            await by_hook(stage, made, looks)


async def _enrolled(stage: Stage, account: FreshAccount) -> FreshAccount | None:
    """The account that the school's route makes now; its secrets are hidden before anybody signs in with them."""
    try:
        made = await enrolled(stage.run, stage.pace, account)
    except HookFailedError as error:
        stage.run.writer.gap("adjusted", "account-broken-off", account=account.name, reason=str(error))
        return None
    for name, secret in credentials([made.persona]).items():
        await stage.hide(name, secret)
    return made
