"""Each format is accepted by something that we did not write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from harness.model.report import Report
from tests.reports.accepted import ACCEPTED
from tests.reports.example import clean_report, example_report
from tests.reports.hostile import hostile_report

pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("validators")]

REPORTS: dict[str, Callable[[], Report]] = {
    "example": example_report,
    "clean": clean_report,
    "hostile": hostile_report,
    "empty": lambda: example_report(label="incomplete", requirements=(), findings=(), counts={}, started="never"),
}


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("accepted", ACCEPTED)
def test_what_outside_programs_say(accepted: str, name: str, tmp_path: Path) -> None:
    ACCEPTED[accepted](REPORTS[name](), tmp_path)
