"""Where answers may tell which accounts exist: the login, the sign-up, and where a new password is asked."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from functools import partial
from urllib.parse import urlsplit

from harness import Run
from harness.catalogue.parameters import builtin_parameters
from harness.sandbox.acting.actor import ActorFailedError
from harness.sandbox.acting.stage import Stage
from harness.sandbox.passwords import samples
from harness.sandbox.passwords.door import Door
from harness.sandbox.passwords.form import Form
from harness.sandbox.passwords.places import key_of, told
from harness.sandbox.passwords.probe import NEW, RESET_TASK, fresh
from harness.sandbox.passwords.reset_form import learn_reset
from harness.sandbox.passwords.telling import Told, pairs
from harness.sandbox.settings.accounts.account import FreshAccount

SHORT_TAKEN = "short-passwords-taken"
"""A sign-up that was to fail would succeed, for every name that nobody has."""


async def ask_in_pairs(stage: Stage, form: Form, door: Door, made: Sequence[FreshAccount], *, strict: bool) -> None:
    """Each place in turn, about the accounts that were made. `strict`: a password that is too short is not taken.

    No other probe asks the app anything meanwhile: what it does for others would pass for a difference, or hide one.
    """
    run = stage.run
    alone = partial(stage.pace.alone, urlsplit(form.write.url).hostname or "")
    async with alone():
        keep(run, "login", await at_login(door, form, made))
    async with alone():
        keep(run, "signup", await at_sign_up(door, form, made, fresh(run, NEW)) if strict else Told(reason=SHORT_TAKEN))
    try:
        async with stage.actor(fresh(run, NEW).drawn, RESET_TASK, alone=True) as actor:
            reset = await learn_reset(actor, made[0].username, made[0].email)
    except ActorFailedError as error:
        reset = str(error)
    async with alone():
        keep(run, "reset", Told(reason=reset) if isinstance(reset, str) else await at_reset(door, reset, made))


def keep(run: Run, place: str, came: Told) -> None:
    """Write down what came of it."""
    run.writer.probe("telling", {"place": place, **came.told})


async def at_login(door: Door, form: Form, made: Sequence[FreshAccount]) -> Told:
    """With a password that is wrong for everybody."""
    names = [{"username": key_of(one, form).username} for one in made]
    return await pairs(door.login, door.stranger(), names, {"password": secrets.token_urlsafe(15)}, most())


async def at_sign_up(door: Door, form: Form, made: Sequence[FreshAccount], new: FreshAccount) -> Told:
    """With a password that is too short for everybody, so that no account comes of it."""
    fixed = {**told(new), "password": samples.boundary()[:7]}
    names = [_named(told(one), form) for one in made]
    return await pairs(form, door.stranger(), names, fixed, most())


async def at_reset(door: Door, reset: Form, made: Sequence[FreshAccount]) -> Told:
    """Nothing else is typed there. Mail goes to addresses of these accounts only, and to ones that nobody has."""
    return await pairs(reset, door.stranger(), [_named(told(one), reset) for one in made], {}, most())


def _named(values: Mapping[str, str], form: Form) -> dict[str, str]:
    return {name: values[name] for name in ("username", "email") if form.given.get(name)}


def most() -> int:
    """How many pairs."""
    return int(builtin_parameters().number("timing-pairs"))
