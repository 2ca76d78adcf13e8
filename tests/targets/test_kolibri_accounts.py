"""The accounts of Kolibri as its two presets are, mostly without a browser: its login and sign-up are requests of JSON.

Of `formal` it is true that a pupil's name opens the account with any password, an empty one too, and that the page to
sign in completes the names of pupils, of nobody else; of `nonformal`, that anybody signs up with any password, that any
number of wrong ones may be tried, and that an answer tells who exists. Of both, that an administrator gives a pupil any
password, a single letter too, which the pupil may keep.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from harness import Status
from harness.gather import effective
from harness.model.finding import Finding
from harness.plugins.host import load_registry
from harness.profile.load import load_profile
from harness.sandbox.passwords.capture import SignedIn
from harness.sandbox.passwords.door import Door, Key
from harness.sandbox.passwords.doorway import opened
from harness.sandbox.passwords.form import Form
from harness.sandbox.passwords.giving import handed
from harness.sandbox.passwords.guessing import Guessed, Guessing
from harness.sandbox.passwords.places import Given, SignUp, told
from harness.sandbox.passwords.policy import Policy
from harness.sandbox.passwords.probe import sizes
from harness.sandbox.passwords.telling_places import at_login
from harness.sandbox.passwords.wire import Visitor
from harness.sandbox.settings.accounts.account import FreshAccount, draw
from harness.sandbox.settings.effects.tokens import Write
from tests.harness.build import Build, one
from tests.sandbox.passwords.test_guessing import finding
from tests.targets.by_hand import suggested
from tests.targets.environment import NotReachable
from tests.targets.kolibri import ADMIN, OTHER_PUPIL, PUPIL, kolibri, profile_text
from tests.targets.truth import agrees
from tests.targets.wires import sent_from

pytestmark = [pytest.mark.target, pytest.mark.timeout(600), pytest.mark.xdist_group("kolibri")]

CHECKS = load_registry().checks
KEY = Key(OTHER_PUPIL.username, OTHER_PUPIL.password, (OTHER_PUPIL.full_name, OTHER_PUPIL.identifier))
SESSION = "/api/auth/session/current/"
"""Where a script gets the cookie that its requests repeat in a header; no page sets it."""
OWN = "/api/auth/facilityuser/"
"""A pupil is the only one whom a pupil gets to see here."""


@dataclass(frozen=True)
class Met:
    """What is to be recorded: of the guesses, of the passwords at sign-up and those that were given, of who is told to
    exist, and whether a given one may be kept, and be of one letter.
    """

    guessed: Guessed
    passwords: list[dict[str, Any]]
    telling: dict[str, Any]
    kept: bool
    letter: bool | None


@dataclass
class Kolibri:
    """A school that answers, and strangers from three addresses."""

    url: str
    owner: Callable[[], Visitor]
    others: list[Callable[[], Visitor]]

    async def read(self, visitor: Visitor, path: str) -> Any:
        answer = await visitor.open(f"{self.url}{path}")
        assert answer is not None
        return json.loads(answer.body)

    async def form(self, path: str, typed: dict[str, str], body: dict[str, str]) -> Form:
        """What a script sends to an address of the interface, with the token of its cookie."""
        visitor = self.owner()
        facility = (await self.read(visitor, "/api/auth/facility/"))[0]["id"]
        return await self.sent(visitor, "POST", path, typed, {**body, "facility": facility})

    async def sent(self, visitor: Visitor, method: str, path: str, typed: dict[str, str], body: dict[str, str]) -> Form:
        """The same, by a visitor who may be signed in."""
        await visitor.open(f"{self.url}{SESSION}")
        tokens = visitor.tokens()
        headers = {"content-type": "application/json", "x-csrftoken": tokens["cookie", "kolibri_csrftoken"]}
        write = Write(method, f"{self.url}{path}", headers, json.dumps(body).encode(), tokens)
        return Form(f"{self.url}{SESSION}", write, typed)

    async def given(self, door: Door, password: str) -> Given:
        """Where the administrator gives a pupil passwords, of which this is the first."""
        admin, typed = self.owner(), {"username": ADMIN.username, "password": ADMIN.password}
        assert await (await self.form("/api/auth/session/", typed, typed)).submit(admin, typed)
        pupil = next(one for one in await self.read(admin, OWN) if one["username"] == PUPIL.username)
        new = {"password": password}
        form = await self.sent(admin, "PATCH", f"{OWN}{pupil['id']}/", new, new)
        assert await form.submit(admin, new)
        key = Key(PUPIL.username, password, (PUPIL.full_name, PUPIL.identifier))
        known = await handed(door, key)
        assert known is not None, "the pupil signs in with it"
        return Given(form, known, key, admin)

    async def doors(self, key: Key) -> list[Door | str]:
        typed = {"username": key.username, "password": key.password}
        learnt = SignedIn(await self.form("/api/auth/session/", typed, typed), (f"{self.url}{OWN}",))
        return [await opened(learnt, key, stranger) for stranger in (self.owner, *self.others)]

    async def sign_up(self, account: FreshAccount) -> Form:
        typed = {name: value for name, value in told(account).items() if name != "email"}
        asked = {name: typed[name] for name in ("username", "password")}
        whole = {**asked, "full_name": f"{account.first_name} {account.last_name}"}
        return await self.form("/api/auth/signup/", typed, {**whole, "gender": "NOT_SPECIFIED", "birth_year": "NOT_SPECIFIED"})


@asynccontextmanager
async def visited(url: str, folder: Path) -> AsyncIterator[Kolibri]:
    profile = folder / "kolibri.toml"
    text = profile_text(url).replace("until = 2099-12-31", "until = 2099-12-31\nrate = 50")
    profile.write_text(text, encoding="utf-8")
    async with sent_from(profile, "127.0.0.1", "127.0.0.2", "127.0.0.3") as (owner, *others):
        yield Kolibri(url, owner, others)


def newcomer() -> FreshAccount:
    return draw("new", "15", 15, date(2010, 5, 1), "signup", domain="demoschool.test", school="a")


async def guessed(doors: list[Door | str]) -> Guessed:
    found = [one for one in doors if isinstance(one, Door)]
    if len(found) < len(doors):
        return Guessed(reason=next(one for one in doors if isinstance(one, str)))
    return await Guessing(found[1:], found[0], KEY, None, 100, 900.0, asyncio.sleep).run()


async def everything(url: str, folder: Path) -> Met:
    async with visited(url, folder) as school:
        doors, form = await school.doors(KEY), await school.sign_up(newcomer())
        door = doors[0]
        assert isinstance(door, Door), door
        place = SignUp(form, door, newcomer)
        offered = await Policy(place, sizes(), "Kolibri", lambda secret: None).run()
        pairs = await at_login(door, form, place.made)
        handing = await school.given(door, "Regenboog-4417-tuin")
        told_by = await Policy(handing, sizes(), "Kolibri", lambda secret: None).run()
        rows = [{"place": "signup", **one.told} for one in offered] + [{"place": "given", **one.told} for one in told_by]
        letter = await handing.offer("a")
        return Met(await guessed(doors), rows, pairs.told, await handing.door.usable(handing.key), letter)


async def by_name_alone(url: str, folder: Path) -> tuple[Guessed, bool | None]:
    """What the guessing meets, and whether a pupil's name opens the account with an empty password."""
    async with visited(url, folder) as school:
        typed = {"username": KEY.username, "password": KEY.password}
        door = Door(await school.form("/api/auth/session/", typed, typed), f"{url}{OWN}", school.owner)
        return await guessed(await school.doors(KEY)), await door.opens(replace(KEY, password=""))


