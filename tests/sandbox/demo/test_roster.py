"""Taking access away in the demo school, and each fault by which an open session does not notice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from harness.sandbox.demo.people import Person
from tests.sandbox.demo.visitor import Visitor

type Visitors = Callable[..., Visitor]
type People = dict[str, Person]


@pytest.mark.parametrize(
    ("fault", "username", "page", "shows", "what"),
    [
        ("removed-session-lives", "benedicta", "/profile", "Benedictine", ("uit", "in")),
        ("unenrolled-still-reads", "benedicta", "/class", "Adalberta", ("klas-weg", "klas-terug")),
        ("role-lost-still-reads", "willibrord", "/teacher", "Adalberta", ("rol-weg", "rol-terug")),
    ],
)
def test_an_open_session_notices_unless_a_fault_keeps_it(
    visitor: Visitors, people: People, fault: str, username: str, page: str, shows: str, what: tuple[str, str]
) -> None:
    def reads(*faults: str) -> list[bool]:
        guest = visitor(*faults)
        guest.sign_in(people[username])
        theirs = dict(guest.client.cookies)
        guest.client.cookies.clear()
        guest.sign_in(people["gumbertus"])
        admins, seen = dict(guest.client.cookies), list[bool]()
        for decision in (None, *what):
            become(guest, admins)
            if decision is not None:
                token = guest.csrf(f"/admin/accounts/{username}")
                answer = guest.post_raw(f"/admin/accounts/{username}", {"csrf": token, "wat": decision})
                assert answer.status_code == 303
            become(guest, theirs)
            seen.append(shows in guest.get(page).text)
        return seen

    assert reads() == [True, False, True]
    assert reads(fault) == [True, True, True]


def become(guest: Visitor, cookies: dict[str, str]) -> None:
    guest.client.cookies.clear()
    for name, value in cookies.items():
        guest.client.cookies.set(name, value, domain="demoschool.test")
