"""The accounts of JupyterHub, weak and strong, which nobody made for this test: what is found must be true of it.

Each row of truth was decided by hand, by signing in, up and out without our tools and by reading its source.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from harness.audit import Judgement
from harness.plugins.host import load_registry
from harness.sandbox.probes.client import Answer
from tests.harness.build import Build, one
from tests.targets.environment import NotReachable
from tests.targets.jupyterhub.running import CANARY, PUPIL, TEACHER, jupyterhub, profile_text
from tests.targets.jupyterhub.visiting import at_notebook_of, offered_at_sign_up
from tests.targets.truth import ACCOUNTS, Row, agrees, audit_accounts, differences, for_each

pytestmark = [pytest.mark.target, pytest.mark.timeout(900)]
of_the_weak, of_the_strong = (pytest.mark.xdist_group(f"jupyterhub-{one}") for one in ("weak", "strong"))
"""Two schools, which two workers may visit at once."""

CHECKS = load_registry().checks
PEOPLE = ("pupil", "teacher", "admin")
WEAK: list[Row] = [
    *for_each("sessions/cookie-flags", "fail",
              {"cookies": {"jupyterhub-hub-login: SameSite, Secure", "jupyterhub-session-id: SameSite, Secure"}},
              "HttpOnly; plain HTTP, and JupyterHub sets no SameSite; and those of the servers that somebody comes by", PEOPLE),
    *for_each("sessions/cookie-prefix", "fail", {"cookies": {"jupyterhub-hub-login", "jupyterhub-session-id"}},
              "no prefix", PEOPLE),
    *for_each("sessions/logout-ends", "fail", {},
              "the hub keeps no list of sessions: the old cookie opens /hub/home after signing out", PEOPLE),
    *for_each("sessions/renewed-at-login", "pass", {}, "no session before signing in", PEOPLE),
    *for_each("sessions/token-not-in-url", "pass", {},
              "addresses hold `_xsrf`, which opens nothing by itself; the session stays in its cookies", PEOPLE),
    *for_each("sessions/tokens-signed", "pass", {}, "its tokens are random, none says anything by itself", PEOPLE),
    ("sessions/shared-device-clean", "pupil", "pass", {}, "its pages keep nothing in the browser"),
    ("authentication/names-not-suggested", None, "pass", {"count": 3}, "a plain form, without a script that asks for names"),
    ("authentication/no-default-accounts", None, "pass", {}, "it has only the people that it was started with"),
    ("authentication/password-fields", None, "pass", {"count": 3}, "plain fields: one to sign in, two to sign up"),
    ("authentication/password-length", None, "fail", {"lengths": ["7"]}, "minimum 0; `x` is taken"),
    ("authentication/passphrase", None, "fail", {}, "bcrypt 5 refuses more than 72 bytes: the hub answers 500"),
    ("authentication/common-passwords", None, "fail", {}, "no list is looked at"),
    ("authentication/own-words", None, "fail", {}, "no list is looked at"),
    ("authentication/guessing-limited", None, "fail", {"tries": 99}, "no limit"),
    ("authentication/accounts-not-told", None, "fail", {"signs": ["login: time"]}, "a password is hashed only where the account exists"),
    ("authentication/staff-factor", None, "fail", {"people": ["admin"]}, "no second factor"),
]  # fmt: skip
STRONG: list[Row] = [
    ("authentication/guessing-limited", None, "pass", {"tries": 99}, "locked after 3 wrong ones, for 15 seconds here"),
    ("authentication/staff-factor", None, "review", {"people": ["teacher"]}, "who has a code must give it; nobody has to have one"),
    ("authentication/factor-not-bypassed", None, "pass", {}, "one form asks name, password and code: there is no half login"),
    ("authentication/one-time-codes", None, "fail", {"cases": ["code-again"]},
     "onetimepass takes a code as often as it is given in its half minute, and none of another step"),
]  # fmt: skip
FACTORS = ("AUT-04", "AUT-06", "AUT-07", "AUT-08")


@dataclass(frozen=True)
class Met:
    """What was found, and what several people got at a pupil's own server."""

    judgement: Judgement
    notebook: dict[str, Answer]
    offered: list[dict[str, Any]]


def met(folder: Path, *, strong: bool, rows: tuple[str, ...]) -> Met:
    try:
        with jupyterhub(strong=strong) as url:
            judgement = audit_accounts(profile_text(url, "signup", sessions=not strong), folder, rows)
            profile = folder / "profile.toml"
            if strong:
                return Met(judgement, {}, offered_at_sign_up(url, profile))
            return Met(judgement, at_notebook_of(PUPIL, {"teacher": TEACHER, "classmate": CANARY}, url, profile), [])
    except NotReachable as why:
        pytest.skip(f"JupyterHub was not audited, no check met it: the package registry gave nothing ({why})")


@pytest.fixture(scope="module")
def weak(tmp_path_factory: pytest.TempPathFactory) -> Met:
    return met(tmp_path_factory.mktemp("weak"), strong=False, rows=ACCOUNTS)


@pytest.fixture(scope="module")
def strong(tmp_path_factory: pytest.TempPathFactory) -> Met:
    return met(tmp_path_factory.mktemp("strong"), strong=True, rows=FACTORS)


@of_the_weak
def test_what_is_found_about_the_weak_one_is_true(weak: Met) -> None:
    wrong = differences(weak.judgement.findings, WEAK)
    assert not wrong, wrong


@of_the_strong
def test_what_is_found_about_the_strong_one_is_true(strong: Met) -> None:
    wrong = differences(strong.judgement.findings, STRONG)
    assert not wrong, wrong


@of_the_strong
@pytest.mark.parametrize(
    ("check", "status", "values"),
    [
        ("password-length", "pass", {"shortest": ["signup: 12"]}),
        ("common-passwords", "fail", {"places": ["signup"]}),
    ],
)
def test_the_strong_one_minds_which_passwords_are_chosen(
    strong: Met, tmp_path: Path, check: str, status: str, values: dict[str, Any]
) -> None:
    """Its list of common passwords has hardly one of twelve characters: `administrator` and `password1234` are taken."""
    made = Build(tmp_path)
    made.session().page()
    for record in strong.offered:
        made.probe("passwords", **record)
    found = one(made.seal(), CHECKS[f"authentication/{check}"], None)
    assert agrees(found, (status, values)), found


@of_the_weak
def test_a_page_that_asks_to_authorise_is_no_way_in(weak: Met) -> None:
    """A teacher may open a pupil's server after a click; what comes before it has status 200 and shows nothing of it."""
    owner, teacher, classmate = (weak.notebook[name] for name in ("owner", "teacher", "classmate"))
    assert (owner.status, b"4271" in owner.body) == (200, True)
    assert (teacher.status, b"4271" in teacher.body, b"uthorize" in teacher.body) == (200, False, True)
    assert (classmate.status, b"4271" in classmate.body) == (403, False)
