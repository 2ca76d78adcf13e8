"""What the check of guarded changes makes of evidence that could mislead it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness import Status
from harness.plugins.host import load_registry
from tests.checks.examples_factors import guarded
from tests.harness.build import Build, one

CHECK = load_registry().checks["authentication/guarded-changes"]
PASS, FAIL, REVIEW, NOT_TESTED = Status.PASS, Status.FAIL, Status.REVIEW, Status.NOT_TESTED


@pytest.mark.parametrize(
    ("met", "status"),
    [
        ([{}], PASS),
        ([{"status": 200}], PASS),
        ([{}, {"variant": "empty", "changed": True, "status": 403}], FAIL),
        ([{"changed": True, "control": "not-again"}], FAIL),
        ([{"control": "not-again"}], NOT_TESTED),
        ([{}, {"change": "code", "control": "asked-apart"}], NOT_TESTED),
        ([{"variant": "absent", "asked": False, "changed": True, "undone": True}], REVIEW),
        ([{"answered": False}], NOT_TESTED),
        ([], NOT_TESTED),
    ],
)
def test_verdicts(tmp_path: Path, met: list[dict[str, Any]], status: Status) -> None:
    made = Build(tmp_path)
    made.session().page()
    for each in met:
        made.probe("guarded", **guarded(**each))
    assert one(made.seal(), CHECK, None).status is status
