"""Passwords that staff give: each fault is named, the sound school passes, and who owes another password was let in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harness import Check, Status
from harness.checks.authentication.common_passwords import common_passwords
from harness.checks.authentication.own_words import own_words
from harness.checks.authentication.passphrase import passphrase
from harness.checks.authentication.password_length import password_length
from harness.checks.authentication.staff_choose_no_password import staff_choose_no_password
from harness.model.finding import Finding
from harness.sandbox.demo.app import school_app
from harness.sandbox.demo.people import invent_mentor, invent_ward
from harness.sandbox.passwords.door import Door, Key
from harness.sandbox.passwords.form import Form
from harness.sandbox.passwords.giving import Handed, handed, may_keep
from harness.sandbox.passwords.places import Given
from harness.sandbox.passwords.samples import boundary
from harness.sandbox.passwords.wire import Visitor
from harness.sandbox.probes.client import Answer
from harness.sandbox.settings.effects.tokens import Write
from tests.harness.build import Build, judged
from tests.sandbox.passwords.school import Clock, School, a_form, policy_at

CHECKS: tuple[Check, ...] = (common_passwords, own_words, passphrase, password_length, staff_choose_no_password)
WARD, MENTOR = invent_ward(), invent_mentor()


async def giving(*faults: str) -> tuple[School, Given | None]:
    """A school whose teacher, signed in, just gave WARD a password; None when nobody signs in with it."""
    people, clock = (MENTOR, WARD), Clock()
    at = School(school_app(people, faults, clock), clock, people)
    opened, giver = await at.door().attempt(at.key(MENTOR))
    assert opened
    typed, path = boundary()[:20], f"/teacher/wachtwoord/{WARD.username}"
    form = a_form(path, {}, new=typed)
    form = Form(form.page, form.write, {"password": typed})
    assert await form.submit(giver, {"password": typed}) is not None
    key = replace(at.key(WARD), password=typed)
    door = await handed(at.door(), key)
    return at, None if door is None else Given(form, door, key, giver)


def findings(folder: Path, *faults: str) -> dict[str, Finding]:
    """What the checks make of the passwords that were given, by the last part of their names."""

    async def go() -> tuple[list[dict[str, Any]], bool | None]:
        _, place = await giving(*faults)
        assert place is not None
        assert isinstance(place.door, Handed)
        kept = await may_keep(place.door, place.key)
        return await policy_at(place), kept

    rows, kept = asyncio.run(go())
    made = Build(folder)
    made.session().page()
    for row in rows:
        made.probe("passwords", **row)
    made.probe("given-password", persona="ward", by="mentor", kept=kept)
    return {one.check.partition("/")[2]: one for one in judged(made.seal(level="recommended"), *CHECKS)}


def test_the_sound_school_passes(tmp_path: Path) -> None:
    found = findings(tmp_path)
    assert {name: one.status for name, one in found.items()} == dict.fromkeys(found, Status.PASS)
    assert found["password-length"].values["shortest"] == ["given: 12"]
    assert found["common-passwords"].values["count"] == 20


@pytest.mark.parametrize(
    ("fault", "failing"),
    [
        ("given-any-length", {"password-length": {"lengths": ["7"], "places": ["given"]}}),
        ("given-password-stays", {"staff-choose-no-password": {"givers": ["mentor"]}}),
    ],
)
def test_each_fault_is_named(fault: str, failing: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    found = findings(tmp_path, fault)
    assert {name: dict(one.values) for name, one in found.items() if one.status is Status.FAIL} == failing
    assert {one.status for name, one in found.items() if name not in failing} == {Status.PASS}, "and all the rest is as it was"


@pytest.mark.parametrize("also", [(), ("given-password-stays",)], ids=["replaced", "kept"])
def test_each_common_password_that_is_taken_is_named(also: tuple[str, ...], tmp_path: Path) -> None:
    """Each one that is given takes the place of the one before, so none may pass for refused."""
    found = findings(tmp_path, "given-common", *also)
    common, own = found["common-passwords"], found["own-words"]
    assert (common.status, own.status) == (Status.FAIL, Status.FAIL)
    assert len(common.values["words"]) == 20
    assert common.values["places"] == ["given"]


def test_a_password_that_nobody_got_is_no_answer() -> None:
    async def go() -> Handed | None:
        at, _ = await giving()
        return await handed(at.door(), replace(at.key(WARD), password="never given to anybody"))

    assert asyncio.run(go()) is None, "the page to sign in takes a password too, and lets nobody in"


class Pages:
    """An app in which each password leads to a page, and `/me` to the page of who signed in."""

    def __init__(self, leads: Mapping[str, str]) -> None:
        self._leads = leads
        self._at = "/login"

    async def ask(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Answer | None:
        if method == "POST":
            self._at = self._leads.get((body or b"").decode().partition("word=")[2], "/login")
        if url.endswith("/me") and self._at != "/me":
            return Answer(303, {"location": self._at}, b"", ())
        pages = {"/me": b"Godelievine", "/locked": b"Come back later"}
        shown = pages.get(url.removeprefix("https://app.test"), b'<input type="password">')
        return Answer(200, {"content-type": "text/html"}, shown, ())


def known_at(**leads: str) -> Handed | None:
    door = door_to(lambda: Pages(leads))
    return asyncio.run(handed(door, Key("god", "given", ("Godelievine",))))


@pytest.mark.parametrize(
    ("leads", "owed"),
    [("/me", ""), ("/choose", "https://app.test/choose"), ("/login", None), ("/locked", None)],
)
def test_where_a_given_password_leads_tells_what_it_is_worth(leads: str, owed: str | None) -> None:
    found = known_at(given=leads)
    assert (None if found is None else found.owed) == owed


def test_only_who_is_led_there_was_let_in() -> None:
    async def opens(door: Handed, *passwords: str) -> list[bool | None]:
        return [await door.opens(Key("god", one, ("Godelievine",))) for one in passwords]

    found = known_at(given="/choose", strange="/locked", other="/me")
    assert found is not None
    assert asyncio.run(opens(found, "given", "wrong", "strange", "other")) == [True, False, False, True]
    assert not asyncio.run(found.usable(Key("god", "given", ("Godelievine",))))


def test_an_app_that_stops_answering_ends_nothing_well() -> None:
    async def go(act: Callable[[Given], Awaitable[object]]) -> object:
        _, place = await giving()
        assert place is not None
        place.giver = Visitor(Silent(), ["demoschool.test"])
        return await act(place)

    class Silent:
        async def ask(self, *given: object, **named: object) -> None:
            return None

    assert asyncio.run(go(lambda place: place.offer("whatever it is"))) is None
    assert asyncio.run(go(lambda place: place.offer_weak(["one", "two"]))) == [None, None]


class Tires(Pages):
    """An app that after the first wrong password leads to another page, which takes one too."""

    wrong = 0

    async def ask(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Answer | None:
        if method == "POST":
            self._at = "/login" if Tires.wrong == 0 else "/challenge"
            Tires.wrong += 1
            return Answer(200, {}, b"", ())
        return await super().ask(method, url, headers, body)


class Fails(Pages):
    """An app that fails wherever it would tell."""

    async def ask(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Answer | None:
        return Answer(500, {}, b"", ()) if url.endswith("/me") else await super().ask(method, url, headers, body)


def door_to(pages: Callable[[], Pages]) -> Door:
    write = Write("POST", "https://app.test/login", {}, b"user=god&word=typed")
    form = Form("https://app.test/login", write, {"username": "god", "password": "typed"})
    return Door(form, "https://app.test/me", lambda: Visitor(pages(), ["app.test"]))


def test_a_page_for_who_was_wrong_too_often_is_no_way_in() -> None:
    Tires.wrong = 0
    assert asyncio.run(handed(door_to(lambda: Tires({})), Key("god", "given", ("Godelievine",)))) is None


def test_an_app_in_trouble_asks_for_no_other_password() -> None:
    door = door_to(lambda: Fails({"given": "/me"}))
    at = Handed(door.login, door.telling, door.stranger)
    assert asyncio.run(may_keep(at, Key("god", "given", ("Godelievine",)))) is None
