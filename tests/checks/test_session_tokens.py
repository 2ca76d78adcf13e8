"""What the checks of session tokens make of values that open nothing, and of cookies as some servers write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import Status
from harness.plugins.host import load_registry
from tests.harness.build import Build, one

CHECKS = load_registry().checks
IN_URL, FLAGS = (CHECKS[f"sessions/{name}"] for name in ("token-not-in-url", "cookie-flags"))
TOKEN = "⟦session:32:9f3a0b12c4d5⟧"
PASS, FAIL = Status.PASS, Status.FAIL


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


def test_a_cookie_in_quotation_marks_is_looked_at(tmp_path: Path) -> None:
    made = Build(tmp_path)
    made.session("pupil").page("/home", headers=(("set-cookie", f'login="{TOKEN}"; HttpOnly; Path=/'),))
    assert one(made.seal(), FLAGS).values["cookies"] == ["login: SameSite, Secure"]
