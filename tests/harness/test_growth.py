"""The way to the next level: what failed and what nobody answered, per level; a part that nobody looked at is open."""

from __future__ import annotations

from typing import Any

from harness.catalogue.requirements import Requirement, builtin_requirements
from harness.expiry import expires
from harness.growth import growth
from harness.model.finding import Finding
from harness.model.status import Severity, Status

ROWS = builtin_requirements()
NET = ("NET-01", "NET-03", "SET-07")  # minimum with a recommended part; one with an advanced part too; recommended


def finding(requirement: str, level: str, status: Status) -> Finding:
    return Finding(
        check="a/b", requirement=requirement, persona=None, level=level, status=status, severity=Severity.LOW,
        title="T", message="M", values={}, proof=(), fingerprint="f",
    )  # fmt: skip


def steps(shown: dict[str, str], *findings: Finding, asked: str = "minimum", **more: Any) -> dict[str, dict[str, Any]]:
    rows = [{"id": name, "status": status, "by": "check"} for name, status in shown.items()]
    chosen: list[Requirement] = [ROWS[name] for name in NET]
    made = growth(rows, findings, chosen, **{"kind": "web", "asked": asked, "complete": True, **more})
    return {step["level"]: step for step in made}


def ids(step: dict[str, Any]) -> list[tuple[str, str]]:
    return [(row["id"], row["status"]) for row in step["open"]]


def test_a_level_is_reached_when_nothing_of_it_is_open() -> None:
    made = steps({"NET-01": "pass", "NET-03": "not_applicable"})
    assert made["minimum"] == {"level": "minimum", "reached": True, "open": []}
    assert ids(made["recommended"]) == [("NET-01", "not_tested"), ("SET-07", "not_tested")]
    assert not made["recommended"]["reached"]


def test_what_failed_and_what_was_not_tested_stand_in_the_way() -> None:
    made = steps({"NET-01": "fail", "NET-03": "review"}, finding("NET-01", "minimum", Status.FAIL))
    assert ids(made["minimum"]) == [("NET-01", "fail"), ("NET-03", "review")]


def test_a_fail_above_the_minimum_does_not_stand_in_its_way() -> None:
    found = (finding("NET-01", "minimum", Status.PASS), finding("NET-01", "recommended", Status.FAIL))
    made = steps({"NET-01": "fail", "NET-03": "pass"}, *found)
    assert ids(made["minimum"]) == []
    assert ("NET-01", "fail") in ids(made["recommended"])


def test_a_part_says_what_it_adds_and_whether_anybody_was_asked() -> None:
    made = steps({"NET-01": "pass", "NET-03": "pass"})
    (part, whole) = made["recommended"]["open"][0], made["recommended"]["open"][-1]
    assert part["part"] == ROWS["NET-01"].recommended.model_dump()  # type: ignore[union-attr]
    assert (part["asked"], whole["part"]) == (False, None)
    assert [row["id"] for row in made["advanced"]["open"]] == ["NET-03"]
    assert all(row["asked"] for row in steps({}, asked="advanced")["recommended"]["open"])


def test_a_level_is_not_reached_past_one_that_is_not_nor_by_an_interrupted_run() -> None:
    found = [finding(name, "recommended", Status.PASS) for name in ("NET-01", "NET-03")]
    shown = {"NET-01": "error", "NET-03": "pass", "SET-07": "pass"}
    made = steps(shown, *found, asked="recommended")
    assert made["recommended"]["open"] == []
    assert not made["recommended"]["reached"]
    assert not steps({"NET-01": "pass", "NET-03": "pass"}, complete=False)["minimum"]["reached"]


def test_another_kind_of_app_has_other_rows() -> None:
    assert [row["id"] for row in steps({}, kind="android")["minimum"]["open"]] == ["NET-01"]


def test_a_report_expires_after_calendar_months() -> None:
    assert expires("2026-11-23T09:34:00+00:00", 12) == "2027-11-23"
    assert expires("2026-08-31", 6) == "2027-02-28"
    assert expires("2028-02-29T00:00:00Z", 12) == "2029-02-28"
    assert expires("yesterday", 12) is None
    assert expires("9999-11-01", 12) is None
