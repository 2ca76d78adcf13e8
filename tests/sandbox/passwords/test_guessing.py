"""Guesses at the demo school from two addresses: every fault is found, the sound school stops them and nobody else."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from harness import Profile, Status
from harness.checks.authentication.guessing_limited import guessing_limited
from harness.model.finding import Finding
from harness.sandbox.passwords.door import Door
from harness.sandbox.passwords.guess_probe import LOOPBACK, GuessProbe, other_addresses
from harness.sandbox.passwords.guessing import Guessed, Guessing
from harness.sandbox.passwords.wire import Visitor
from tests.harness.build import Build, base_profile, one
from tests.sandbox.passwords.school import PUPIL, School, school
from tests.sandbox.passwords.test_places import Breaks

OTHER = "frederik"


def guessed(at: School, *addresses: str, owner: str | None = "127.0.0.9", most: int = 24) -> Guessed:
    beside = next(person for person in at.people if person.username == OTHER)
    doors = [at.door(address) for address in addresses]
    elsewhere = at.door(owner) if owner else None
    return asyncio.run(
        Guessing(doors, elsewhere, at.key(PUPIL), at.key(beside), most, 900.0, at.clock.sleep).run()
    )


def finding(folder: Path, told: Guessed, addresses: int = 2) -> Finding:
    made = Build(folder)
    made.session().page()
    made.probe("guessing", persona="pupil", addresses=addresses, **vars(told))
    return one(made.seal(), guessing_limited, None)


def test_the_sound_school_stops_who_guesses_and_nobody_else(tmp_path: Path) -> None:
    told = guessed(school(), *LOOPBACK)
    assert told == Guessed(23, before=True, let_in=False, owner=True, alive=True, neighbour=True)
    assert finding(tmp_path, told).status is Status.PASS


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("login-no-throttle", "opened the account at once"), ("throttle-by-address", "opened the account at once"),
        ("lockout-forever", "shut the owner out"),
    ],
)
def test_each_fault_is_named(fault: str, words: str, tmp_path: Path) -> None:
    at = school(fault)
    told = guessed(at, *LOOPBACK, most=100 if fault == "throttle-by-address" else 24)
    found = finding(tmp_path, told)
    assert (found.status, words in found.message) == (Status.FAIL, True), told
    assert at.clock.now == (900.0 if fault == "lockout-forever" else 0.0), "the owner is given as long as an app may take"


def test_a_limit_for_each_address_shows_from_two_only(tmp_path: Path) -> None:
    told = guessed(school("throttle-by-address"), "127.0.0.2", most=63)
    assert not told.let_in
    found = finding(tmp_path, told, addresses=1)
    assert (found.status, "one address" in found.message) == (Status.NOT_TESTED, True)


def test_without_an_elsewhere_nothing_is_said_of_the_owner(tmp_path: Path) -> None:
    told = guessed(school(), "127.0.0.2", owner=None)
    assert (told.let_in, told.owner) == (False, None)
    assert finding(tmp_path, told, addresses=1).status is Status.NOT_TESTED
    assert finding(tmp_path / "open", guessed(school("login-no-throttle"), "127.0.0.2", owner=None)).status is Status.FAIL


def away(first: int, last: int, address: str = "127.0.0.2") -> School:
    at = school()
    at.wires[address] = Breaks(at, first, last)
    return at


@pytest.mark.parametrize("first", [1, 20])
def test_an_app_that_is_gone_limits_nothing(first: int, tmp_path: Path) -> None:
    at = away(first, 10_000)
    at.wires["127.0.0.9"] = Breaks(at, 1, 10_000)
    found = finding(tmp_path, guessed(at, "127.0.0.2", "127.0.0.2"))
    assert found.status is Status.NOT_TESTED


def test_answers_that_stop_for_who_guesses_are_a_limit(tmp_path: Path) -> None:
    told = guessed(away(20, 10_000), "127.0.0.2", "127.0.0.2")
    assert (told.slowed, told.let_in, told.owner) == (True, False, True)
    assert finding(tmp_path, told).status is Status.PASS


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"let_in": None}, Status.NOT_TESTED), ({"owner": False, "alive": False}, Status.NOT_TESTED),
        ({"owner": False, "alive": None}, Status.NOT_TESTED), ({"before": False}, Status.NOT_TESTED),
        ({"reason": "captcha"}, Status.NOT_TESTED), ({"let_in": True}, Status.FAIL),
        ({"owner": False, "owner_after": 900.0}, Status.FAIL), ({"neighbour": False}, Status.PASS),
    ],
)
def test_what_is_concluded(changed: dict[str, Any], status: Status, tmp_path: Path) -> None:
    sound = {"tries": 99, "before": True, "let_in": False, "owner": True, "alive": True, "neighbour": True}
    assert finding(tmp_path, Guessed(**{**sound, **changed})).status is status


@pytest.mark.parametrize(
    ("names", "told", "found"),
    [
        ({"school.test": "127.0.0.1:8443"}, (), LOOPBACK), ({}, (), ()), ({"school.test": "192.0.2.7:443"}, (), ()),
        ({"school.test": "[::1]:8443"}, (), ()), ({}, ("192.0.2.8",), ("192.0.2.8",)),
    ],
)
def test_where_it_guesses_from(names: dict[str, str], told: tuple[str, ...], found: tuple[str, ...]) -> None:
    profile = Profile.model_validate({**base_profile(), "sandbox": {"names": names}, "passwords": {"addresses": told}})
    assert other_addresses(profile) == found
    assert "names no persona" in (GuessProbe().lacks(profile) or "")


def test_the_right_password_is_never_tried_between() -> None:
    """Signing in would clear the count of many an app."""
    at, asked = school(), list[str]()
    real = at.door("127.0.0.2")

    class Watching(Door):
        async def attempt(self, key: Any, visitor: Visitor | None = None) -> tuple[bool | None, Visitor]:
            asked.append(key.password)
            return await super().attempt(key, visitor)

    door = Watching(real.login, real.telling, real.stranger)
    asyncio.run(Guessing([door], None, at.key(PUPIL), None, 20, 900.0, at.clock.sleep).run())
    assert asked == [PUPIL.password] * 2
