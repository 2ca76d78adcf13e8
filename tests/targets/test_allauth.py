"""A school's own login made of django-allauth, which nobody made for this test: what is found must be true of it.

Each row of truth was decided by hand, by signing in, up and out without our tools and by reading its source.
"""

from __future__ import annotations

import pytest

from harness.audit import Judgement
from tests.targets.allauth.running import allauth, profile_text
from tests.targets.environment import NotReachable
from tests.targets.truth import Row, audit_accounts, differences, for_each

pytestmark = [pytest.mark.target, pytest.mark.timeout(900), pytest.mark.xdist_group("allauth")]

PEOPLE = ("pupil", "teacher", "admin")
TRUTH: list[Row] = [
    *for_each("sessions/cookie-flags", "fail", {"cookies": ["sessionid: Secure"]}, "HttpOnly, Lax; plain HTTP", PEOPLE),
    *for_each("sessions/cookie-prefix", "fail", {"cookies": ["sessionid"]}, "no prefix", PEOPLE),
    *for_each("sessions/logout-ends", "pass", {}, "the session is deleted: its cookie leads to the login", PEOPLE),
    *for_each("sessions/renewed-at-login", "pass", {}, "a session that was there before gets another key", PEOPLE),
    *for_each("sessions/token-not-in-url", "pass", {}, "the session stays in its cookie", PEOPLE),
    ("sessions/shared-device-clean", "pupil", "pass", {}, "its pages keep nothing in the browser"),
    ("authentication/password-length", None, "pass", {}, "8 characters at least, where one signs up and changes it"),
    ("authentication/passphrase", None, "pass", {}, "Django minds no kind of character and compares all of it"),
    ("authentication/guessing-limited", None, "pass", {"tries": 99},
     "after five wrong ones the answer is 200 with a text, for the right one too"),
    ("authentication/accounts-not-told", None, "fail", {}, "sign-up says that a user name is taken"),
    ("authentication/no-default-accounts", None, "pass", {}, "it has only the people that it was started with"),
    ("authentication/password-fields", None, "pass", {}, "plain fields"),
    ("authentication/factor-not-bypassed", None, "pass", {}, "a half login leads to the page of the code"),
]  # fmt: skip


@pytest.fixture(scope="module")
def judgement(tmp_path_factory: pytest.TempPathFactory) -> Judgement:
    try:
        with allauth() as url:
            return audit_accounts(profile_text(url), tmp_path_factory.mktemp("allauth"))
    except NotReachable as why:
        pytest.skip(f"django-allauth was not audited, no check met it: the package registry gave nothing ({why})")


def test_every_finding_is_true(judgement: Judgement) -> None:
    wrong = differences(judgement.findings, TRUTH)
    assert not wrong, wrong
