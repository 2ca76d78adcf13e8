"""What is sent again is what was meant, and nothing is concluded of an app that does not answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from pydantic import SecretStr

from harness import Profile
from harness.gather import scratch_folder
from harness.sandbox.passwords.door import Door, Key, shown
from harness.sandbox.passwords.form import Form
from harness.sandbox.passwords.places import Change, key_of
from harness.sandbox.passwords.policy import Policy
from harness.sandbox.passwords.wire import PacedWire, Visitor
from harness.sandbox.probes.client import Answer
from harness.sandbox.settings.accounts.account import FreshAccount
from harness.sandbox.settings.effects.tokens import Write
from tests.harness.build import base_profile
from tests.sandbox.acting.staging import a_run
from tests.sandbox.passwords.school import PUPIL, SIZES, AsgiWire, School, school

FORM = b'<form><input type="hidden" name="csrf" value="fresh-token-1"></form>'


class Deaf:
    """A wire that ends after so many requests, and writes down what was asked."""

    def __init__(self, answers: int = 99, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        self.asked: list[tuple[str, str, bytes | None, str]] = []
        self._answers, self._status, self._headers = answers, status, dict(headers or {})

    async def ask(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Answer | None:
        self.asked.append((method, url, body, headers.get("cookie", "")))
        if len(self.asked) > self._answers:
            return None
        return Answer(self._status, self._headers, FORM, ("sid=abc; Path=/", "gone=; Max-Age=0"))


def a_form() -> Form:
    body = b"csrf=the-old-token&user=ada-one&mail=ada-one%40x.test&old=what-was+typed&new=drawn-first&again=drawn-first"
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Authorization": "Bearer somebody", "Cookie": "a=b"}
    write = Write("POST", "https://app.test/save", headers, body, {("input", "csrf"): "the-old-token"})
    given = {"username": "ada-one", "email": "ada-one@x.test", "present": "what-was typed", "password": "drawn-first"}
    return Form("https://app.test/form", write, given)


def test_every_value_is_replaced_at_once() -> None:
    """A new value may be one that was typed elsewhere: putting the first password back sends it as the new one."""
    wire = Deaf()
    values = {"username": "bob", "email": "b@y.test", "present": "drawn-first", "password": "what-was typed"}
    asyncio.run(a_form().submit(Visitor(wire, ["app.test"]), values))
    (_, page, _, first), (method, url, body, cookie) = wire.asked
    assert (page, first, method, url, cookie) == ("https://app.test/form", "", "POST", "https://app.test/save", "sid=abc")
    assert parse_qs((body or b"").decode()) == {
        "csrf": ["fresh-token-1"], "user": ["bob"], "mail": ["b@y.test"], "old": ["drawn-first"],
        "new": ["what-was typed"], "again": ["what-was typed"],
    }


def test_a_redirect_out_of_the_app_is_not_followed() -> None:
    wire = Deaf(status=302, headers={"location": "https://elsewhere.test/"})
    visitor = Visitor(wire, ["app.test"])
    asyncio.run(visitor.open("https://app.test/"))
    assert [url for _, url, _, _ in wire.asked] == ["https://app.test/"]
    around = Deaf(status=307, headers={"location": "/again"})
    asyncio.run(Visitor(around, ["app.test"]).open("https://app.test/"))
    assert len(around.asked) == 5, "and not for ever"


def test_a_form_of_another_site_brings_no_cookie_that_stays_at_home() -> None:
    class Sets:
        def __init__(self) -> None:
            self.brought: list[tuple[str, str]] = []

        async def ask(
            self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None
        ) -> Answer | None:
            self.brought.append((method, headers.get("cookie", "")))
            away = {"location": "/home"} if method == "POST" else {}
            return Answer(303 if away else 200, away, b"", ("a=1; SameSite=Lax", "b=2; samesite = none; Secure", "c=3"))

    async def go(visitor: Visitor) -> None:
        post = Write("POST", "https://app.test/back", {}, b"")
        await visitor.open("https://app.test/")
        await visitor.send(post, follow=True, elsewhere=True)
        await visitor.send(post, follow=False)

    wire = Sets()
    visitor = Visitor(wire, ["app.test"])
    asyncio.run(go(visitor))
    assert wire.brought == [
        ("GET", ""), ("POST", "b=2; c=3"), ("GET", "a=1; b=2; c=3"), ("POST", "a=1; b=2; c=3"),
    ]
    assert not visitor.strict


def test_a_session_in_an_address_is_hidden_and_an_ordinary_word_is_not(tmp_path: Path) -> None:
    token = "4f1c9e77d2ab4c06b1d2"

    class Silent:
        async def ask(self, *given: object, **named: object) -> None:
            return None

    with scratch_folder() as scratch:
        run = a_run(Profile.model_validate(base_profile()), tmp_path, scratch)
        wire = PacedWire(run, Silent(), "canary")  # type: ignore[arg-type]
        asyncio.run(wire.ask("GET", f"https://app.test/start?sid={token}&tab=password&view=settings-of-the-pupil", {}))
        assert token not in run.redactor.text(f"see /start?sid={token}")
        assert run.redactor.text("password settings-of-the-pupil") == "password settings-of-the-pupil"


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (Answer(200, {}, b"Dag Adalberta"), True), (Answer(200, {}, b"Dag ada"), False), (None, None),
        (Answer(503, {}, b"Dag Adalberta"), None), (Answer(429, {}, b""), None), (Answer(401, {}, b"Adalberta"), True),
    ],
)
def test_what_a_page_proves(page: Answer | None, told: bool | None) -> None:
    """A planted value, whatever the status says; nothing of an app in trouble, and not the name that was typed."""
    assert shown(page, Key("ada", "x", ("ada", "Adalberta"))) is told
    assert shown(Answer(200, {}, b"ada"), Key("ada", "x", ("ada",))) is None


class Breaks(AsgiWire):
    """The school, away for some requests: they never arrive, or (`late`) only their answers are lost."""

    def __init__(self, at: School, first: int, last: int, *, late: bool = False) -> None:
        super().__init__(at.app)
        self._away, self._late = range(first, last), late

    async def ask(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Answer | None:
        if self.asked + 1 not in self._away:
            return await super().ask(method, url, headers, body)
        if self._late:
            await super().ask(method, url, headers, body)
        else:
            self.asked += 1
        return None


def away(first: int, last: int, *, late: bool = False) -> School:
    at = school()
    at.wires["127.0.0.1"] = Breaks(at, first, last, late=late)
    return at


def test_an_app_that_is_down_in_the_middle_refused_nothing() -> None:
    offered = asyncio.run(Policy(away(60, 10_000).sign_up(), SIZES, "Demoschool", lambda secret: None).run())
    assert [one.case for one in offered[:5]] == ["control", "short", "enough", "enough", "passphrase"]
    assert all(one.accepted is None and not one.after for one in offered[-20:]), "nobody knows"


@pytest.mark.parametrize("late", [False, True], ids=["nothing arrives", "answers are lost"])
def test_the_first_password_is_put_back_once_the_app_answers(late: bool) -> None:
    change = away(5, 9, late=late).change()

    async def go() -> bool:
        await change.offer("a first one that is lost on the way")
        await change.offer_weak(["perhaps this one arrives", "or this one"])
        return await change.restore()

    assert asyncio.run(go())
    assert change.key.password == PUPIL.password


def test_an_app_that_is_gone_has_not_put_it_back() -> None:
    change = away(8, 10_000).change()

    async def go() -> bool:
        assert await change.offer("a first one that is taken")
        return await change.restore()

    assert not asyncio.run(go())


def test_a_token_that_a_script_takes_from_a_cookie_is_fetched_first() -> None:
    wire = Deaf()
    headers = {"Content-Type": "application/json", "Cookie": "sid=the-old-token", "X-Token": "the-old-token"}
    body = b'{"token": "the-old-token", "name": "ada-one"}'
    write = Write("POST", "https://app.test/save", headers, body, {("cookie", "sid"): "the-old-token"})
    form, visitor = Form("https://app.test/form", write, {"username": "ada-one"}), Visitor(wire, ["app.test"])
    asyncio.run(form.submit(visitor, {"username": "bob"}))
    asyncio.run(form.submit(visitor, {"username": "eve"}))
    assert [method for method, *_ in wire.asked] == ["GET", "POST", "POST"], "it is fetched once"
    assert json.loads(wire.asked[1][2] or b"") == {"token": "abc", "name": "bob"}


@pytest.mark.parametrize(
    ("given", "username", "shows"),
    [
        ({"username": "x", "email": "x"}, "ada", ("ada@x.test",)),
        ({"username": "x", "first_name": "x", "email": "x"}, "ada", ("ada@x.test", "Ada")),
        ({"username": "x"}, "ada", ()),
        ({"email": "x", "last_name": "x"}, "ada@x.test", ("ada@x.test", "Quist")),
    ],
)
def test_whatever_was_told_at_sign_up_may_show_whose_page_it_is(
    given: Mapping[str, str], username: str, shows: tuple[str, ...]
) -> None:
    account = FreshAccount(
        "new", "teen", 15, None, "signup", "ada", SecretStr("a-secret-of-hers"), "Ada", "Quist", "ada@x.test"
    )
    write = Write("POST", "https://app.test/save", {}, b"", {})
    assert key_of(account, Form("https://app.test/form", write, given)) == Key(username, "a-secret-of-hers", shows)


class Locks(Deaf):
    """An app whose account is shut for good at the third wrong password in a row; it takes no new one with a "no" in it."""

    def __init__(self) -> None:
        super().__init__()
        self.word, self.wrong, self.most_wrong = "first", 0, 0

    async def ask(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Answer | None:
        typed = {name: values[0] for name, values in parse_qs((body or b"").decode()).items()}
        if "word" in typed:
            self.wrong = self.wrong + 1 if typed["word"] != self.word or self.wrong > 2 else 0
            self.most_wrong = max(self.most_wrong, self.wrong)
        if "new" in typed and typed["old"] == self.word and "no" not in typed["new"]:
            self.word = typed["new"]
        return Answer(200, {}, b"Quirijnen" if self.wrong == 0 else b"200 all the same", ())


def locking(wire: Locks) -> Change:
    """The place in that app where a password is changed."""

    def form(path: str, body: bytes, **given: str) -> Form:
        headers = {"content-type": "application/x-www-form-urlencoded"}
        return Form(f"https://app.test/{path}", Write("POST", f"https://app.test/{path}", headers, body, {}), given)

    login = form("login", b"user=ada&word=first", username="ada", password="first")
    door = Door(login, "https://app.test/", lambda: Visitor(wire, ["app.test"]))
    key = Key("ada", "first", ("Quirijnen",))
    return Change(form("change", b"old=first&new=second", present="first", password="second"), door, key, "first")


def test_an_account_that_locks_at_the_third_wrong_password_is_never_locked() -> None:
    wire = Locks()
    change = locking(wire)
    weak = ["no-1", "yes-1", "yes-2", "yes-3", "no-2", "no-3", "yes-4"]

    async def go() -> list[bool | None]:
        taken = await change.offer_weak(weak)
        assert [await change.opens(f"other-{number}") for number in range(4)] == [False] * 4
        assert await change.restore()
        return taken

    assert asyncio.run(go()) == [one.startswith("yes") for one in weak]
    assert (wire.word, wire.most_wrong) == ("first", 2)


def test_whoever_is_signed_in_puts_the_first_one_back_when_the_account_was_locked_all_the_same() -> None:
    wire = Locks()
    change = locking(wire)

    async def go() -> bool:
        assert await change.offer("yes-1")
        for _ in range(3):
            await change.door.opens(Key("ada", "a wrong one", ("Quirijnen",)))
        assert await change.offer("yes-2") is None, "nobody can tell any more"
        return await change.restore()

    assert asyncio.run(go()) is False, "it cannot be seen"
    assert wire.word == "first"
