"""SARIF: only what failed or needs review, at stable places, with nothing of the app that a reader would act on."""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from harness.reports.sarif import escape, render
from tests.reports.example import clean_report, example_report
from tests.reports.hostile import hostile_report


def _run(content: bytes) -> Any:
    log = json.loads(content)
    assert log["version"] == "2.1.0"
    return log["runs"][0]


def test_only_fail_and_review_are_told() -> None:
    results = _run(render(example_report()))["results"]
    assert sorted(result["kind"] for result in results) == ["fail", "fail", "fail", "fail", "review"]
    assert {result["level"] for result in results if result["kind"] == "review"} == {"none"}
    assert _run(render(clean_report()))["results"] == []


def test_result_stands_at_its_requirement_with_its_fingerprint() -> None:
    report = example_report()
    result = _run(render(report))["results"][0]
    place = result["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "requirements/TRK-04"}, "region": {"startLine": 1}}
    assert result["partialFingerprints"] == {"schoolproof/v1": report.findings[0].fingerprint}


def test_results_name_their_rule() -> None:
    run = _run(render(example_report()))
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    assert [rule["id"] for rule in rules] == sorted({result["ruleId"] for result in run["results"]})


def test_help_is_the_page_of_the_check() -> None:
    rules = {rule["id"]: rule for rule in _run(render(example_report()))["tool"]["driver"]["rules"]}
    text = rules["trackers/pupil-data-stays"]["help"]["text"]
    assert text.startswith("What it checks\nNo planted value of the pupil\nappears")
    assert text.endswith("What it cannot see\nValues that the app encrypts, as in {{salt}}.")
    assert "consent to it \\[1\\]" in text
    assert all(rule["help"]["text"] for rule in rules.values())


def test_what_has_no_answer_is_told_beside_the_results() -> None:
    invocation = _run(render(example_report()))["invocations"][0]
    assert invocation["executionSuccessful"] is True
    assert "without an answer: 4" in invocation["toolExecutionNotifications"][0]["message"]["text"]
    assert _run(render(example_report(complete=False)))["invocations"][0]["executionSuccessful"] is False


@given(st.text())
def test_escaped_text_holds_no_link_and_no_placeholder(text: str) -> None:
    plain = re.sub(r"\\[\\\[\]]", "", escape(text))
    assert "[" not in plain
    assert "]" not in plain
    assert not re.search(r"(?<!\{)\{(?:\{\{)*\d", plain)


def test_hostile_report_is_plain_json_and_small() -> None:
    content = render(hostile_report())
    assert len(content) < 500_000
    assert all(byte == 0x0A or 0x20 <= byte <= 0x7E for byte in content)
    uris = [r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in _run(content)["results"]]
    assert all(re.fullmatch(r"requirements/[A-Za-z0-9_.~%-]+", uri) for uri in uris)
