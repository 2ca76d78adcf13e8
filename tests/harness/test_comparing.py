"""A problem is fixed only when it was looked for again; what changed besides the findings is told."""

from __future__ import annotations

from typing import Any

import pytest

from harness.comparing import Difference, compare
from harness.errors import MisuseError
from harness.model.report import FindingResult, Report
from tests.reports.example import example_report

BASE = example_report()
FAILED = next(one for one in BASE.findings if one.status == "fail")


def report(*findings: FindingResult, **more: Any) -> Report:
    return BASE.model_copy(update={"findings": findings, **more})


def finding(status: str, fingerprint: str = FAILED.fingerprint, **more: Any) -> FindingResult:
    return FAILED.model_copy(update={"status": status, "fingerprint": fingerprint, **more})


def sizes(difference: Difference) -> dict[str, int]:
    kinds = ("new", "changed", "unchanged", "fixed", "unseen")
    return {kind: len(getattr(difference, kind)) for kind in kinds if getattr(difference, kind)}


@pytest.mark.parametrize(
    ("before", "after", "expected", "code"),
    [
        ([], [finding("fail")], {"new": 1}, 1),
        ([], [finding("review")], {"new": 1}, 2),
        ([finding("fail")], [finding("fail")], {"unchanged": 1}, 0),
        ([finding("fail")], [finding("pass", "other")], {"fixed": 1}, 0),
        ([finding("fail")], [finding("not_applicable", "other")], {"fixed": 1}, 0),
        ([finding("fail")], [finding("not_tested", "other")], {"unseen": 1}, 2),
        ([finding("fail")], [finding("error", "other")], {"unseen": 1}, 2),
        ([finding("fail")], [], {"unseen": 1}, 2),
        ([finding("fail")], [finding("fail", "other")], {"changed": 1}, 1),
        ([finding("fail")], [finding("pass", "other", persona="somebody-else")], {"unseen": 1}, 2),
        ([finding("pass")], [finding("pass")], {}, 0),
    ],
)
def test_what_became_of_a_problem(
    before: list[FindingResult], after: list[FindingResult], expected: dict[str, int], code: int
) -> None:
    difference = compare(report(*before), report(*after))
    assert (sizes(difference), difference.exit_code) == (expected, code)


def test_a_row_that_is_open_now_gates() -> None:
    rows = [row for row in BASE.requirements if row.status == "pass"]
    opened = tuple(row.model_copy(update={"status": "not_tested"}) if row in rows else row for row in BASE.requirements)
    difference = compare(report(), report(requirements=opened, label="incomplete"))
    assert {(one.was, one.now) for one in difference.moved} == {("pass", "not_tested")}
    assert difference.exit_code == 2


def test_what_else_changed() -> None:
    tool = BASE.tool.model_copy(update={"rules": "other"})
    app = BASE.app.model_copy(update={"version": "9"})
    assert compare(BASE, BASE).causes == ()
    newer = report(*BASE.findings, tool=tool, app=app, bundle="sha256:0")
    assert compare(BASE, newer).causes == ("evidence", "app-version", "rules")


def test_two_apps_are_not_compared() -> None:
    other = BASE.app.model_copy(update={"name": "Another"})
    with pytest.raises(MisuseError, match="different apps"):
        compare(BASE, report(app=other))
