"""A pupil who signs up after an administrator decided, by the app's own form."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from harness import Persona, Profile, Run
from harness.sandbox.acting.actor import Actor
from harness.sandbox.acting.stage import Stage
from harness.sandbox.probes.client import Pace
from harness.sandbox.settings.accounts.account import FreshAccount
from harness.sandbox.settings.accounts.making import TASK, by_sign_up
from harness.sandbox.settings.accounts.plan import TEENAGER, birth_date, plan_account
from harness.sandbox.settings.accounts.probe import day_of
from harness.sandbox.settings.accounts.signup import Way

NAME, BAND = "new-decided-signup", "decided"
"""Not one of the accounts that stand for an age: what it has is what the school decided."""


class SignsUp:
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
        """Sign up, let `read` look, and take the account away again where the profile says how."""
        persona, given = stage.newcomers.get(NAME), stage.run.profile.accounts
        if persona is None or given is None:
            return

        async def looks(actor: Actor, account: FreshAccount) -> None:
            await read(actor)

        account = FreshAccount.of(persona, BAND, "signup", birth_date(TEENAGER, day_of(stage.run)))
        await by_sign_up(stage, account, Way(given.url, given.code), looks, search=True)
