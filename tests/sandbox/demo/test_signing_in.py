"""Signing in and out: passwords, codes, sessions and forged forms."""

from __future__ import annotations

from collections.abc import Callable

import pyotp
import pytest

from harness.sandbox.demo.people import Person
from tests.sandbox.demo.visitor import Visitor

type Visitors = Callable[..., Visitor]
type People = dict[str, Person]


def test_a_pupil_signs_in_with_a_password(visitor: Visitors, people: People) -> None:
    guest = visitor()
    assert guest.sign_in(people["ada"]).headers["location"] == "/start"
    assert "Dag Adalberta" in guest.get("/start").text


@pytest.mark.parametrize("change", [{"password": "fout"}, {"username": "niemand"}, {"username": "Ada'--"}])
def test_wrong_credentials_get_one_and_the_same_answer(
    visitor: Visitors, people: People, change: dict[str, str]
) -> None:
    guest = visitor()
    answer = guest.post("/login", **{"username": "ada", "password": people["ada"].password, **change})
    assert answer.status_code == 401
    assert "Gebruikersnaam of wachtwoord klopt niet" in answer.text
    assert guest.get("/start").headers["location"] == "/login"


@pytest.mark.parametrize("username", ["willibrord", "gumbertus"])
def test_staff_need_a_code_that_works_once(visitor: Visitors, people: People, username: str) -> None:
    guest, person = visitor(), people[username]
    assert person.totp is not None
    half = guest.post("/login", username=username, password=person.password)
    assert half.headers["location"] == "/login/code"
    assert guest.get("/api/me").status_code == 401
    code = pyotp.TOTP(person.totp).now()
    wrong = f"{(int(code) + 1) % 10**6:06}"
    assert guest.post("/login/code", code=wrong).status_code == 401
    assert guest.post("/login/code", code=code).headers["location"] == "/start"
    assert guest.get("/api/me").json()["role"] == person.role
    guest.client.cookies.clear()
    guest.post("/login", username=username, password=person.password)
    assert guest.post("/login/code", code=code).status_code == 401


def test_five_wrong_codes_ask_the_password_again(visitor: Visitors, people: People) -> None:
    guest = visitor()
    guest.post("/login", username="willibrord", password=people["willibrord"].password)
    answers = [guest.post("/login/code", code="abcdef").status_code for _ in range(5)]
    assert answers == [401, 401, 401, 401, 303]
    assert guest.get("/login/code").headers["location"] == "/login"


def test_the_session_id_is_new_after_signing_in_and_dead_after_signing_out(visitor: Visitors, people: People) -> None:
    guest = visitor()
    guest.get("/login")
    before = guest.session_id
    guest.sign_in(people["ada"])
    during = guest.session_id
    assert None not in (before, during)
    assert before != during
    answer = guest.post_raw("/logout", {"csrf": guest.csrf("/start")})
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    for old in (before, during):
        assert guest.get("/start", cookie=f"__Host-sessie={old}").headers["location"] == "/login"


def test_an_id_that_a_stranger_planted_is_not_taken_over(visitor: Visitors) -> None:
    guest = visitor()
    planted = "x" * 43
    answer = guest.get("/login", cookie=f"__Host-sessie={planted}")
    assert planted not in answer.headers["set-cookie"]


def test_forms_of_others_change_nothing(visitor: Visitors, people: People) -> None:
    guest = visitor()
    guest.sign_in(people["ada"])
    assert guest.post_raw("/messages", {"text": "gestuurd"}).status_code == 403
    whole = {"text": "gestuurd", "csrf": guest.csrf("/messages")}
    assert guest.post_raw("/messages", whole, "https://kwaad.example").status_code == 403
    api = guest.client.post("/api/messages", json={"tekst": "gestuurd"})
    assert api.status_code == 403
    assert "gestuurd" not in guest.get("/messages").text


def test_too_large_a_form_is_refused(visitor: Visitors, people: People) -> None:
    guest = visitor()
    guest.sign_in(people["ada"])
    assert guest.post("/homework/1", answer="a" * 70_000).status_code == 413


def test_the_cookie_choice_is_kept_and_can_be_changed(visitor: Visitors) -> None:
    guest = visitor()
    assert guest.get("/").text.count("Alles weigeren") == 1
    for choice, video in (("alles", True), ("nodig", False)):
        answer = guest.post_raw("/cookiekeuze", {"keuze": choice})
        assert "Max-Age=15552000" in answer.headers["set-cookie"]
        home = guest.get("/").text
        assert "Alles weigeren" not in home
        assert ("<iframe" in home) is video
    assert "set-cookie" not in guest.post_raw("/cookiekeuze", {"keuze": "anders"}).headers
    assert guest.post_raw("/cookiekeuze", {"keuze": "alles"}, "https://kwaad.example").status_code == 403
