"""What is a door, what stands open, and what only looks so."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from harness import Status
from harness.sandbox.passwords.capture import SignedIn
from harness.sandbox.passwords.door import Door, Key
from harness.sandbox.passwords.doorway import ANY_PASSWORD, NO_DOOR, opened
from harness.sandbox.passwords.form import Form
from harness.sandbox.passwords.guessing import Guessed
from harness.sandbox.passwords.wire import Visitor
from harness.sandbox.settings.effects.tokens import Write
from tests.sandbox.passwords.school import AsgiWire
from tests.sandbox.passwords.test_guessing import finding

BASE = "https://app.test"
KEY = Key("ada", "the-right-one", ("Quirijnen",))


def app(kind: str) -> Starlette:
    """An app that asks the password of everybody, of nobody, of nobody in vain, or that shows its people to all.

    One that `greets` remembers the name that was typed, and asks for the password under it; `counts`: it is open, and
    its page is a little different each time.
    """
    seen = iter(range(1_000))

    async def login(request: Request) -> Response:
        typed = await request.form()
        right = typed["user"] == "ada" and (typed["word"] == "the-right-one" or kind in ("open", "counts"))
        answer = PlainTextResponse("refused, 200 all the same")
        if right and kind != "shut":
            answer.set_cookie("sid", "ada")
        elif kind == "greets" and typed["user"] == "ada":
            answer.set_cookie("greeted", "ada")
        return answer

    async def home(request: Request) -> Response:
        shows = kind == "public" or request.cookies.get("sid") == "ada"
        if request.cookies.get("greeted"):
            return PlainTextResponse("Quirijnen\nwhat is your password?")
        passing = f"\nthought {'abcdefgh'[next(seen) % 8]}" if kind == "counts" else ""
        return PlainTextResponse(f"Quirijnen{passing}" if shows else "sign in")

    return Starlette(routes=[Route("/login", login, methods=["POST"]), Route("/", home)])


def door_of(kind: str) -> Door | str:
    body, headers = b"user=ada&word=the-right-one", {"content-type": "application/x-www-form-urlencoded"}
    given = {"username": "ada", "password": "the-right-one"}
    form = Form(f"{BASE}/", Write("POST", f"{BASE}/login", headers, body, {}), given)
    wire = AsgiWire(app(kind))
    return asyncio.run(opened(SignedIn(form, (f"{BASE}/",)), KEY, lambda: Visitor(wire, ["app.test"])))


def test_a_door_opens_to_its_key_only() -> None:
    assert isinstance(door_of("sound"), Door)


@pytest.mark.parametrize(("kind", "why"), [("open", ANY_PASSWORD), ("counts", ANY_PASSWORD), ("public", NO_DOOR), ("shut", NO_DOOR), ("greets", NO_DOOR)])
def test_what_is_no_door(kind: str, why: str) -> None:
    assert door_of(kind) == why


def test_an_account_that_any_password_opens_is_told(tmp_path: Path) -> None:
    found = finding(tmp_path, Guessed(reason=ANY_PASSWORD))
    assert (found.status, found.values) == (Status.FAIL, {"persona": "pupil"})
    assert finding(tmp_path / "other", Guessed(reason=NO_DOOR)).status is Status.NOT_TESTED
