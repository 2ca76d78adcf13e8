"""What the checks of second factors make of evidence that could mislead them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness import Status
from harness.plugins.host import load_registry
from tests.checks.examples_factors import demanded, factors
from tests.harness.build import Build, one

CHECKS = load_registry().checks
NAMES = ("staff-factor", "factor-not-bypassed", "one-time-codes")
PASS, FAIL, REVIEW, NOT_TESTED = Status.PASS, Status.FAIL, Status.REVIEW, Status.NOT_TESTED


def judged(folder: Path, *records: dict[str, Any]) -> tuple[Status, ...]:
    made = Build(folder)
    made.session().page()
    for each in records:
        made.probe("second-factor", **each)
    bundle = made.seal()
    return tuple(one(bundle, CHECKS[f"authentication/{name}"], None).status for name in NAMES)


def changed(case: str, persona: str = "admin", **more: Any) -> list[dict[str, Any]]:
    """A whole clean run in which this one thing was otherwise."""
    return [{**each, **more} if (each["case"], each["persona"]) == (case, persona) else each for each in factors()]


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        (factors(), (PASS, PASS, PASS)),
        ([], (NOT_TESTED, NOT_TESTED, NOT_TESTED)),
        (changed("password-alone", inside=True), (FAIL, PASS, PASS)),
        (changed("password-alone", "teacher", inside=True), (REVIEW, PASS, PASS)),
        (changed("password-alone", control="code-refused"), (NOT_TESTED, PASS, PASS)),
        (changed("password-alone", control="captcha"), (NOT_TESTED, PASS, PASS)),
        ([each for each in factors() if each["persona"] == "teacher"], (NOT_TESTED, NOT_TESTED, NOT_TESTED)),
        ([each for each in factors() if each["persona"] == "admin"], (NOT_TESTED, PASS, PASS)),
        (changed("half-address", inside=True, reached=["email"]), (PASS, FAIL, PASS)),
        (changed("half-page", inside=True, reached=["email"]), (PASS, FAIL, PASS)),
        (changed("half-address", inside=True, reached=["email"], control="public"), (PASS, NOT_TESTED, PASS)),
        (changed("half-address", control="no-address"), (PASS, NOT_TESTED, PASS)),
        (changed("half-address", control="half-ended"), (PASS, NOT_TESTED, PASS)),
        (changed("half-page", control="no-answer"), (PASS, NOT_TESTED, PASS)),
        (changed("code-again", inside=True), (PASS, PASS, FAIL)),
        (changed("code-early", inside=True, control="clock-skewed"), (PASS, PASS, FAIL)),
        (changed("code-early", control="clock-skewed"), (PASS, PASS, NOT_TESTED)),
        (changed("code-late", control="used-since"), (PASS, PASS, NOT_TESTED)),
        (changed("code-again", control="too-late"), (PASS, PASS, NOT_TESTED)),
        (changed("code-early", inside=True, control="too-late"), (PASS, PASS, NOT_TESTED)),
        (changed("wrong-tries", inside=True, tries=10), (PASS, PASS, FAIL)),
        (changed("wrong-tries", control="locked-out"), (PASS, PASS, NOT_TESTED)),
        ([each for each in factors() if each["case"] != "code-late"], (PASS, PASS, NOT_TESTED)),
        (changed("recovery-again", inside=True), (PASS, PASS, FAIL)),
        (changed("recovery-again", control="recovery-refused"), (PASS, PASS, NOT_TESTED)),
        ([each for each in factors() if each["case"] != "recovery-again"], (PASS, PASS, PASS)),
    ],
)
def test_verdicts(tmp_path: Path, records: list[dict[str, Any]], expected: tuple[Status, ...]) -> None:
    assert judged(tmp_path, *records) == expected


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([demanded()], PASS),
        ([demanded(inside=True)], FAIL),
        ([demanded(inside=True, control="not-let-in-again")], FAIL),
        ([demanded(control="not-let-in-again")], NOT_TESTED),
        ([demanded(control="not-let-in-before")], NOT_TESTED),
        ([demanded(control="steps-failed")], NOT_TESTED),
        ([], NOT_TESTED),
    ],
)
def test_what_a_school_demands(tmp_path: Path, records: list[dict[str, Any]], expected: Status) -> None:
    made = Build(tmp_path)
    made.session().page()
    for each in records:
        made.probe("factor-demand", **each)
    assert one(made.seal(level="recommended"), CHECKS["authentication/factor-demanded"], None).status is expected
