"""When the checks of passwords accuse, when they pass, and when they say that nothing can be told."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import Check, Status
from harness.checks.authentication.common_passwords import common_passwords
from harness.checks.authentication.names_not_suggested import names_not_suggested
from harness.checks.authentication.own_words import own_words
from harness.checks.authentication.passphrase import passphrase
from harness.checks.authentication.password_length import password_length
from harness.checks.authentication.staff_choose_no_password import staff_choose_no_password
from harness.checks.authentication.staff_password_length import staff_password_length
from harness.checks.settings.not_met_at_sign_in import not_met_at_sign_in
from harness.model.finding import Finding
from tests.checks.password_records import Row, at_boundary, at_place, offered, untried
from tests.harness.build import Build, one

ALL = (common_passwords, own_words, passphrase, password_length)


def found(tmp_path: Path, check: Check, *rows: Row, kind: str = "passwords") -> Finding:
    made = Build(tmp_path)
    made.session().page()
    for row in rows:
        made.probe(kind, **row)
    return one(made.seal(level="recommended"), check, None)


@pytest.mark.parametrize("check", ALL, ids=lambda check: check.id)
def test_a_place_of_which_nothing_is_known_lets_nothing_pass(check: Check, tmp_path: Path) -> None:
    assert found(tmp_path / "a", check, *at_place(), *at_place("change")).status is Status.PASS
    half = found(tmp_path / "b", check, *at_place(), untried("change", "captcha"))
    assert (half.status, half.values["places"]) == (Status.NOT_TESTED, ["change: captcha"])
    assert found(tmp_path / "c", check).status is Status.NOT_TESTED


@pytest.mark.parametrize("check", ALL, ids=lambda check: check.id)
@pytest.mark.parametrize("lost", [{"before": False}, {"after": False}, {"accepted": None}], ids=str)
def test_a_refusal_without_its_controls_says_nothing(check: Check, lost: Row, tmp_path: Path) -> None:
    """An app that was in trouble, or that had enough of us, refuses everything."""
    refusals = ("short", "common", "context", "breached", "passphrase")
    rows = at_place(**{case: {"accepted": False, **lost} for case in refusals})
    assert found(tmp_path, check, *rows).status is Status.NOT_TESTED


def test_too_few_samples_are_no_sample(tmp_path: Path) -> None:
    rows = [row for row in at_place() if row["sample" if "sample" in row else "case"] != "welkom3"]
    assert found(tmp_path / "a", common_passwords, *rows).status is Status.NOT_TESTED
    few = [row for row in at_place() if row["case"] != "control"]
    assert found(tmp_path / "b", common_passwords, *few).status is Status.NOT_TESTED


def test_an_app_that_asks_for_more_than_the_norm_is_no_worse(tmp_path: Path) -> None:
    finding = found(tmp_path, password_length, *at_place())
    assert (finding.status, finding.values["shortest"]) == (Status.PASS, ["signup: 12"])


def test_short_is_short_wherever_it_is_taken(tmp_path: Path) -> None:
    finding = found(tmp_path, password_length, *at_place(), *at_place("change", short={"accepted": True}))
    assert (finding.status, finding.values["places"]) == (Status.FAIL, ["change"])


def test_a_short_one_that_was_refused_for_something_else(tmp_path: Path) -> None:
    """No longer one of the same kind was taken, so nobody knows what was minded."""
    assert found(tmp_path, password_length, *at_place(enough={"accepted": False})).status is Status.NOT_TESTED


def test_what_is_minded_in_a_phrase_is_named(tmp_path: Path) -> None:
    rows = at_place(passphrase={"accepted": False, "compared": []})
    parts = [offered("spaces"), offered("accents", True), offered("length", True), offered("small-letters", True)]
    finding = found(tmp_path / "a", passphrase, *rows, *parts)
    assert (finding.status, finding.values["minded"]) == (Status.FAIL, ["spaces"])
    assert found(tmp_path / "b", passphrase, *rows).values["minded"] == ["unclear"]


def test_a_phrase_that_only_the_page_spoils(tmp_path: Path) -> None:
    typed = offered("passphrase", by="form")
    finding = found(tmp_path / "a", passphrase, *at_place(), typed)
    assert (finding.status, finding.values["places"]) == (Status.FAIL, ["signup, form"])
    unsure = found(tmp_path / "b", passphrase, *at_place(), {**typed, "accepted": None})
    assert unsure.status is Status.NOT_TESTED, "what was typed was not seen to arrive"


def test_a_phrase_that_was_not_compared_with_every_change(tmp_path: Path) -> None:
    rows = at_place(passphrase={"compared": ["one-less"]})
    assert found(tmp_path, passphrase, *rows).status is Status.NOT_TESTED


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        (at_boundary(), Status.PASS),
        (at_boundary(short={"accepted": True}), Status.FAIL),
        (at_boundary(short={"after": False}), Status.NOT_TESTED),
        (at_boundary(short={"accepted": None}), Status.NOT_TESTED),
        (at_boundary(short={"length": 7}), Status.NOT_TESTED),
        (at_boundary(enough={"accepted": False}), Status.NOT_TESTED),
        (at_boundary(enough={"length": 12}), Status.NOT_TESTED),
        ([untried("change", "no-door")], Status.NOT_TESTED),
        ([], Status.NOT_TESTED),
    ],
)
def test_what_staff_need_who_have_nothing_else(rows: list[Row], status: Status, tmp_path: Path) -> None:
    assert found(tmp_path, staff_password_length, *rows, kind="staff-passwords").status is status


GIVEN: Row = {"persona": "ward", "by": "mentor"}


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        ([{**GIVEN, "kept": False}], Status.PASS),
        ([{**GIVEN, "kept": True}], Status.FAIL),
        ([{**GIVEN, "kept": False}, {**GIVEN, "kept": True}], Status.FAIL),
        ([{**GIVEN, "reason": "not-taken"}], Status.NOT_TESTED),
        ([{**GIVEN, "kept": False}, {**GIVEN, "reason": "steps-failed"}], Status.NOT_TESTED),
        ([], Status.NOT_TESTED),
    ],
)
def test_whether_a_password_that_staff_chose_can_be_kept(rows: list[Row], status: Status, tmp_path: Path) -> None:
    assert found(tmp_path, staff_choose_no_password, *rows, kind="given-password").status is status


AWAY: Row = {"reason": "elsewhere"}


@pytest.mark.parametrize("check", [names_not_suggested, not_met_at_sign_in], ids=lambda check: check.id)
@pytest.mark.parametrize(
    ("rows", "status"),
    [
        ([AWAY], Status.PASS),
        ([{**AWAY, "lost": ["/names"]}], Status.NOT_TESTED),
        ([{}, {**AWAY, "persona": "pupil", "role": "pupil", "typed": 3}], Status.NOT_TESTED),
        ([{"reason": "no-form"}], Status.NOT_TESTED),
        ([{**AWAY, "told": [{"who": "pupil", "role": "pupil", "field": "username", "at": "/"}]}], Status.FAIL),
        ([], Status.NOT_TESTED),
    ],
)
def test_a_sign_in_at_somebody_else(check: Check, rows: list[Row], status: Status, tmp_path: Path) -> None:
    assert found(tmp_path, check, *rows, kind="suggestions").status is status
