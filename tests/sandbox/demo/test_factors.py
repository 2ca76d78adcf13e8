"""Each fault of the second factor of staff, and that a school without it does none of this."""

from __future__ import annotations

import time
from collections.abc import Callable

import pyotp
import pytest

from harness.sandbox.demo.fault_factors import FACTOR_FAULTS
from harness.sandbox.demo.people import Person, invent_colleague, invent_people
from harness.sandbox.demo.sessions import LATER_SECONDS
from tests.sandbox.demo.test_joining import cookies
from tests.sandbox.demo.test_roster import become
from tests.sandbox.demo.visitor import Visitor, in_process

type Visitors = Callable[..., Visitor]
type People = dict[str, Person]

SHOWN = {  # fault → what of the school's behaviour it changes
    "factor-not-asked": {"password opens"}, "half-login-reads-api": {"half reads"},
    "half-login-opens-page": {"half opens"}, "code-taken-twice": {"twice"}, "code-window-wide": {"early"},
    "code-tries-endless": {"endless"}, "recovery-code-taken-twice": {"spare twice"},
    "code-taken-later": {"later"},
}


def behaviour(guest: Visitor, person: Person) -> set[str]:
    """Everything that is so in this school."""
    assert person.totp is not None
    generator, seen = pyotp.TOTP(person.totp), set[str]()

    def half() -> bool:
        guest.client.cookies.clear()
        return guest.post("/login", username=person.username, password=person.password).headers["location"] == "/start"

    def given(code: str) -> bool:
        return guest.post("/login/code", code=code).headers.get("location") == "/start"

    def spare() -> bool:
        answer = guest.post("/login/herstelcode", code=person.recovery or "")
        return answer.headers.get("location") == "/start"

    seen |= {"password opens"} if half() else set()
    seen |= {"half reads"} if not seen and guest.get("/api/me").status_code == 200 else set()
    seen |= {"half opens"} if not seen and guest.get("/profile").status_code == 200 else set()
    if "password opens" in seen:
        return seen
    code = generator.now()
    assert given(code), "the right code works"
    half()
    seen |= {"twice"} if given(code) else set()
    half()
    assert not given(person.recovery or ""), "a recovery code has a page of its own"
    assert spare(), "a recovery code works"
    half()
    seen |= {"spare twice"} if spare() else set()
    half()
    for _ in range(10):
        guest.post("/login/code", code="000000")
    seen |= {"endless"} if "code" in guest.get("/login/code").text else set()
    half()
    seen |= {"early"} if given(generator.at(int(time.time()) + 120)) else set()
    guest.grow_older(LATER_SECONDS)
    opened = guest.get("/start").status_code == 200
    return seen | ({"later"} if "early" not in seen and opened else set())


def test_each_fault_changes_its_own_behaviour_only(visitor: Visitors, people: People) -> None:
    elsewhere = {"factor-demand-in-words"}  # below
    assert {fault.id for fault in FACTOR_FAULTS if "AUT-10" not in fault.requirements} - elsewhere == set(SHOWN)
    assert behaviour(visitor(), people["gumbertus"]) == set()
    for fault, changed in SHOWN.items():
        assert behaviour(visitor(fault), people["gumbertus"]) == changed, fault


@pytest.mark.parametrize(
    ("faults", "changed"),
    [((), [False, False, True]), (("mail-any-password",), [True, True, True]), (("mail-password-optional",), [False, True, True])],
)
def test_another_mail_address_needs_the_password(
    visitor: Visitors, people: People, faults: tuple[str, ...], changed: list[bool]
) -> None:
    guest, person = visitor(*faults), people["ada"]
    guest.sign_in(person)
    seen = []
    for number, given in enumerate(({"password": "fout"}, {}, {"password": person.password})):
        guest.post("/profile/email", email=f"n{number}@demoschool.test", **given)
        seen.append(f"n{number}@demoschool.test" in guest.get("/profile").text)
    assert seen == changed


@pytest.mark.parametrize(("faults", "opens"), [((), [True, False, True]), (("factor-demand-in-words",), [True, True, True])])
def test_what_a_school_demands(faults: tuple[str, ...], opens: list[bool]) -> None:
    colleague, people = invent_colleague(), invent_people()
    admin = next(one for one in people if one.role == "admin")

    def gets_in() -> bool:
        guest.client.cookies.clear()
        guest.sign_in(colleague)
        return colleague.first_name in guest.get("/start").text

    with in_process((*people, colleague), faults) as guest:
        session, seen = cookies(guest, admin), [gets_in()]
        for what in ("eis", "vrij"):
            become(guest, session)
            guest.post("/admin/tweede-stap", wat=what)
            seen.append(gets_in())
        assert seen == opens
        become(guest, session)
        assert guest.post("/admin/tweede-stap", wat="iets").status_code == 400
        cookies(guest, people[0])
        assert guest.get("/admin/tweede-stap").status_code == 403
