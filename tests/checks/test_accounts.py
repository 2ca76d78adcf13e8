"""How the checks about fresh accounts could lie, and that they do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import Status
from tests.checks.examples import Add, Example
from tests.checks.examples_accounts import WHOLE, account, both, form, kept, shown, starts, together
from tests.checks.test_examples import CHECKS, outcome

PASS, FAIL, REVIEW, NOT_TESTED = Status.PASS, Status.FAIL, Status.REVIEW, Status.NOT_TESTED
PAIR = (account("11"), account("unknown"))

CASES: dict[str, tuple[str, Add, Status]] = {
    "a parent was asked and the account works all the same": (
        "settings/consent-age",
        together(form("under-13", *WHOLE), account("under-13", parent=True), account("13")), FAIL,
    ),
    "who is just old enough is refused, and others are not": ("settings/consent-age", both("refused", "refused"), FAIL),
    "nobody at all is let in": (
        "settings/consent-age",
        together(form("under-13", *WHOLE), account("under-13", reason="refused"), account("13", reason="refused")), NOT_TESTED,
    ),
    "who is old enough met a puzzle": ("settings/consent-age", both("refused", "captcha"), NOT_TESTED),
    "who is too young met a puzzle": ("settings/consent-age", both("captcha"), NOT_TESTED),
    "who is too young cannot sign in and nobody says why": ("settings/consent-age", both("not-proven"), REVIEW),
    "the form asks no age": (
        "settings/consent-age", together(account("under-13"), account("13"), form("under-13", "username")), REVIEW,
    ),
    "the form asks a year only": (
        "settings/consent-age", together(account("under-13"), account("13"), form("under-13", "birth-year")), REVIEW,
    ),
    "there is no form": (
        "settings/consent-age",
        together(account("under-13", reason="no-form"), account("13", reason="no-form")), NOT_TESTED,
    ),
    "the account without an age was never read": (
        "settings/unknown-age", together(*PAIR, starts("11", autoplay="off")), NOT_TESTED,
    ),
    "without an age it is stricter": (
        "settings/unknown-age", together(*PAIR, starts("11", autoplay="on"), starts("unknown", autoplay="off")), PASS,
    ),
    "both are unsafe alike: told where that setting is judged": (
        "settings/unknown-age", together(*PAIR, starts("11", autoplay="on"), starts("unknown", autoplay="on")), PASS,
    ),
    "nobody knows what the difference means": (
        "settings/unknown-age",
        together(
            *PAIR, shown("new-11-signup", "first", 11, {"": "rood"}), shown("new-unknown-signup", "first", None, {"": "blauw"})
        ),
        REVIEW,
    ),
    "a setting of the pupil was not shown without an age": (
        "settings/unknown-age",
        together(*PAIR, starts("11", autoplay="off", profile_visibility="Mijn klas"), starts("unknown", autoplay="off")), REVIEW,
    ),
    "a page of one minor could not be read": (
        "settings/minors-alike",
        together(
            account("11"), account("17"), starts("11", autoplay="off"), starts("17", autoplay="off"),
            lambda made, session: made.probe(
                "settings", kind="missing", persona="new-17-signup", when="first", page="/privacy", reason="page-failed"
            ),
        ),
        NOT_TESTED,
    ),
    "after a new class list not everything was read": (
        "settings/settings-survive",
        together(
            kept(), *(shown("keeper", when, 11, {"autoplay": "off"}) for when in ("before", "chosen", "after-login", "second-device")),
            shown("keeper", "after-roster", 11, {"profile_visibility": "Alleen ik"}),
        ),
        NOT_TESTED,
    ),
    "an API alone accuses nobody": (
        "settings/unknown-age",
        together(
            *PAIR,
            shown("new-11-signup", "first", 11, {"autoplay": "off"}, source="api"),
            shown("new-unknown-signup", "first", None, {"autoplay": "on"}, source="api"),
        ),
        REVIEW,
    ),
    "the form says that it wants an age": (
        "settings/unknown-age", together(account("11"), account("unknown", reason="age-required")), REVIEW,
    ),
    "no account without an age came about": (
        "settings/unknown-age", together(account("11"), account("unknown", reason="captcha")), NOT_TESTED,
    ),
    "an adult may have more": (
        "settings/minors-alike",
        together(
            account("11"), account("17"), account("adult"), starts("11", autoplay="off"), starts("17", autoplay="off"),
            starts("adult", autoplay="on"),
        ),
        PASS,
    ),
    "only one minor was read": (
        "settings/minors-alike", together(account("11"), account("17"), starts("11", autoplay="off")), NOT_TESTED,
    ),
    "one age of three was not read": (
        "settings/minors-alike",
        together(
            account("11"), account("15"), account("17"), starts("11", autoplay="off"), starts("15", autoplay="off"),
        ),
        NOT_TESTED,
    ),
    "one way in is less safe than the other": (
        "settings/minors-alike",
        together(
            account("unknown"), account("unknown", "hook"), starts("unknown", autoplay="on"),
            starts("unknown", "hook", autoplay="off"),
        ),
        FAIL,
    ),
    "an address was wanted without a word": (
        "data/minimal-sign-up", together(account("15", unmarked=["address"]), form("15", required=("username",))), FAIL,
    ),
    "something harmless was wanted without a word": (
        "data/minimal-sign-up", together(account("15", unmarked=["last-name"]), form("15", required=("username",))), PASS,
    ),
    "a telephone number may be left out": (
        "data/minimal-sign-up", together(account("15"), form("15", required=("username",)), form("15", "phone")), PASS,
    ),
    "only an adult is asked": (
        "data/minimal-sign-up",
        together(account("15"), form("15", required=("username",)), account("adult"), form("adult", required=("phone",))), PASS,
    ),
    "an e-mail address may be the school's": (
        "data/minimal-sign-up", together(account("15"), form("15", required=("username", "email"))), REVIEW,
    ),
    "a form was seen and no account came of it": (
        "data/minimal-sign-up", together(account("15", reason="mail"), form("15", required=("username",))), NOT_TESTED,
    ),
    "no account came of it, and a number was wanted": (
        "data/minimal-sign-up", together(account("15", reason="mail"), form("15", required=("national-number",))), FAIL,
    ),
    "the school's way tells nothing of the form": ("data/minimal-sign-up", account("11", "hook"), NOT_TESTED),
    "nothing was chosen": ("settings/settings-survive", kept(chosen="Mijn klas"), NOT_TESTED),
    "the second device was not read": (
        "settings/settings-survive",
        together(
            lambda made, session: made.probe("kept", persona="keeper", setting="x", label="x", was="a", chosen="b"),
            *(shown("keeper", when, 11, {"autoplay": value}) for when, value in (("before", "on"), ("chosen", "off"), ("after-login", "off"))),
        ),
        NOT_TESTED,
    ),
    "a class list put it back": ("settings/settings-survive", kept(after_roster="Mijn klas"), FAIL),
    "the defaults are less strict than the choice, and safe": ("settings/settings-survive", kept(after_reset="Mijn klas"), PASS),
    "going back to the defaults opens it": ("settings/settings-survive", kept(after_reset="Iedereen"), FAIL),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_made_of_it(tmp_path: Path, name: str) -> None:
    check, add, wanted = CASES[name]
    found = outcome(tmp_path, CHECKS[check], Example(add, add, who=None, level="recommended"), add)
    assert found.status is wanted, (found.message, found.values, found.reason)
