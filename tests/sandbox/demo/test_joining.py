"""Coming into the demo school, and out of it on another device; each fault that changes it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from harness.sandbox.demo.people import Person
from tests.sandbox.demo.test_enrolling import FIELDS
from tests.sandbox.demo.test_roster import become
from tests.sandbox.demo.visitor import Visitor

type Visitors = Callable[..., Visitor]
type People = dict[str, Person]

TEACHER = {
    "username": "meester", "first_name": "Nieuwelino", "last_name": "Dassenburcht", "email": "m@demoschool.test",
    "school": "a", "password": FIELDS["password"],
}


def cookies(guest: Visitor, person: Person | None = None) -> dict[str, str]:
    """The session of somebody; with a person, after signing in anew."""
    if person is not None:
        guest.client.cookies.clear()
        guest.sign_in(person)
    return dict(guest.client.cookies)


@pytest.mark.parametrize(
    ("form", "fields", "page", "agrees", "at", "fault"),
    [
        ("/register", FIELDS, "/class", "willibrord", "/teacher/klascode", "class-code-shows-class"),
        ("/register/leraar", TEACHER, "/teacher", "gumbertus", "/admin/aanvragen", "teacher-self-declared"),
    ],
)
def test_a_stranger_sees_nothing_before_the_school_agrees_unless_a_fault_shows_it(
    visitor: Visitors, people: People, form: str, fields: dict[str, str], page: str, agrees: str, at: str, fault: str
) -> None:
    guest = visitor()
    guest.post(form, **fields)
    stranger = cookies(guest)
    assert "Adalberta" not in guest.get(page).text
    assert "Adalberta" not in guest.get("/api/class").text
    cookies(guest, people[agrees])
    assert guest.post(at, wie=fields["username"]).status_code == 303
    become(guest, stranger)
    assert "Adalberta" in guest.get(page).text
    hasty = visitor(fault)
    hasty.post(form, **fields)
    assert "Adalberta" in hasty.get(page).text


def test_only_the_own_school_and_class_let_somebody_in(visitor: Visitors, people: People) -> None:
    guest = visitor()
    guest.post("/register", **FIELDS)
    for who, at in (("hildegonda", "/teacher/klascode"), ("gumbertus", "/admin/aanvragen")):
        cookies(guest, people[who])
        assert guest.post(at, wie=FIELDS["username"]).status_code == 400, "a pupil is let in by its own teacher"


@pytest.mark.parametrize(("faults", "opens"), [((), False), (("class-code-lives-on",), True)])
def test_a_renewed_code_lets_nobody_in_unless_a_fault_keeps_it(
    visitor: Visitors, people: People, faults: tuple[str, ...], opens: bool
) -> None:
    guest = visitor(*faults)
    teacher = cookies(guest, people["willibrord"])
    guest.post("/teacher/klascode", wat="vernieuw")
    (new,) = re.findall(r"<strong>(MUS-[0-9A-F]{8})</strong>", guest.get("/teacher/klascode").text)

    def made(code: str, name: str) -> bool:
        guest.client.cookies.clear()
        return guest.post("/register", **{**FIELDS, "username": name, "code": code}).status_code == 303

    assert (made(FIELDS["code"], "oud"), made(new, "nieuw")) == (opens, True)
    become(guest, teacher)
    guest.post("/teacher/klascode", wat="zet", code=FIELDS["code"])
    assert made(FIELDS["code"], "weer")


@pytest.mark.parametrize(
    ("faults", "listed", "lives"), [((), 2, False), (("devices-hidden",), 1, False), (("device-end-in-words",), 2, True)]
)
def test_other_devices_are_listed_and_end_unless_a_fault_hides_or_keeps_them(
    visitor: Visitors, people: People, faults: tuple[str, ...], listed: int, lives: bool
) -> None:
    guest, page = visitor(*faults), "/profile/toestellen"
    there = cookies(guest, people["benedicta"])
    here = cookies(guest, people["benedicta"])
    assert guest.get(page).text.count('class="device"') == listed
    guest.post(page)
    assert guest.get(page).text.count('class="device"') == 1
    become(guest, there)
    assert ("Benedictine" in guest.get("/profile").text) is lives
    become(guest, here)
    assert "Benedictine" in guest.get("/profile").text
