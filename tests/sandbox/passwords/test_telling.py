"""Pairs of answers at the demo school: each way of telling is found where it is, the sound school tells nothing."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from harness import Status
from harness.checks.authentication.accounts_not_told import accounts_not_told
from harness.model.finding import Finding
from harness.sandbox.demo import passwords
from harness.sandbox.passwords.places import SignUp
from harness.sandbox.passwords.telling import NO_ANSWER, TOO_FEW, Told, pieces
from harness.sandbox.passwords.telling_places import at_login, at_reset, at_sign_up
from harness.sandbox.probes.client import Answer
from tests.harness.build import Build, one
from tests.sandbox.passwords.school import AsgiWire, School, newcomer, school
from tests.sandbox.passwords.test_places import Breaks

HASH_SECONDS = 0.02


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing takes no time of ours; `timed` counts it."""
    monkeypatch.setattr(passwords, "_scrypt", lambda text, salt: hashlib.sha256(text.encode() + salt).digest())


def timed(at: School, monkeypatch: pytest.MonkeyPatch) -> None:
    """The only thing that takes time is hashing, by the school's clock: a loaded machine changes nothing."""

    def hashed(text: str, salt: bytes) -> bytes:
        at.clock.now += HASH_SECONDS
        return hashlib.sha256(text.encode() + salt).digest()

    monkeypatch.setattr(passwords, "_scrypt", hashed)
    wire = AsgiWire(at.app)
    wire.timer = at.clock
    at.wires["127.0.0.1"] = wire


async def asked(at: School, accounts: int = 6) -> dict[str, Told]:
    where = at.sign_up()
    for number in range(accounts):
        assert await where.offer(f"a fine long password {number}")
    return await about(at, where)


async def about(at: School, where: SignUp) -> dict[str, Told]:
    form, door = where.form, where.door
    return {
        "login": await at_login(door, form, where.made), "signup": await at_sign_up(door, form, where.made, newcomer()),
        "reset": await at_reset(door, at.reset(), where.made),
    }


def finding(folder: Path, came: dict[str, Told], **changed: Any) -> Finding:
    made = Build(folder)
    made.session().page()
    for place, told in came.items():
        made.probe("telling", place=place, **{**told.told, **changed})
    return one(made.seal(level="recommended"), accounts_not_told, None)


def signs(found: Finding) -> list[str]:
    assert found.status is Status.FAIL, (found.message, found.values)
    return [str(sign) for sign in as_list(found.values["signs"])]


def as_list(value: object) -> Iterable[object]:
    assert isinstance(value, list)
    return value


def test_the_sound_school_tells_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = school()
    timed(at, monkeypatch)
    came = asyncio.run(asked(at))
    assert [(told.statuses, told.only) for told in came.values()] == [
        ((("401",), ("401",)), ((), ())), ((("422",), ("422",)), ((), ())), ((("200",), ("200",)), ((), ())),
    ]
    found = finding(tmp_path, came)
    assert (found.status, found.values["count"]) == (Status.PASS, 90)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("login-tells-status", ["login: status"]), ("login-tells-words", ["login: text"]),
        ("login-tells-time", ["login: time"]), ("reset-tells", ["reset: text"]), ("signup-tells", ["signup: text"]),
    ],
)
def test_each_way_of_telling_is_named(
    fault: str, told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = school(fault)
    timed(at, monkeypatch)
    assert signs(finding(tmp_path, asyncio.run(asked(at)))) == told


def test_too_few_accounts_and_an_app_that_is_gone(tmp_path: Path) -> None:
    few = asyncio.run(asked(school(), accounts=2))
    assert {told.reason for told in few.values()} == {TOO_FEW}
    assert finding(tmp_path / "few", few).status is Status.NOT_TESTED
    at = school()

    async def gone() -> dict[str, Told]:
        where = at.sign_up()
        for number in range(6):
            await where.offer(f"a fine long password {number}")
        at.wires["127.0.0.1"] = Breaks(at, 20, 10_000)
        return await about(at, where)

    came = asyncio.run(gone())
    assert {told.reason for told in came.values()} == {NO_ANSWER}
    assert finding(tmp_path / "gone", came).status is Status.NOT_TESTED


SOUND = Told(30, (("200",), ("200",)), ((), ()), (0.1, -0.1) * 15, 20.0)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"pairs": 29}, "login: too-few-pairs"), ({"differences": [200.0, -200.0] * 15}, "login: times-vary"),
        ({"existing": ["200", "429"]}, "login: statuses-vary"), ({"reason": "captcha"}, "login: captcha"),
    ],
)
def test_what_cannot_be_seen_lets_nothing_pass(changed: dict[str, Any], why: str, tmp_path: Path) -> None:
    found = finding(tmp_path, {"login": SOUND, "signup": SOUND, "reset": SOUND}, **changed)
    assert found.status is Status.NOT_TESTED
    assert why in as_list(found.values["places"])


def test_a_place_that_was_never_asked_is_missed(tmp_path: Path) -> None:
    found = finding(tmp_path, {"login": SOUND, "signup": SOUND})
    assert (found.status, found.values["places"]) == (Status.NOT_TESTED, ["reset: not-tried"])


def test_what_was_typed_and_what_varies_is_left_out() -> None:
    page = b"<p>Hallo ada@x.test, poging 12</p><input value='a4F0c9d8e7b6a5948372615040'>\n<b>Klopt niet</b>"
    assert pieces(Answer(200, {}, page), ["ada@x.test", "", "ada"]) == {
        "p", "/p", "Hallo …, poging 0", "input value='…'", "b", "Klopt niet", "/b",
    }
