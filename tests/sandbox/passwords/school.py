"""The demo school in this process, and its forms as a browser would have sent them: every fault within a second."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

import httpx
from starlette.types import ASGIApp

from harness.sandbox.demo import hosts
from harness.sandbox.demo.app import school_app
from harness.sandbox.demo.class_codes import CLASS_CODES
from harness.sandbox.demo.people import Person, invent_people
from harness.sandbox.passwords.door import Door, Key
from harness.sandbox.passwords.form import Form
from harness.sandbox.passwords.places import Change, Held, SignUp, told
from harness.sandbox.passwords.policy import Offered, Policy, Sizes
from harness.sandbox.passwords.wire import Visitor
from harness.sandbox.probes.client import Answer
from harness.sandbox.settings.accounts.account import FreshAccount, draw
from harness.sandbox.settings.effects.tokens import Write

BASE = f"https://{hosts.SCHOOL}"
TOKEN = "a-token-of-the-page-that-sent-it"
PUPIL = next(one for one in invent_people() if one.persona == "pupil")
SIZES = Sizes(8, 64, 20, 5, 5)


@dataclass
class Clock:
    """Seconds that only a test lets pass."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


class AsgiWire:
    """Carries requests to an application in this process, from an address of our choice."""

    def __init__(self, app: ASGIApp, address: str = "127.0.0.1") -> None:
        carrier = httpx.ASGITransport(app, client=(address, 1))
        self._http = httpx.AsyncClient(transport=carrier, trust_env=False, verify=False)
        self.asked = 0
        self.timer: Callable[[], float] = time.monotonic

    async def ask(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Answer | None:
        self.asked += 1
        self._http.cookies.clear()
        began = self.timer()
        got = await self._http.request(method, url, headers=headers, content=body)
        took = self.timer() - began
        return Answer(got.status_code, dict(got.headers), got.content, tuple(got.headers.get_list("set-cookie")), took)


def a_form(path: str, given: Mapping[str, str], **fixed: str) -> Form:
    """A form of the school, as it was sent once with these values."""
    body = urlencode({"csrf": TOKEN, **given, **fixed}).encode()
    headers = {"content-type": "application/x-www-form-urlencoded", "origin": BASE, "referer": f"{BASE}{path}"}
    return Form(f"{BASE}{path}", Write("POST", f"{BASE}{path}", headers, body, {("input", "csrf"): TOKEN}), {})


def newcomer() -> FreshAccount:
    """Somebody who signs up."""
    return draw("new", "15", 15, date(2010, 5, 1), "signup", domain="demoschool.test", school="a")


@dataclass
class School:
    """A running school: its ways in, seen from one address."""

    app: ASGIApp
    clock: Clock
    people: tuple[Person, ...]
    wires: dict[str, AsgiWire] = field(default_factory=dict)

    def visitor(self, address: str = "127.0.0.1") -> Visitor:
        wire = self.wires.get(address) or self.wires.setdefault(address, AsgiWire(self.app, address))
        return Visitor(wire, hosts.OWN)

    def door(self, address: str = "127.0.0.1") -> Door:
        given = {"username": "who-typed-this", "password": "what-was-typed-here"}
        form = a_form("/login", given)
        return Door(Form(form.page, form.write, given), f"{BASE}/start", lambda: self.visitor(address))

    def sign_up(self) -> SignUp:
        account = newcomer()
        given = told(account)
        fields = {name: given[name] for name in ("username", "first_name", "last_name", "password")}
        form = a_form(
            "/register", fields, again=given["password"], day="1", month="5", year="2010",
            code=next(iter(CLASS_CODES)), terms="ja",
        )
        return SignUp(Form(form.page, form.write, fields), self.door(), newcomer)

    def reset(self) -> Form:
        given = {"username": "who-forgot-it"}
        form = a_form("/login/vergeten", given)
        return Form(form.page, form.write, given)

    def key(self, person: Person = PUPIL) -> Key:
        return Key(person.username, person.password, (person.first_name,))

    def change(self, person: Person = PUPIL) -> Change:
        given = {"present": person.password, "password": "the-new-one-that-was-typed"}
        form = a_form("/profile/wachtwoord", {}, present=given["present"], new=given["password"], again=given["password"])
        return Change(Form(form.page, form.write, given), self.door(), self.key(person), first=person.password)


def school(*faults: str, mail: str | None = None) -> School:
    """A school with these faults, whose letters go to the mail server `mail`."""
    clock, people = Clock(), tuple(PUPIL if one.persona == "pupil" else one for one in invent_people())
    return School(school_app(people, faults, clock, mail=mail), clock, people)


def rows(place: str, offered: Iterable[Offered]) -> list[dict[str, Any]]:
    """What would be recorded."""
    return [{"place": place, **one.told} for one in offered]


async def policy_at(where: SignUp | Held) -> list[dict[str, Any]]:
    """Every password at a place, as it would be recorded; none that was drawn stands there."""
    secrets: list[str] = []
    found = rows(where.name, await Policy(where, SIZES, "Demoschool", secrets.append).run())
    assert not [secret for secret in secrets if secret in str(found)]
    return found
