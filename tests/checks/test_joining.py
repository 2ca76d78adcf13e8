"""What the checks of coming in make of evidence that could mislead them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness import Status
from harness.plugins.host import load_registry
from tests.checks.examples_joining import card, enrolled, listed, young
from tests.harness.build import Build, one

REGISTRY = load_registry()
PASS, FAIL, NOT_TESTED = Status.PASS, Status.FAIL, Status.NOT_TESTED
SEEN = ["/class: pupil.first_name"]


def verdict(folder: Path, check: str, kind: str, *records: dict[str, Any]) -> Status:
    made = Build(folder)
    made.session().page()
    for each in records:
        made.probe(kind, **each)
    return one(made.seal(), REGISTRY.checks[check], None).status


@pytest.mark.parametrize(
    ("met", "status"),
    [
        ([{}], PASS),
        ([{"before": SEEN}], FAIL),
        ([{"before": SEEN, "agreed": False, "after": None}], FAIL),
        ([{}, {"before": SEEN, "control": ""}], FAIL),
        ([{"opened": False, "asked": 0}], PASS),
        ([{"opened": False, "after": None}], NOT_TESTED),
        ([{"asked": 0}], NOT_TESTED),
        ([{"agreed": False, "after": None}], NOT_TESTED),
        ([{"after": []}], NOT_TESTED),
        ([{}, {"control": "the login of teacher could not be proven"}], NOT_TESTED),
        ([], NOT_TESTED),
    ],
)
def test_what_a_stranger_sees(tmp_path: Path, met: list[dict[str, Any]], status: Status) -> None:
    records = [enrolled(**each) for each in met]
    assert verdict(tmp_path, "authentication/enrolment-approved", "enrolment", *records) is status


@pytest.mark.parametrize(
    ("met", "status"),
    [
        ([{}], PASS),
        ([{"old_opens": True}], PASS),
        ([{"old_lets_in": True}], FAIL),
        ([{"old_lets_in": True, "restored": False}], FAIL),
        ([{"old_lets_in": True, "renewal": "same-code"}], NOT_TESTED),
        ([{"renewal": "code-not-shown"}], NOT_TESTED),
        ([{"renewal": "steps-failed"}], NOT_TESTED),
        ([{"restored": False}], NOT_TESTED),
        ([{"again_lets_in": False}], NOT_TESTED),
        ([{"after": None}], NOT_TESTED),
        ([{"after": None, "before": SEEN}], PASS),
        ([{"renewal": None}], NOT_TESTED),
        ([{"renewal": None, "control": "the page went away"}], NOT_TESTED),
    ],
)
def test_whether_a_code_ends(tmp_path: Path, met: list[dict[str, Any]], status: Status) -> None:
    records = [enrolled(**each) for each in met]
    assert verdict(tmp_path, "authentication/class-code-expires", "enrolment", *records) is status


@pytest.mark.parametrize(
    ("met", "status"),
    [
        ({}, PASS),
        ({"alone": 3, "both": 4}, PASS),
        ({"still": True}, FAIL),
        ({"both": 1}, FAIL),
        ({"still": True, "ended": False}, NOT_TESTED),
        ({"alone": 0, "both": 0}, NOT_TESTED),
        ({"ended": False}, NOT_TESTED),
        ({"still": None}, NOT_TESTED),
        ({"alive": False}, NOT_TESTED),
        ({"alive": None}, NOT_TESTED),
        ({"control": "one-at-a-time", "both": 0, "alone": 1}, NOT_TESTED),
    ],
)
def test_whether_other_sessions_end(tmp_path: Path, met: dict[str, Any], status: Status) -> None:
    assert verdict(tmp_path, "sessions/other-devices", "devices", listed(**met)) is status


@pytest.mark.parametrize(
    ("made", "met", "status"),
    [
        (young, {}, PASS),
        (young, {"let_in": True}, FAIL),
        (young, {"a_day": 105, "tries": 100, "let_in": False}, FAIL),  # of 16 ** 5 codes
        (young, {"a_day": 104, "tries": 104}, PASS),
        (young, {"unordered": True}, FAIL),  # 10 of 15504
        (young, {"unordered": None}, PASS),
        (young, {"fits": False}, NOT_TESTED),
        (young, {"fits": False, "a_day": 1000, "tries": 100}, NOT_TESTED),
        (young, {"tries": 9}, NOT_TESTED),
        (young, {"let_in": None}, NOT_TESTED),
        (young, {"owner": None}, NOT_TESTED),
        (young, {"owner": False}, NOT_TESTED),
        (young, {"before": False, "let_in": True}, NOT_TESTED),
        (young, {"control": "steps-failed", "before": False, "tries": 0}, NOT_TESTED),
        (young, {"control": "no-door", "before": False, "tries": 0}, NOT_TESTED),
        (young, {"control": "any-password", "before": False, "tries": 0}, FAIL),
        (card, {}, PASS),
        (card, {"bits": 127.9}, FAIL),
        (card, {"sequential": True}, FAIL),
        (card, {"old": True, "after": 300.0}, FAIL),
        (card, {"old": True, "after": 299.0}, NOT_TESTED),
        (card, {"old": None}, NOT_TESTED),
        (card, {"codes": 1, "bits": 0.0}, NOT_TESTED),
        (card, {"control": "not-opened"}, NOT_TESTED),
    ],
)
def test_whether_an_easy_login_is_guessed(tmp_path: Path, made: Any, met: dict[str, Any], status: Status) -> None:
    assert verdict(tmp_path, "authentication/young-not-guessed", "young-login", made(**met)) is status


@pytest.mark.parametrize(
    ("check", "met", "status"),
    [
        ("young-own-class", {}, PASS),
        ("young-own-class", {"others": ["/class: other_pupil.first_name"]}, FAIL),
        ("young-own-class", {"asked": 0}, NOT_TESTED),
        ("young-where-allowed", {}, PASS),
        ("young-where-allowed", {"off_opens": True}, FAIL),
        ("young-where-allowed", {"off_opens": None}, NOT_TESTED),
        ("young-where-allowed", {"on_opens": False}, NOT_TESTED),
        ("young-where-allowed", {"restored": False}, NOT_TESTED),
        ("young-where-allowed", {"switch": False, "off_opens": None, "on_opens": None}, NOT_TESTED),
    ],
)
def test_what_an_easy_login_opens(tmp_path: Path, check: str, met: dict[str, Any], status: Status) -> None:
    assert verdict(tmp_path, f"authentication/{check}", "young-login", young(**met)) is status
