"""What the checks of session tokens make of values that open nothing, and of cookies as some servers write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness import Status
from harness.plugins.host import load_registry
from tests.checks.examples_sessions import token
from tests.harness.build import Build, one

CHECKS = load_registry().checks
SIGNED, LITTLE = CHECKS["sessions/tokens-signed"], CHECKS["data/tokens-say-little"]
IN_URL, FLAGS = (CHECKS[f"sessions/{name}"] for name in ("token-not-in-url", "cookie-flags"))
TOKEN = "⟦session:32:9f3a0b12c4d5⟧"
PASS, FAIL, REVIEW, NOT_TESTED = Status.PASS, Status.FAIL, Status.REVIEW, Status.NOT_TESTED


@pytest.mark.parametrize(
    ("cookies", "expected"),
    [
        (("_xsrf={}; Path=/",), PASS),
        (('_xsrf="{}"; Path=/',), PASS),
        (("csrftoken={}", "XSRF-TOKEN={}"), PASS),
        (("sid={}; HttpOnly",), FAIL),
        (("_xsrf={}", "sid={}; HttpOnly"), FAIL),
        (("sid={}; HttpOnly", "_xsrf={}"), FAIL),
        ((), FAIL),
    ],
)
def test_a_token_against_forgery_is_no_session(cookies: tuple[str, ...], expected: Status, tmp_path: Path) -> None:
    made = Build(tmp_path)
    headers = tuple(("set-cookie", one.format(TOKEN)) for one in cookies)
    made.session("pupil").page("/home", headers=headers).page(f"/next?_xsrf={TOKEN}")
    assert one(made.seal(), IN_URL).status is expected


def test_a_signed_token_in_an_address_is_for_a_person_to_look_at(tmp_path: Path) -> None:
    made = Build(tmp_path)
    made.session("pupil").page("/home").page("/binnen?jwt=⟦signed:180:9f3a0b12c4d5⟧")
    assert one(made.seal(), IN_URL).status is REVIEW


def test_a_cookie_in_quotation_marks_is_looked_at(tmp_path: Path) -> None:
    made = Build(tmp_path)
    made.session("pupil").page("/home", headers=(("set-cookie", f'login="{TOKEN}"; HttpOnly; Path=/'),))
    assert one(made.seal(), FLAGS).values["cookies"] == ["login: SameSite, Secure"]


NONE = {"persona": "pupil", "looked": 4}


@pytest.mark.parametrize(
    ("met", "signed", "little"),
    [
        ([], NOT_TESTED, NOT_TESTED),
        ([{"persona": "pupil", "looked": 0}], NOT_TESTED, NOT_TESTED),
        ([NONE], PASS, PASS),
        ([token()], PASS, PASS),
        ([token(believed=["stripped"])], FAIL, PASS),
        ([token(common=True)], FAIL, PASS),
        ([token(control=False)], NOT_TESTED, PASS),
        ([token(control=False, common=True)], FAIL, PASS),
        ([token(), token(place="cookie: later", control=False)], PASS, PASS),
        ([token(place="cookie: csrf", control=False, spare=True)], PASS, PASS),
        ([token(unanswered=["unsigned"])], NOT_TESTED, PASS),
        ([token(unanswered=["unsigned"], believed=["stripped"])], FAIL, PASS),
        ([token(place="local: idtoken", control=False)], PASS, PASS),
        ([token(), token(place="local: idtoken", control=False, tells=[("email", "email")])], PASS, FAIL),
        ([token(tells=[("given_name", "first_name")])], PASS, PASS),
        ([token(tells=[("sub", "pupil_number")])], PASS, PASS),
        ([token(tells=[("nr", "pupil_number")])], PASS, FAIL),
        ([token(tells=[("sub", "email")])], PASS, FAIL),
        ([token(claims=["birth_date", "sub"])], PASS, REVIEW),
    ],
)
def test_what_tokens_say_and_who_made_them(
    met: list[dict[str, Any]], signed: Status, little: Status, tmp_path: Path
) -> None:
    made = Build(tmp_path)
    made.session("pupil").page("/home")
    for record in met:
        made.probe("tokens", **record)
    bundle = made.seal()
    assert (one(bundle, SIGNED).status, one(bundle, LITTLE).status) == (signed, little)
