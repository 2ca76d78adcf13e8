"""Passwords at sign-up: the form is found and sent once in a browser, then each password with an account of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from harness import Run
from harness.sandbox.acting.actor import ActorFailedError
from harness.sandbox.acting.stage import Stage
from harness.sandbox.passwords.capture import NOT_CARRIED, Overheard, SignedIn, learn_login
from harness.sandbox.passwords.door import Door
from harness.sandbox.passwords.doorway import opened, strangers
from harness.sandbox.passwords.form import Form
from harness.sandbox.passwords.places import SignUp, key_of, told
from harness.sandbox.passwords.policy import Offered, Policy
from harness.sandbox.passwords.probe import (
    AGAIN,
    LOGIN_TASK,
    NEW,
    SECONDS,
    TASK,
    TYPED,
    declare,
    fresh,
    leave_out,
    record,
    sizes,
)
from harness.sandbox.passwords.telling_places import ask_in_pairs
from harness.sandbox.probes.client import ProbeClient
from harness.sandbox.settings.accounts.account import FreshAccount
from harness.sandbox.settings.accounts.making import take_away
from harness.sandbox.settings.accounts.plan import TEENAGER, birth_date
from harness.sandbox.settings.accounts.probe import day_of
from harness.sandbox.settings.accounts.signup import Way, sign_up
from harness.sandbox.settings.accounts.values import planted

TOO_SLOW = "too-slow"


async def at_sign_up(stage: Stage) -> None:
    """Everything at sign-up; the accounts that came of it are removed whatever happens."""
    first = _planned(stage, NEW)
    made: list[FreshAccount] = []
    try:
        async with asyncio.timeout(SECONDS):
            learnt = await _learn(stage, first)
            if isinstance(learnt, str):
                leave_out(stage.run, "signup", learnt)
                return
            form, signed_in, way = learnt
            async with ProbeClient(stage.run, TASK, stage.pace) as client:
                stranger = strangers(stage.run, client, NEW)
                door = await opened(signed_in, key_of(first, form), stranger)
                if isinstance(door, str):
                    leave_out(stage.run, "signup", door)
                    return
                made.append(first)
                strict = await _offer(stage.run, form, door, made)
                await ask_in_pairs(stage, form, door, made, strict=strict)
                made += await _by_form(stage, form, door, way)
    except TimeoutError:
        leave_out(stage.run, "signup", TOO_SLOW)
    except ActorFailedError as error:
        leave_out(stage.run, "signup", str(error))
    finally:
        sure = {one.username for one in made}
        unsure = [_planned(stage, name) for name in (NEW, TYPED, AGAIN)]
        for account in [*made, *(one for one in unsure if one.username not in sure)]:
            await take_away(stage, account, sure=account.username in sure)


async def _learn(stage: Stage, account: FreshAccount) -> tuple[Form, SignedIn, Way] | str:
    """What the forms to sign up and to sign in send, and how the first was filled in; or a code for why not."""
    accounts = stage.run.profile.accounts
    way = Way(accounts.url if accounts else None, accounts.code if accounts else None)
    async with stage.actor(account.drawn, TASK, alone=True) as actor:
        heard = Overheard(actor)
        attempt = await sign_up(actor, account, way, search=True)
        form = await heard.form(told(account))
    if form is None:
        return attempt.reason or NOT_CARRIED
    persona = planted(attempt.given, account).persona
    async with stage.actor(persona, LOGIN_TASK, alone=True) as actor:
        learnt = await learn_login(actor, persona)
    if isinstance(learnt, str):
        return attempt.reason or learnt
    return form, learnt, Way(attempt.url or way.url, way.code, frozenset(attempt.unmarked))


async def _offer(run: Run, form: Form, door: Door, made: list[FreshAccount]) -> bool:
    """Every password; whether one that is too short was refused."""
    place = SignUp(form, door, _drawing(run), made)
    policy = Policy(place, sizes(), run.profile.app.name, lambda secret: declare(run, secret))
    try:
        await policy.run()
    finally:
        record(run, "signup", [one.told for one in policy.offered])
    return any(one.case == "short" and one.accepted is False for one in policy.offered)


def _drawing(run: Run) -> Callable[[], FreshAccount]:
    def draw() -> FreshAccount:
        return fresh(run, NEW)

    return draw


async def _by_form(stage: Stage, form: Form, door: Door, way: Way) -> list[FreshAccount]:
    """The passphrase once more, typed: what the page cuts or refuses never reaches the server. The accounts of it.

    The first sign-up was typed too. Where the phrase is not taken, another random password is typed after it.
    """
    tried = [await _typed(stage, TYPED, form, door, way)]
    account, taken = tried[0]
    if taken is False:
        tried.append(await _typed(stage, AGAIN, form, door, way))
    length = len(account.password.get_secret_value())
    offered = Offered("passphrase", length, taken, before=True, after=taken is not False or bool(tried[-1][1]))
    record(stage.run, "signup", [{**offered.told, "by": "form"}])
    return [account for account, opens in tried if opens]


async def _typed(
    stage: Stage, name: str, form: Form, door: Door, way: Way
) -> tuple[FreshAccount, bool | None]:
    """Sign up in a browser, and whether that account opens; None when the form could not be filled in."""
    account = _planned(stage, name)
    try:
        async with stage.actor(account.drawn, TASK, alone=True) as actor:
            attempt = await sign_up(actor, account, way, search=False)
        opens = await door.opens(key_of(account, form))
    except ActorFailedError:
        return account, None
    return account, opens if opens or attempt.given else None


def _planned(stage: Stage, name: str) -> FreshAccount:
    return FreshAccount.of(stage.newcomers[name], TEENAGER, "signup", birth_date(TEENAGER, day_of(stage.run)))
