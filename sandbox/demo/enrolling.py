"""How accounts come about: pupils sign up with the code of their class, the test platform makes and removes some."""

from __future__ import annotations

import json
import re
import secrets
from datetime import date
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from harness.sandbox.demo.ages import may_sign_up, read_date, years
from harness.sandbox.demo.fault import Switches
from harness.sandbox.demo.guard import check_origin, checked_form, json_object
from harness.sandbox.demo.joining import come_in
from harness.sandbox.demo.password_rules import problem
from harness.sandbox.demo.people import Person
from harness.sandbox.demo.rendering import Demo, demo, render, visit

_USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,30}")
_OTHER_NAME = "Kies een andere gebruikersnaam."
_EXTRA = {
    "signup-phone-required": "phone", "signup-national-number": "national", "signup-private-email": "email",
    "signup-photo-required": "photo", "signup-address-required": "street",
}
"""Fault → the field that no account comes about without."""


async def register_page(request: Request) -> Response:
    """The form. A session starts here, so that the form can carry a token."""
    visit(request).open()
    return _form(request, {}, None)


async def register(request: Request) -> Response:
    """A new pupil: into the class whose code is given, or on to a parent when too young."""
    form = await checked_form(request, files=1)
    faults = demo(request).faults
    try:
        born = read_date(form.get("day", ""), form.get("month", ""), form.get("year", ""))
    except ValueError:
        return _form(request, form, "Deze geboortedatum klopt niet.")
    if (wrong := _wrong(request, form)) is not None:
        return _form(request, form, wrong)
    age = None if born is None else years(born, date.today())
    if not may_sign_up(age, faults):
        if faults.on("signup-parent-in-words"):
            _enrol(request, form, age)
        return render(request, "parent.html", asked=False)
    _enrol(request, form, age)
    session = visit(request).open()
    demo(request).sessions.sign_in(session, form["username"])
    return RedirectResponse("/start", 303)


async def ask_parent(request: Request) -> Response:
    """The address of a parent. Nothing is kept of it: in this school a letter would go out."""
    await checked_form(request)
    return render(request, "parent.html", asked=True)


async def test_account(request: Request) -> Response:
    """The test platform: an account as the school enrols it, `{"role", "age", "school"}` → a persona's table."""
    asked = await _asked(request)
    age = asked.get("age")
    if not (age is None or (isinstance(age, int) and 0 <= age <= 120)):
        raise HTTPException(400)
    number = secrets.token_hex(4)
    person = Person(
        username=f"test{number}", role="pupil", school=str(asked.get("school") or "a"), class_name="4A", age=age,
        first_name=f"Testina{number}", last_name=f"Klaslijst{number}", email=f"test.{number}@demoschool.test",
        pupil_number=f"LT-{number}",
    )
    demo(request).store.enrol(person, "school")
    told = {"username": person.username, "password": person.password, "school": person.school, "class": "4A"}
    return JSONResponse({**told, "known": person.known}, 201)


async def first_account(request: Request) -> Response:
    """The test platform: the same, with a first password that has to be replaced."""
    answer = await test_account(request)
    demo(request).store.must_change.add(json.loads(bytes(answer.body))["username"])
    return answer


async def remove_account(request: Request) -> Response:
    """The test platform: an account that was made in this school year goes again, `{"username"}`."""
    gone = demo(request).store.forget(str((await _asked(request)).get("username")))
    return JSONResponse({"removed": gone}, 200 if gone else 404)


async def roster(request: Request) -> Response:
    """The test platform: the school sends its class lists anew."""
    await _asked(request)
    if demo(request).faults.on("roster-resets-settings"):
        demo(request).store.forget_settings()
    return JSONResponse({"synchronised": True})


def _form(request: Request, form: dict[str, str], wrong: str | None) -> Response:
    years_shown = range(date.today().year, date.today().year - 90, -1)
    kept = {name: form.get(name, "") for name in ("username", "first_name", "last_name", "code")}
    status = 200 if wrong is None else 422
    return render(request, "register.html", status, wrong=wrong, kept=kept, years=years_shown)


def _wrong(request: Request, form: dict[str, str]) -> str | None:
    """Why these fields make no account, or None."""
    running = demo(request)
    username, password = form.get("username", "").strip().lower(), form.get("password", "")
    form["username"] = username
    taken = not _USERNAME.fullmatch(username) or running.store.person(username) is not None
    if taken and running.faults.on("signup-tells"):
        return _OTHER_NAME
    if password != form.get("again"):
        return "Geef twee keer hetzelfde wachtwoord."
    if (wrong := problem(password, running.faults)) is not None:
        return wrong
    if _place(running, form) is None:
        return "Deze klascode kennen we niet."
    if not form.get("first_name", "").strip() or form.get("terms") != "ja":
        return "Vul alles in en ga akkoord met de voorwaarden."
    if (lacking := _lacking(running.faults, form)) is not None:
        return lacking
    return _OTHER_NAME if taken else None


def _lacking(faults: Switches, form: dict[str, str]) -> str | None:
    lacking = [field for fault, field in _EXTRA.items() if faults.on(fault) and not form.get(field, "").strip()]
    return "Sommige gegevens ontbreken." if lacking else None


def _place(running: Demo, form: dict[str, str]) -> tuple[str, str] | None:
    """The school and class of the code that was given."""
    return running.joining.place(form.get("code", "").strip(), old=running.faults.on("class-code-lives-on"))


def _enrol(request: Request, form: dict[str, str], age: int | None) -> None:
    running = demo(request)
    place = _place(running, form)
    assert place is not None, "asked before"
    person = Person(
        username=form["username"], role="pupil", school="", class_name="", age=age,
        first_name=form["first_name"].strip()[:40], last_name=form.get("last_name", "").strip()[:40],
        email=form.get("email", "").strip()[:100], password=form["password"],
    )
    come_in(running, person, place, at_once=running.faults.on("class-code-shows-class"))


async def _asked(request: Request) -> dict[str, Any]:
    check_origin(request)
    return await json_object(request)


ROUTES = [
    Route("/register", register_page, methods=["GET"]),
    Route("/register", register, methods=["POST"]),
    Route("/register/parent", ask_parent, methods=["POST"]),
    Route("/test-accounts", test_account, methods=["POST"]),
    Route("/test-accounts/first", first_account, methods=["POST"]),
    Route("/test-accounts/remove", remove_account, methods=["POST"]),
    Route("/test-accounts/roster", roster, methods=["POST"]),
]
