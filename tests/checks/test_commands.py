"""What the check of commands from other sites makes of evidence that could mislead it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness import Status
from harness.plugins.host import load_registry
from tests.checks.examples_factors import commanded
from tests.harness.build import Build, one

CHECK = load_registry().checks["sessions/no-foreign-commands"]
PASS, FAIL, NOT_TESTED = Status.PASS, Status.FAIL, Status.NOT_TESTED


@pytest.mark.parametrize(
    ("met", "status"),
    [
        ([{}], PASS),
        ([{"status": 200}], PASS),
        ([{"cookie": True}], PASS),
        ([{"changed": True, "undone": True, "status": 403}], FAIL),
        ([{"changed": True, "undone": False}], FAIL),
        ([{"changed": True, "control": "again-not-seen"}], FAIL),
        ([{"control": "not-seen"}], NOT_TESTED),
        ([{}, {"change": "task", "control": "steps-failed"}], NOT_TESTED),
        ([{}, {"control": "again-not-seen"}], NOT_TESTED),
        ([{"answered": False}], NOT_TESTED),
        ([], NOT_TESTED),
    ],
)
def test_verdicts(tmp_path: Path, met: list[dict[str, Any]], status: Status) -> None:
    made = Build(tmp_path)
    made.session().page()
    for each in met:
        made.probe("cross-site", **commanded(**each))
    assert one(made.seal(), CHECK, None).status is status


def test_a_change_that_could_not_be_taken_back_lets_nothing_pass(tmp_path: Path) -> None:
    made = Build(tmp_path)
    made.session().page()
    made.probe("cross-site", **commanded())
    made.writer.gap("cross-site", "not-undone", effect="note")
    assert one(made.seal(), CHECK, None).status is NOT_TESTED