@pytest.fixture(scope="module")
def nonformal(tmp_path_factory: pytest.TempPathFactory) -> Met:
    try:
        with kolibri("nonformal") as school:
            return asyncio.run(everything(school.url, tmp_path_factory.mktemp("nonformal")))
    except NotReachable as why:
        pytest.skip(f"Kolibri was not met: the package registry gave nothing ({why})")


def test_a_name_alone_opens_an_account_of_formal(tmp_path: Path) -> None:
    try:
        with kolibri("formal") as school:
            came, empty = asyncio.run(by_name_alone(school.url, tmp_path))
            names = suggested(effective(load_profile(tmp_path / "kolibri.toml")), tmp_path / "names")
    except NotReachable as why:
        pytest.skip(f"Kolibri was not met: the package registry gave nothing ({why})")
    found = finding(tmp_path, came)
    assert (found.status, found.values) == (Status.FAIL, {"persona": "pupil"})
    assert empty
    assert told_at_sign_in(tmp_path / "told", names) == {
        "authentication/names-not-suggested": {"people": {"pupil.username: /api/auth/facilityusername/", "pupil.username: /en/auth/"}},
        "settings/not-met-at-sign-in": {"data": {"pupil.username: /api/auth/facilityusername/", "pupil.username: /en/auth/"}},
    }


def told_at_sign_in(folder: Path, names: list[dict[str, Any]]) -> dict[str, dict[str, set[str]]]:
    """What the checks that fail say of it."""
    made = Build(folder)
    made.session().page()
    for record in names:
        made.probe("suggestions", **record)
    sealed = made.seal(level="recommended")
    found = [one(sealed, CHECKS[check], None) for check in ("authentication/names-not-suggested", "settings/not-met-at-sign-in")]
    return {each.check: {name: {*value} for name, value in each.values.items()} for each in found if each.status is Status.FAIL}


def test_nonformal_lets_anybody_guess(nonformal: Met, tmp_path: Path) -> None:
    found = finding(tmp_path, nonformal.guessed)
    assert (found.status, found.values) == (Status.FAIL, {"tries": 99, "addresses": 2})


def test_a_letter_is_enough_for_a_password_that_is_given(nonformal: Met) -> None:
    assert nonformal.letter


def found_of(met: Met, folder: Path, check: str) -> Finding:
    made = Build(folder)
    made.session().page()
    for record in met.passwords:
        made.probe("passwords", **record)
    made.probe("telling", place="login", **met.telling)
    made.probe("given-password", persona="pupil", by="admin", kept=met.kept)
    return one(made.seal(level="recommended"), CHECKS[f"authentication/{check}"], None)


@pytest.mark.parametrize(
    ("check", "status", "values"),
    [
        ("password-length", "fail", {"lengths": ["7"], "places": ["given", "signup"]}),
        ("passphrase", "pass", {"places": ["given", "signup"]}),
        ("common-passwords", "fail", {"places": ["given", "signup"]}),
        ("own-words", "fail", {"places": ["given", "signup"]}),
        ("staff-choose-no-password", "fail", {"givers": ["admin"]}),
        ("accounts-not-told", "fail", {"signs": {"login: status", "login: text"}}),
    ],
)
def test_what_is_found_about_nonformal_is_true(
    nonformal: Met, tmp_path: Path, check: str, status: str, values: dict[str, Any]
) -> None:
    found = found_of(nonformal, tmp_path, check)
    assert agrees(found, (status, values)), found
