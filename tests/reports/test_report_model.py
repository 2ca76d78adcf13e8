"""The report itself: frozen, writable whatever the app sent, and never a good label on less than the whole minimum."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from harness.model.report import AppFacts, Report
from harness.reports import RENDERERS
from tests.reports.example import clean_report, example_report


def test_report_is_frozen() -> None:
    report = example_report()
    with pytest.raises(ValidationError, match="frozen"):
        report.label = "meets-minimum"


def test_every_status_is_counted() -> None:
    assert clean_report().counts == {
        "pass": 2,
        "fail": 0,
        "review": 0,
        "not_applicable": 0,
        "not_tested": 0,
        "error": 0,
    }


@pytest.mark.parametrize("status", ["fail", "review", "not_tested", "error"])
def test_no_good_label_over_an_unanswered_minimum(status: Any) -> None:
    good = clean_report()
    rows = (*good.requirements[1:], good.requirements[0].model_copy(update={"status": status}))
    with pytest.raises(ValidationError, match="cannot say meets-minimum"):
        Report.model_validate({**good.model_dump(by_alias=True), "requirements": rows})


@pytest.mark.parametrize("change", [{"complete": False}, {"requirements": ()}])
def test_no_good_label_over_an_interrupted_or_empty_run(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="incomplete or empty"):
        Report.model_validate({**clean_report().model_dump(by_alias=True), **change})


def test_lone_surrogates_do_not_stop_a_report() -> None:
    app = AppFacts(name="a\ud800b", version="1", kind="web")
    assert app.name == "a\ufffdb"
    assert all(renderer.render(example_report(app=app), None) for renderer in RENDERERS)


def test_unknown_members_of_a_newer_report_are_ignored() -> None:
    content = example_report().model_dump(by_alias=True, mode="json") | {"later": 1}
    assert Report.model_validate(content) == example_report()
