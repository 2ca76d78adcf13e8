"""How people come into a class or a school: class codes that a teacher renews, and who waits to be let in."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from harness.sandbox.demo.class_codes import CLASS_CODES
from harness.sandbox.demo.guard import checked_form, signed_in
from harness.sandbox.demo.password_rules import problem
from harness.sandbox.demo.people import Person
from harness.sandbox.demo.rendering import Demo, demo, render, visit
from harness.sandbox.demo.store import Row

PAGE, APPLICANTS, TEACHERS = "/teacher/klascode", "/admin/aanvragen", "/register/leraar"
SCHOOLS = {"a": "Basisschool De Kastanje", "b": "Basisschool Aan de Vaart"}
_CODE = re.compile(r"[A-Z0-9-]{6,20}")
_USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,30}")
_FIRST_CLASS = "4A"
"""The class that a new teacher of a school gets."""


@dataclass
class Joining:
    """The class codes as they are now (code → school and class), and those that were before (`renewed`)."""

    codes: dict[str, tuple[str, str]] = field(default_factory=lambda: dict(CLASS_CODES))
    renewed: dict[str, tuple[str, str]] = field(default_factory=dict)
    waiting: dict[str, tuple[str, str]] = field(default_factory=dict)
    """User name → school and class that somebody wants to come into."""

    def place(self, code: str, *, old: bool) -> tuple[str, str] | None:
        """The school and class of a code, also of an `old` one if that is still taken; None for any other."""
        return self.codes.get(code) or (self.renewed.get(code) if old else None)

    def code(self, place: tuple[str, str]) -> str:
        """The present code of a class; an empty text when it has none."""
        return next((code for code, here in self.codes.items() if here == place), "")

    def put(self, place: tuple[str, str], code: str) -> None:
        """Give a class this code in place of its present one."""
        if before := self.code(place):
            self.renewed[before] = self.codes.pop(before)
        self.codes[code] = place


@signed_in("teacher")
async def class_code(request: Request, person: Row) -> Response:
    """The code of the own class, and who waits to be let in."""
    joining, place = demo(request).joining, (person["school"], person["class_name"])
    return render(request, "joining.html", page=PAGE, code=joining.code(place), waiting=_waiting(request, person))


@signed_in("teacher")
async def decide(request: Request, person: Row) -> Response:
    """Renew the code, put one in its place, or let a pupil in."""
    form, place = await checked_form(request), (person["school"], person["class_name"])
    joining, asked = demo(request).joining, form.get("code", "").strip()
    if form.get("wat") == "vernieuw":
        joining.put(place, f"MUS-{secrets.token_hex(4).upper()}")
    elif form.get("wat") == "zet" and _CODE.fullmatch(asked) and joining.codes.get(asked, place) == place:
        joining.put(place, asked)
    else:
        _let_in(request, person, form.get("wie", ""))
    return RedirectResponse(PAGE, 303)


@signed_in("admin")
async def applicants(request: Request, person: Row) -> Response:
    """Who says that they teach at this school, and was not let in yet."""
    return render(request, "joining.html", page=APPLICANTS, code=None, waiting=_waiting(request, person))


@signed_in("admin")
async def admit(request: Request, person: Row) -> Response:
    """Let a teacher in."""
    _let_in(request, person, (await checked_form(request)).get("wie", ""))
    return RedirectResponse(APPLICANTS, 303)


async def teacher_page(request: Request) -> Response:
    """The form for who teaches at one of the schools."""
    visit(request).open()
    return render(request, "register_teacher.html", schools=SCHOOLS, wrong=None)


async def teacher(request: Request) -> Response:
    """A new teacher, who sees nothing of the school before it agrees."""
    form = await checked_form(request)
    running, username = demo(request), form.get("username", "").strip().lower()
    wrong = problem(form.get("password", ""), running.faults)
    if not _USERNAME.fullmatch(username) or running.store.person(username) or form.get("school") not in SCHOOLS:
        wrong = wrong or "Kies een andere gebruikersnaam."
    if wrong is not None:
        return render(request, "register_teacher.html", 422, schools=SCHOOLS, wrong=wrong)
    person = Person(
        username=username, role="teacher", school="", class_name="", password=form["password"],
        first_name=form.get("first_name", "").strip()[:40], last_name=form.get("last_name", "").strip()[:40],
        email=form.get("email", "").strip()[:100],
    )
    come_in(running, person, (form["school"], _FIRST_CLASS), at_once=running.faults.on("teacher-self-declared"))
    running.sessions.sign_in(visit(request).open(), username)
    return RedirectResponse("/start", 303)


def come_in(running: Demo, person: Person, place: tuple[str, str], *, at_once: bool) -> None:
    """Make the account. It is of no school and no class before it was let in."""
    running.store.enrol(person, "signup")
    if at_once:
        running.store.settle(person.username, *place)
    else:
        running.joining.waiting[person.username] = place


def _waiting(request: Request, person: Row) -> list[str]:
    """The user names of those whom this person may let in."""
    return [name for name in demo(request).joining.waiting if _may_let_in(request, person, name)]


def _may_let_in(request: Request, person: Row, username: str) -> bool:
    running = demo(request)
    applicant, wants = running.store.person(username), running.joining.waiting.get(username)
    if applicant is None or wants is None or wants[0] != person["school"]:
        return False
    return bool(person["role"] == "admin" if applicant["role"] == "teacher" else wants[1] == person["class_name"])


def _let_in(request: Request, person: Row, username: str) -> None:
    if not _may_let_in(request, person, username):
        raise HTTPException(400)
    running = demo(request)
    running.store.settle(username, *running.joining.waiting.pop(username))


ROUTES = [
    Route(PAGE, class_code, methods=["GET"]),
    Route(PAGE, decide, methods=["POST"]),
    Route(APPLICANTS, applicants, methods=["GET"]),
    Route(APPLICANTS, admit, methods=["POST"]),
    Route(TEACHERS, teacher_page, methods=["GET"]),
    Route(TEACHERS, teacher, methods=["POST"]),
]
