"""An app that lets in later than it answers: the try that looked refused is told, and nobody else is accused."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any

import pyotp
import pytest

from harness import Persona
from harness.sandbox.demo.app import school_app
from harness.sandbox.demo.people import Person, invent_people
from harness.sandbox.demo.sessions import LATER_SECONDS
from harness.sandbox.factors.look_back import Left, look_back
from harness.sandbox.factors.trouble import BROKE
from harness.sandbox.passwords.form import Form
from harness.sandbox.passwords.wire import Visitor
from harness.sandbox.probes.client import Answer
from tests.sandbox.passwords.school import BASE, Clock, School, a_form

PROFILE = f"{BASE}/profile"
PEOPLE = invent_people()
ADMIN = next(one for one in PEOPLE if one.role == "admin")


def answer(*values: str) -> Answer:
    return Answer(200, {}, " ".join(values).encode(), (), 0.1)


def persona(person: Person = ADMIN) -> Persona:
    return Persona(name="admin", role="admin", known=person.known)


async def stale(at: School) -> Visitor:
    """Somebody who gave the password and a code of minutes ago, which was refused."""
    visitor, typed = at.visitor(), {"username": "who-typed-this", "password": "what-was-typed-here"}
    door = a_form("/login", typed)
    answer = await Form(door.page, door.write, typed).submit(
        visitor, {"username": ADMIN.username, "password": ADMIN.password}, follow=True
    )
    assert answer is not None
    assert visitor.url.endswith("/login/code")
    asked = a_form("/login/code", {"code": "000000"})
    code = pyotp.TOTP(ADMIN.totp or "").at(int(time.time()) - 90)
    refused = await Form(asked.page, asked.write, {"code": "000000"}).submit(visitor, {"code": code})
    assert refused is not None
    assert refused.status == 401
    return visitor


@pytest.mark.parametrize(
    ("faults", "seconds", "inside"),
    [((), LATER_SECONDS, False), (("code-taken-later",), LATER_SECONDS, True), (("code-taken-later",), 0.0, False)],
)
def test_a_school_that_lets_in_later(faults: tuple[str, ...], seconds: float, inside: bool) -> None:
    clock = Clock()
    at = School(school_app(PEOPLE, faults, clock), clock, PEOPLE)
    row: dict[str, Any] = {"case": "code-late", "inside": False, "control": ""}

    async def go() -> None:
        visitor = await stale(at)
        clock.now += seconds

        async def get(address: str, cookies: Mapping[str, str]) -> Answer | None:
            return await (visitor if cookies else at.visitor()).open(address)

        left: list[Left] = [(row, {"sid": "what the visitor keeps"})]
        await look_back(get, [PROFILE], persona(), left)

    asyncio.run(go())
    assert row["inside"] is inside
    assert ("address" in row) is inside


def looked(row: dict[str, Any], shows: Mapping[str, Answer | None], cookies: Mapping[str, str]) -> dict[str, Any]:
    """What becomes of one try, at an app that shows this to strangers ("") and to who comes with the cookie."""

    async def get(address: str, given: Mapping[str, str]) -> Answer | None:
        return shows[given.get("sid", "")]

    asyncio.run(look_back(get, [PROFILE], persona(), [(row, cookies)]))
    return row


@pytest.mark.parametrize(
    ("control", "stranger", "mine", "cookies", "inside"),
    [
        ("", answer(), answer(ADMIN.email), {"sid": "mine"}, True),
        ("", answer(ADMIN.email), answer(ADMIN.email), {"sid": "mine"}, False),
        ("", answer(), None, {"sid": "mine"}, False),
        ("", answer(), answer(ADMIN.email), {}, False),
        ("used-since", answer(), answer(ADMIN.email), {"sid": "mine"}, False),
        (BROKE, answer(), answer(ADMIN.email), {"sid": "mine"}, True),
    ],
    ids=["inside", "public", "no answer", "no cookie", "says nothing anyway", "failed and let in"],
)
def test_who_is_inside(
    control: str, stranger: Answer, mine: Answer | None, cookies: Mapping[str, str], inside: bool
) -> None:
    row = {"case": "code-again", "inside": False, "control": control}
    assert looked(row, {"": stranger, "mine": mine}, cookies)["inside"] is inside
