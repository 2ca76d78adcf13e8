"""Fresh accounts of every age, by both ways in, and the settings that each of them starts with.

One account goes first and learns the way: where the form is, and what it wants beyond what it says. The others follow
it side by side, each in a browser of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from datetime import date
from typing import Protocol

from harness import Persona, Profile, Run
from harness.sandbox.acting.actor import Actor
from harness.sandbox.acting.probe import ActingProbe
from harness.sandbox.acting.stage import Stage
from harness.sandbox.probes.client import Pace
from harness.sandbox.settings.accounts.account import FreshAccount
from harness.sandbox.settings.accounts.hook import HookFailedError, enrolled
from harness.sandbox.settings.accounts.making import TASK, Look, Made, by_hook, by_sign_up, leave
from harness.sandbox.settings.accounts.plan import (
    ADULT,
    ALMOST,
    CHILD,
    OLD_ENOUGH,
    TEENAGER,
    TOO_YOUNG,
    TWELVE,
    UNKNOWN,
    birth_date,
    name_of,
    plan_accounts,
    routes,
)
from harness.sandbox.settings.accounts.signup import Way

FIRST = TEENAGER
"""Who goes first: old enough to sign up alone everywhere in Belgium, and a minor."""
HOPELESS = frozenset({"no-form", "captcha", "code-missing", "mail", "busy"})
"""Reasons that hold for everybody: nobody else tries."""
_ROUNDS = ((TOO_YOUNG, OLD_ENOUGH, UNKNOWN, ALMOST, ADULT), (TWELVE, CHILD))
"""Who comes after, round by round."""
COMPARED = (UNKNOWN, CHILD, ALMOST)
"""Whose settings are read by the school's route too, to be compared with those of the same age by the other."""


AT_ONCE = 3
"""Accounts that are made at once: the others who act need places too."""


class Reader(Protocol):
    """Reads and records what an account starts with."""

    async def __call__(self, actor: Actor, stage: Stage, account: FreshAccount) -> None: ...


class AccountsProbe(ActingProbe):
    """Makes the accounts, and has their settings read by `read`."""

    name = "fresh accounts"
    kinds = ("accounts", "signup")

    def __init__(self, read: Reader) -> None:
        self._read = read

    def lacks(self, profile: Profile) -> str | None:
        return None if profile.accounts else "the profile has no [accounts], so no account of a chosen age was made"

    def actors(self, profile: Profile) -> list[tuple[str, str]]:
        return [(name_of(route, band), TASK) for route, band in routes(profile)]

    async def newcomers(self, run: Run, pace: Pace) -> list[Persona]:
        """The accounts to sign up, with drawn passwords, and those that a hook made; a failed one is written down."""
        made = []
        for account in plan_accounts(run.profile, day_of(run)):
            ready = account if account.route == "signup" else await _enrol(run, pace, account)
            if ready is not None:
                made.append(ready.drawn)
        return made

    async def probe(self, stage: Stage) -> None:
        accounts = _accounts(stage)
        by_school = [one for one in accounts if one.route == "hook"]
        compared = [one for one in by_school if one.band in COMPARED]
        room = asyncio.Semaphore(AT_ONCE)
        signed_up, _ = await asyncio.gather(
            self._sign_ups(stage, {one.band: one for one in accounts if one.route == "signup"}, room),
            self._enrolled(stage, compared, room),
        )
        rest = [one for one in by_school if one not in compared]
        await self._enrolled(stage, [one for one in rest if one.band not in signed_up], room)
        for one in rest:
            if one.band in signed_up:
                await leave(stage, Made(one, False, "spare"))

    async def _sign_ups(
        self, stage: Stage, accounts: Mapping[str, FreshAccount], room: asyncio.Semaphore
    ) -> set[str]:
        """The bands of which an account was made. Who is younger than somebody who was stopped is not tried."""
        look = self._looks(stage)
        first = await by_sign_up(stage, accounts[FIRST], _way(stage.run.profile), look, search=True)
        made, way = [first], _way(stage.run.profile, first)
        stopped = first.reason if first.reason in HOPELESS else None
        for bands in _ROUNDS:
            if stopped is not None:
                for band in bands:
                    _void(stage.run, accounts[band], stopped)
                continue
            round_ = await asyncio.gather(
                *(_in_turn(room, by_sign_up(stage, accounts[band], way, look)) for band in bands)
            )
            made += round_
            if any(one.account.band == TOO_YOUNG and one.reason in ("parent", "refused") for one in round_):
                stopped = "younger"
        return {one.account.band for one in made if one.ok}

    async def _enrolled(self, stage: Stage, accounts: Sequence[FreshAccount], room: asyncio.Semaphore) -> None:
        await asyncio.gather(*(_in_turn(room, by_hook(stage, one, self._looks(stage))) for one in accounts))

    def _looks(self, stage: Stage) -> Look:
        async def look(actor: Actor, account: FreshAccount) -> None:
            await self._read(actor, stage, account)

        return look


async def _in_turn(room: asyncio.Semaphore, one: Awaitable[Made]) -> Made:
    async with room:
        return await one


async def _enrol(run: Run, pace: Pace, account: FreshAccount) -> FreshAccount | None:
    """The account as the profile's hook made it; None when that failed, which is written down."""
    try:
        return await enrolled(run, pace, account)
    except HookFailedError as error:
        _void(run, account, "hook-failed", str(error))
        return None


def _void(run: Run, account: FreshAccount, reason: str, told: str = "") -> None:
    """An account that was not tried for, or that a hook did not make."""
    who = {"persona": account.name, "band": account.band, "route": account.route, "age": account.age}
    run.writer.probe("accounts", {**who, "ok": False, "reason": reason, "told": told})


def day_of(run: Run) -> date:
    """The day of the run, as this machine counts days: ages are reckoned from it."""
    return date.fromtimestamp(run.epoch)


def _accounts(stage: Stage) -> list[FreshAccount]:
    """The planned accounts that are there: to be signed up, or made by a hook."""
    today, found = day_of(stage.run), []
    for route, band in routes(stage.run.profile):
        persona = stage.newcomers.get(name_of(route, band))
        if persona is not None:
            found.append(FreshAccount.of(persona, band, route, birth_date(band, today)))
    return found


def _way(profile: Profile, first: Made | None = None) -> Way:
    given, attempt = profile.accounts, first.attempt if first else None
    url = (attempt.url if attempt else None) or (given.url if given else None)
    return Way(url, given.code if given else None, frozenset(attempt.unmarked if attempt else ()))
