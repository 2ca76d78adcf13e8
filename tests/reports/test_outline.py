"""The outline: failures and what was not tested come first, and nothing vanishes."""

from __future__ import annotations

from harness.reports.outline import Outline
from tests.reports.example import example_report


def test_counts_are_of_the_requirements_that_the_level_asks_for() -> None:
    counts = Outline(example_report()).counts
    assert counts == {"pass": 4, "fail": 3, "review": 1, "not_applicable": 1, "not_tested": 3, "error": 1}


def test_gravest_failure_comes_first() -> None:
    assert [item.requirement.id for item in Outline(example_report()).gated("fail")] == ["TRK-04", "TRK-01", "SES-01"]


def test_rows_above_the_level_are_told_apart() -> None:
    assert [item.requirement.id for item in Outline(example_report()).beyond] == ["SET-07"]
    assert Outline(example_report(level="recommended")).beyond == ()


def test_untested_result_inside_a_failed_requirement_is_not_overlooked() -> None:
    pairs = Outline(example_report()).also_untested
    assert [(item.requirement.id, seen.personas) for item, seen in pairs] == [("SES-01", ("teacher",))]


def test_finding_without_its_requirement_gets_a_row_of_its_own() -> None:
    report = example_report(requirements=())
    outline = Outline(report)
    shown = [finding for item in outline.items for finding in item.findings]
    assert sorted(finding.fingerprint for finding in shown) == sorted(item.fingerprint for item in report.findings)
    assert [item.requirement.id for item in outline.gated("not_tested")] == ["SES-01", "AUT-04", "AUT-06"]


def test_failed_finding_never_stands_under_a_pass() -> None:
    report = example_report()
    rows = tuple(row.model_copy(update={"status": "pass"}) for row in report.requirements)
    outline = Outline(report.model_copy(update={"requirements": rows}))
    assert [item.requirement.id for item in outline.gated("fail")] == ["TRK-04", "TRK-01", "SES-01"]


def test_same_result_of_several_personas_is_told_once() -> None:
    report = example_report()
    first = report.findings[0]
    both = (first, first.model_copy(update={"persona": "teacher", "fingerprint": "0"}))
    (item,) = Outline(report.model_copy(update={"findings": both})).gated("fail")[:1]
    assert [seen.personas for seen in item.results] == [("pupil", "teacher")]


def test_every_item_is_told_once() -> None:
    outline = Outline(example_report())
    assert sorted(id(item) for item in outline.in_order) == sorted(id(item) for item in outline.items)
