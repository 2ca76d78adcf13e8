"""Passwords of a school's own login made of django-allauth, without a browser: what is found must be true of it.

Decided by hand, by signing up and in without our tools: eight characters at least; Django's list of common passwords has
no `welkom123` and no `hallo1234`; every character counts; after five wrong passwords the answer is 200 with a text, for
the right one too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from harness.model.finding import Finding
from harness.plugins.host import load_registry
from harness.sandbox.passwords.capture import SignedIn
from harness.sandbox.passwords.door import Door, Key
from harness.sandbox.passwords.doorway import opened
from harness.sandbox.passwords.form import Form
from harness.sandbox.passwords.guessing import Guessing
from harness.sandbox.passwords.places import Change, SignUp, told
from harness.sandbox.passwords.policy import Policy
from harness.sandbox.passwords.probe import sizes
from harness.sandbox.passwords.wire import Visitor
from harness.sandbox.settings.accounts.account import FreshAccount, draw
from tests.harness.build import Build, one
from tests.targets.allauth.running import ADMIN, CANARY, PUPIL, Account, allauth, profile_text
from tests.targets.environment import NotReachable
from tests.targets.wires import form_at, sent_from

pytestmark = [pytest.mark.target, pytest.mark.timeout(600), pytest.mark.xdist_group("allauth")]

CHECKS = load_registry().checks
NEW = "Drawn-4411-for-this-x"
FORGETS = 16.0
"""Seconds after which wrong passwords are forgotten, as this school is set."""


@dataclass(frozen=True)
class Met:
    """What is to be recorded of the passwords, and of the guesses; what the half login of an administrator opens."""

    passwords: list[dict[str, Any]]
    guesses: dict[str, Any]
    restored: bool
    half: str


def key_of(who: Account) -> Key:
    return Key(who.username, who.password, (who.first_name, who.last_name, who.email))


def newcomer() -> FreshAccount:
    return draw("new", "15", 15, date(2010, 5, 1), "signup", domain="demoschool.test", school="a")


async def ask(url: str, profile: Path) -> Met:
    async with sent_from(profile, "127.0.0.1", "127.0.0.2", "127.0.0.3") as strangers:
        owner, *others = [await door_of(url, stranger) for stranger in strangers]
        signed_up = await offered(SignUp(await sign_up_form(url, strangers[0]), owner, newcomer))
        half = await half_login(url, owner, strangers[0])
        await asyncio.sleep(FORGETS)
        change = await changing(url, owner)
        assert await change.offer(NEW)
        assert await change.offer_weak(["password1", "qwerty123", "welkom123"]) == [False, False, True]
        restored = await change.restore()
        await asyncio.sleep(FORGETS)
        guesses = await Guessing(others, owner, key_of(CANARY), key_of(PUPIL), 100, 900.0, asyncio.sleep).run()
        return Met(signed_up, vars(guesses), restored, half)


async def door_of(url: str, stranger: Callable[[], Visitor]) -> Door:
    typed = {"username": CANARY.username, "password": CANARY.password}
    fields = {"login": CANARY.username, "password": CANARY.password}
    form = await form_at(stranger(), f"{url}/accounts/login/", fields, typed)
    door = await opened(SignedIn(form, (f"{url}/",)), key_of(CANARY), stranger)
    assert isinstance(door, Door), door
    return door


async def sign_up_form(url: str, stranger: Callable[[], Visitor]) -> Form:
    typed = {name: value for name, value in told(newcomer()).items() if name in ("username", "email", "password")}
    fields = {"username": typed["username"], "email": typed["email"]}
    twice = {"password1": typed["password"], "password2": typed["password"]}
    return await form_at(stranger(), f"{url}/accounts/signup/", {**fields, **twice}, typed)


async def changing(url: str, door: Door) -> Change:
    opens, owner = await door.attempt(key_of(CANARY))
    assert opens
    fields = {"oldpassword": CANARY.password, "password1": NEW, "password2": NEW}
    typed = {"present": CANARY.password, "password": NEW}
    form = await form_at(owner, f"{url}/accounts/password/change/", fields, typed)
    return Change(form, door, key_of(CANARY), CANARY.password)


async def offered(place: SignUp) -> list[dict[str, Any]]:
    policy = Policy(place, sizes(), "django-allauth", lambda secret: None)
    return [{"place": "signup", **one.told} for one in await policy.run()]


async def half_login(url: str, door: Door, stranger: Callable[[], Visitor]) -> str:
    """Where an administrator ends who gave the password alone, and then asks for the first page."""
    opens, visitor = await door.attempt(key_of(ADMIN), stranger())
    assert opens is False, "a code is asked"
    await visitor.open(f"{url}/")
    return visitor.url


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> Met:
    profile = tmp_path_factory.mktemp("allauth") / "allauth.toml"
    try:
        with allauth() as url:
            profile.write_text(profile_text(url), encoding="utf-8")
            return asyncio.run(ask(url, profile))
    except NotReachable as why:
        pytest.skip(f"django-allauth was not met: the package registry gave nothing ({why})")


def found(met: Met, folder: Path, check: str) -> Finding:
    made = Build(folder)
    made.session().page()
    for one_ in met.passwords:
        made.probe("passwords", **one_)
    made.probe("guessing", persona="pupil", addresses=2, **met.guesses)
    return one(made.seal(), CHECKS[f"authentication/{check}"], None)


@pytest.mark.parametrize(
    ("check", "status", "values"),
    [
        ("password-length", "pass", {"least": 8, "shortest": ["signup: 8"]}),
        ("passphrase", "pass", {}),
        ("common-passwords", "fail", {"places": ["signup"], "words": ["hallo1234", "welkom123"]}),
        ("guessing-limited", "pass", {"tries": 99}),
    ],
)
def test_what_is_found_is_true(met: Met, tmp_path: Path, check: str, status: str, values: dict[str, Any]) -> None:
    finding = found(met, tmp_path, check)
    assert finding.status.value == status, finding
    assert {name: finding.values[name] for name in values} == values


def test_the_first_password_was_put_back(met: Met) -> None:
    assert met.restored


def test_a_half_login_is_sent_to_the_page_of_the_code(met: Met) -> None:
    assert met.half.endswith("/accounts/2fa/authenticate/")
