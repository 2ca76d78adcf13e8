"""How the youngest sign in at the demo school, and each fault that changes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from harness.sandbox.demo.people import Person, invent_people
from harness.sandbox.demo.pictures import A_DAY, JOINED, PICTURES, invent_child
from tests.sandbox.demo.test_joining import cookies
from tests.sandbox.demo.test_roster import become
from tests.sandbox.demo.visitor import Visitor, in_process

CHILD = invent_child()
PEOPLE = (*invent_people(), CHILD)
ADMIN = next(one for one in PEOPLE if one.role == "admin")
WRONG = JOINED.join(PICTURES[:5])
"""Nobody's, or CHILD's once in a million."""


@pytest.fixture
def school() -> Iterator[Callable[..., Visitor]]:
    with ExitStack() as stack:
        yield lambda *faults: stack.enter_context(in_process(PEOPLE, faults))


def allow(guest: Visitor) -> dict[str, str]:
    """The administrator, signed in once for each code, allows it; the session."""
    session = cookies(guest, ADMIN)
    assert guest.post("/admin/kaarten", wat="toestaan").headers["location"] == "/admin/kaarten"
    return session


def enters(guest: Visitor, pictures: str = CHILD.password) -> bool:
    guest.client.cookies.clear()
    guest.post("/jong", username=CHILD.username, prenten=pictures)
    return CHILD.first_name in guest.get("/start").text


def card(guest: Visitor) -> str:
    return re.findall(r'href="(/jong/kaart/[^"]+)"', guest.get("/admin/kaarten").text)[0]


def opens(guest: Visitor, address: str) -> bool:
    guest.client.cookies.clear()
    guest.get(address)
    return CHILD.first_name in guest.get("/start").text


@pytest.mark.parametrize(("faults", "unasked"), [((), False), (("young-unasked",), True)])
def test_only_where_the_school_allows_it(
    school: Callable[..., Visitor], faults: tuple[str, ...], unasked: bool
) -> None:
    guest = school(*faults)
    assert enters(guest) is unasked
    admin = allow(guest)
    assert enters(guest)
    become(guest, admin)
    guest.post("/admin/kaarten", wat="verbieden")
    assert enters(guest) is unasked


def test_pictures_are_no_password(school: Callable[..., Visitor]) -> None:
    guest = school()
    allow(guest)
    guest.client.cookies.clear()
    guest.sign_in(CHILD)
    assert CHILD.first_name not in guest.get("/start").text


@pytest.mark.parametrize(("faults", "still"), [((), False), (("young-no-throttle",), True)])
def test_ten_wrong_tries_a_day(school: Callable[..., Visitor], faults: tuple[str, ...], still: bool) -> None:
    guest = school(*faults)
    allow(guest)
    assert not any(enters(guest, WRONG) for _ in range(A_DAY))
    assert enters(guest) is still


@pytest.mark.parametrize(("faults", "open_to_all"), [((), False), (("young-any-secret",), True)])
def test_the_right_pictures_alone_open_it(school: Callable[..., Visitor], faults: tuple[str, ...], open_to_all: bool) -> None:
    guest = school(*faults)
    allow(guest)
    assert enters(guest, WRONG) is open_to_all
    guest.client.cookies.clear()
    guest.post("/jong", username="niemand", prenten=WRONG)
    assert CHILD.first_name not in guest.get("/start").text


@pytest.mark.parametrize(
    ("faults", "length", "old"), [((), 32, False), (("qr-short",), 6, False), (("qr-lives-on",), 32, True)]
)
def test_a_card_is_renewed(
    school: Callable[..., Visitor], faults: tuple[str, ...], length: int, old: bool
) -> None:
    guest = school(*faults)
    admin, first = allow(guest), card(guest)
    assert len(first.rpartition("/")[2]) == length
    assert opens(guest, first)
    become(guest, admin)
    guest.post("/admin/kaarten", wie=CHILD.username)
    new = card(guest)
    assert (opens(guest, first), opens(guest, new)) == (old, True)


@pytest.mark.parametrize(("faults", "far"), [((), False), (("young-sees-school",), True)])
def test_the_own_class_only(school: Callable[..., Visitor], faults: tuple[str, ...], far: bool) -> None:
    guest = school(*faults)
    allow(guest)
    assert enters(guest)
    text = guest.get("/class").text
    assert (CHILD.first_name in text, "Adalberta" in text) == (True, far)


def test_only_the_own_school_hands_out_cards(school: Callable[..., Visitor]) -> None:
    guest = school()
    teacher = next(one for one in PEOPLE if one.role == "teacher")
    for person in (teacher, PEOPLE[0]):
        assert_no_cards(guest, person)


def assert_no_cards(guest: Visitor, person: Person) -> None:
    cookies(guest, person)
    assert guest.get("/admin/kaarten").status_code == 403
