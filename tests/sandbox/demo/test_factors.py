"""Each fault of the second factor of staff, and that a school without it does none of this."""

from __future__ import annotations

import time
from collections.abc import Callable

import pyotp
import pytest

from harness.sandbox.demo.fault_factors import FACTOR_FAULTS
from harness.sandbox.demo.people import Person
from tests.sandbox.demo.visitor import Visitor

type Visitors = Callable[..., Visitor]
type People = dict[str, Person]

SHOWN = {  # fault → what of the school's behaviour it changes
    "factor-not-asked": {"password opens"}, "half-login-reads-api": {"half reads"},
    "half-login-opens-page": {"half opens"}, "code-taken-twice": {"twice"}, "code-window-wide": {"early"},
    "code-tries-endless": {"endless"}, "recovery-code-taken-twice": {"spare twice"},
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
    assert given(person.recovery or ""), "a recovery code works"
    half()
    seen |= {"spare twice"} if given(person.recovery or "") else set()
    half()
    for _ in range(10):
        guest.post("/login/code", code="000000")
    seen |= {"endless"} if "code" in guest.get("/login/code").text else set()
    half()
    return seen | ({"early"} if given(generator.at(int(time.time()) + 120)) else set())


def test_each_fault_changes_its_own_behaviour_only(visitor: Visitors, people: People) -> None:
    assert {fault.id for fault in FACTOR_FAULTS if "AUT-10" not in fault.requirements} == set(SHOWN)
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
