"""What the check of removals makes of evidence that could mislead it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness import Status
from harness.plugins.host import load_registry
from tests.checks.examples_factors import removed
from tests.harness.build import Build, one

CHECK = load_registry().checks["sessions/removed-is-out"]
PASS, FAIL, NOT_TESTED = Status.PASS, Status.FAIL, Status.NOT_TESTED
READS_ON = {"still": ["/profile"], "after": 300.4, "fresh": False}
RENEWS = {"renewal": "given", "after": 300.4, "fresh": False}


@pytest.mark.parametrize(
    ("met", "status"),
    [
        ([{}], PASS),
        ([{"after": 240.0}], PASS),
        ([READS_ON], FAIL),
        ([{}, READS_ON], FAIL),
        ([{**READS_ON, "after": 12.0}], NOT_TESTED),
        ([{**READS_ON, "fresh": True}], NOT_TESTED),
        ([{**READS_ON, "fresh": None}], NOT_TESTED),
        ([{**READS_ON, "restored": False}], NOT_TESTED),
        ([{"renewal": "refused"}], PASS),
        ([{"renewal": "untold"}], NOT_TESTED),
        ([{"renewal": "untold", **READS_ON}], FAIL),
        ([RENEWS], FAIL),
        ([{**RENEWS, "still": None}], FAIL),
        ([{**RENEWS, "after": 12.0}], NOT_TESTED),
        ([{**RENEWS, "fresh": True}], NOT_TESTED),
        ([{**RENEWS, "restored": False}], NOT_TESTED),
        ([{"restored": False}], NOT_TESTED),
        ([{"still": None}], NOT_TESTED),
        ([{}, {"control": "steps-failed"}], NOT_TESTED),
        ([{"control": "not-read"}], NOT_TESTED),
        ([], NOT_TESTED),
    ],
)
def test_verdicts(tmp_path: Path, met: list[dict[str, Any]], status: Status) -> None:
    made = Build(tmp_path)
    made.session().page()
    for each in met:
        made.probe("removal", **removed(**each))
    assert one(made.seal(), CHECK, None).status is status


def test_it_says_what_is_read_by_a_token(tmp_path: Path) -> None:
    made = Build(tmp_path)
    made.session().page()
    met = {**READS_ON, "still": ["/api/me", "/profile"], "by_token": ["/api/me"], "renewal": "given"}
    made.probe("removal", **removed(**met))
    found = one(made.seal(), CHECK, None).values["removals"]
    assert found == ["switched-off /api/me token", "switched-off /profile", "switched-off renewal"]
