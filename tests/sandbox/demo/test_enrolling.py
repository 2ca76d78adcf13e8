"""New accounts in the demo school: who may sign up, what is asked, and what comes of a test account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from harness.sandbox.demo.ages import read_date, years
from harness.sandbox.demo.fault_accounts import ACCOUNT_FAULTS
from harness.sandbox.demo.people import Person
from tests.sandbox.demo.visitor import Visitor

type Visitors = Callable[..., Visitor]

TODAY = date.today()
FIELDS = {
    "username": "nieuw", "first_name": "Nieuwelina", "password": "Zonnebloem-42!", "again": "Zonnebloem-42!",
    "code": "MUS-4A-27", "terms": "ja",
}


def born(day: date | None) -> dict[str, str]:
    return {} if day is None else {"day": str(day.day), "month": str(day.month), "year": str(day.year)}


def signed_up(guest: Visitor, **fields: str) -> bool:
    """Whether these fields make an account, seen by signing in with it."""
    guest.post("/register", **{**FIELDS, **fields})
    guest.client.cookies.clear()
    guest.post("/login", username=FIELDS["username"], password=FIELDS["password"])
    return "Nieuwelina" in guest.get("/start").text


def thirteen(days_more: int = 0) -> date:
    """Who was born then is 13 today, or so many days short of it."""
    later = TODAY + timedelta(days=days_more)
    try:
        return later.replace(year=later.year - 13)
    except ValueError:
        return date(later.year - 13, 3, 1)


@pytest.mark.parametrize(
    ("day", "faults", "comes"),
    [
        (None, [], True), (thirteen(), [], True), (thirteen(1), [], False), (TODAY, [], False),
        (thirteen(1), ["signup-12-accepted"], True), (thirteen(), ["signup-13-refused"], False),
        (thirteen(1), ["signup-parent-in-words"], True),
    ],
)
def test_who_may_sign_up(visitor: Visitors, day: date | None, faults: list[str], comes: bool) -> None:
    assert signed_up(visitor(*faults), **born(day)) is comes


def test_who_is_too_young_is_sent_to_a_parent(visitor: Visitors) -> None:
    guest = visitor()
    answer = guest.post("/register", **FIELDS, **born(thirteen(1)))
    assert "E-mailadres van je ouder" in answer.text
    assert "toestemming" in guest.post_raw("/register/parent", {"csrf": guest.csrf("/register"), "parent": "a@b.test"}).text


@pytest.mark.parametrize(
    "wrong",
    [
        {"again": "anders"}, {"password": "kort", "again": "kort"}, {"code": "MUS-4A-28"}, {"terms": ""},
        {"username": "x"}, {"day": "1"}, {"day": "31", "month": "2", "year": "2000"}, {"first_name": " "},
    ],
)
def test_what_makes_no_account(visitor: Visitors, wrong: dict[str, str]) -> None:
    assert not signed_up(visitor(), **wrong)


def test_a_name_that_is_taken_stays_its_owners(visitor: Visitors) -> None:
    guest = visitor()
    answer = guest.post("/register", **{**FIELDS, "username": "Ada"})
    assert "andere gebruikersnaam" in answer.text


@pytest.mark.parametrize(
    ("fault", "field"),
    [
        ("signup-phone-required", "phone"), ("signup-address-required", "street"), ("signup-photo-required", "photo"),
        ("signup-national-number", "national"), ("signup-private-email", "email"),
    ],
)
def test_a_fault_asks_for_more(visitor: Visitors, fault: str, field: str) -> None:
    guest = visitor(fault)
    assert f'name="{field}"' in guest.get("/register").text
    assert not signed_up(guest)
    assert signed_up(guest, **{field: "iets"})


def test_a_test_account_is_a_pupil_and_goes_again(visitor: Visitors) -> None:
    guest = visitor()
    made = guest.client.post("/test-accounts", json={"role": "pupil", "age": 12, "school": "a"}).json()
    guest.post("/login", username=made["username"], password=made["password"])
    assert guest.get("/api/me").json()["age"] == 12
    assert made["known"]["first_name"] in guest.get("/start").text
    assert guest.client.post("/test-accounts/remove", json={"username": made["username"]}).json() == {"removed": True}
    assert guest.get("/start").headers["location"] == "/login"
    for kept in (made["username"], "ada", None):
        assert guest.client.post("/test-accounts/remove", json={"username": kept}).json() == {"removed": False}


@pytest.mark.parametrize("wrong", [b"[]", b"{", b'{"age": "elf"}', b'{"age": 400}'])
def test_a_wrong_request_makes_no_test_account(visitor: Visitors, wrong: bytes) -> None:
    assert visitor().client.post("/test-accounts", content=wrong).status_code == 400


STARTS = {  # fault → the age of a new account, by which way, and the setting that is not a pupil's
    "signup-unknown-adult": (None, "register", "notifications", True), "signup-17-adult": (17, "test", "notifications", True),
    "teenager-profile-open": (15, "test", "profile_visibility", "Iedereen"),
    "signup-less-safe": (None, "register", "profile_visibility", "Iedereen"),
}


@pytest.mark.parametrize("fault", STARTS)
def test_a_fault_of_an_age_or_a_way_shows_in_the_settings(visitor: Visitors, fault: str) -> None:
    age, way, setting, wrong = STARTS[fault]

    def start(*faults: str) -> object:
        guest = visitor(*faults)
        if way == "register":
            assert signed_up(guest)
        else:
            made = guest.client.post("/test-accounts", json={"age": age}).json()
            guest.post("/login", username=made["username"], password=made["password"])
        return guest.get("/api/settings").json()["settings"][setting]

    assert start(fault) == wrong
    assert start() != wrong


def test_adults_have_more_switched_on(visitor: Visitors) -> None:
    guest = visitor()
    assert signed_up(guest, **born(date(TODAY.year - 30, 1, 1)))
    assert guest.get("/api/settings").json()["settings"]["notifications"] is True


def chosen_after(guest: Visitor, person: Person, what: str) -> str:
    """What somebody who chose to be seen by nobody has after this."""
    guest.sign_in(person)
    guest.client.post("/settings/privacy", data={"csrf": guest.csrf("/settings/privacy"), "profile-visibility": "Alleen ik"})
    if what == "login":
        guest.post_raw("/logout", {"csrf": guest.csrf("/start")})
        guest.sign_in(person)
    elif what == "device":
        guest.client.cookies.clear()
        guest.sign_in(person)
    elif what == "roster":
        guest.client.post("/test-accounts/roster", json={"school": "a"})
    elif what == "reset":
        guest.post_raw("/settings/reset", {"csrf": guest.csrf("/settings")})
    return str(guest.get("/api/settings").json()["settings"]["profile_visibility"])


KEPT = {
    "settings-reset-at-login": ("login", "Mijn klas"), "settings-per-device": ("device", "Mijn klas"),
    "roster-resets-settings": ("roster", "Mijn klas"), "reset-opens-profile": ("reset", "Iedereen"),
}


@pytest.mark.parametrize("fault", KEPT)
def test_a_fault_loses_what_was_chosen(visitor: Visitors, people: dict[str, Person], fault: str) -> None:
    what, wrong = KEPT[fault]
    assert chosen_after(visitor(fault), people["ada"], what) == wrong
    assert chosen_after(visitor(), people["ada"], what) == ("Mijn klas" if what == "reset" else "Alleen ik")


def test_signing_in_again_is_no_second_device(visitor: Visitors, people: dict[str, Person]) -> None:
    assert chosen_after(visitor("settings-per-device"), people["ada"], "login") == "Alleen ik"


def test_each_fault_of_accounts_shows_here() -> None:
    ages = {"signup-12-accepted", "signup-13-refused", "signup-parent-in-words"}
    asked = {
        "signup-phone-required", "signup-address-required", "signup-photo-required", "signup-national-number",
        "signup-private-email",
    }
    assert {fault.id for fault in ACCOUNT_FAULTS} == ages | asked | set(STARTS) | set(KEPT)


def test_dates_and_ages() -> None:
    assert read_date("", "", "") is None
    assert read_date("29", "2", "2012") == date(2012, 2, 29)
    assert years(date(2012, 2, 29), date(2025, 2, 28)) == 12
    assert years(date(2012, 2, 29), date(2025, 3, 1)) == 13
