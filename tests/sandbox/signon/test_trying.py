"""How a trial could lie, and does not: strangers who see as much, apps that repeat what they heard, apps that go away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from harness.sandbox.signon.cases import CASES
from harness.sandbox.signon.provider import Client, Provider
from harness.sandbox.signon.road import Arrived, RoadError
from harness.sandbox.signon.tokens import Keys
from harness.sandbox.signon.trying import Account, Trials, Tried

KEYS = Keys()
ADA = Account("pupil", {"sub": "1", "given_name": "Adalberta"}, {"first_name": "Adalberta", "number": "LL-83K2-771"})
FRE = Account("other", {"sub": "2"}, {"number": "LL-57T9-402"})
CASE = next(case for case in CASES if case.place == "token")


@dataclass
class MadeUp:
    """A road on which nothing travels: `page` says what can be read after a login with this fault."""

    provider: Provider
    page: Callable[[str, int], str]
    stranger: str = ""
    logins: int = 0
    _text: str = field(default="", init=False)

    async def forget(self) -> None:
        self._text = self.stranger

    async def begin(self) -> Arrived:
        login = self.provider.login
        login.answered.set()
        login.fetched.set()
        self.logins += 1
        self._text = self.page(login.fault, self.logins)
        return Arrived(True, 200)

    async def open(self, address: str) -> Arrived:
        return Arrived(True, 200)

    async def shown(self, values: frozenset[str]) -> frozenset[str]:
        return frozenset(value for value in values if value in self._text)

    async def shot(self) -> str | None:
        return "picture"


def tried(page: Callable[[str, int], str], *, account: Account = ADA, stranger: str = "") -> Tried:
    provider = Provider("https://idp.school.example", Client("app", None, ("school.example",)), keys=KEYS)

    async def go() -> Tried:
        trials = Trials(provider, MadeUp(provider, page, stranger), account, (FRE,))
        await trials.begin()
        return await trials.case(CASE)

    return asyncio.run(go())


def opens(fault: str, number: int) -> str:
    """A sound app."""
    return "" if fault else "LL-83K2-771"


def test_a_sound_app() -> None:
    assert tried(opens) == Tried(True, True, True, "", 200)


def test_whoever_gets_in_is_named_and_shown() -> None:
    assert tried(lambda fault, number: "LL-83K2-771") == Tried(True, True, True, "pupil", 200, "picture")
    assert tried(lambda fault, number: "LL-57T9-402" if fault else "LL-83K2-771").inside == "other"


def test_an_app_that_repeats_the_name_has_opened_nothing() -> None:
    """The provider said the name, so it proves neither the good login nor the spoilt one."""
    assert tried(lambda fault, number: "Adalberta").reason == "control-failed"
    assert tried(lambda fault, number: "Adalberta" if fault else "LL-83K2-771") == Tried(True, True, True, "", 200)


def test_a_value_that_strangers_see_proves_nothing() -> None:
    one = tried(lambda fault, number: "LL-83K2-771", stranger="all numbers: LL-83K2-771")
    assert (one.before, one.reason) == (False, "nothing-of-its-own")


def test_an_account_with_nothing_of_its_own() -> None:
    bare = Account("pupil", {"sub": "1", "given_name": "Adalberta"}, {"first_name": "ADALBERTA"})
    assert tried(lambda fault, number: "ADALBERTA", account=bare).reason == "nothing-of-its-own"


def test_an_app_that_goes_away_in_between() -> None:
    one = tried(lambda fault, number: "LL-83K2-771" if number == 1 else "")
    assert (one.before, one.after, one.inside) == (True, False, "")


def test_the_good_login_of_somebody_else_is_no_control() -> None:
    assert tried(lambda fault, number: "LL-57T9-402").reason == "control-failed"


@pytest.mark.parametrize("when", [1, 2, 3])
def test_a_road_that_ends_is_told_with_its_reason(when: int) -> None:
    def page(fault: str, number: int) -> str:
        if number == when:
            raise RoadError("no-button")
        return opens(fault, number)

    one = tried(page)
    assert (one.before, one.after) == (when != 1, when == 2)
    assert (one.reason, one.inside) == ("no-button" if when < 3 else "", "")
