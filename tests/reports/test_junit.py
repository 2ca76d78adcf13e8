"""JUnit: read back by the standard parser, with every outcome where a build server looks for it."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from harness.reports.junit import render
from tests.reports.example import clean_report, example_report
from tests.reports.hostile import hostile_report


def _cases(content: bytes) -> dict[str, ET.Element]:
    return {f"{case.get('classname')} {case.get('name')}": case for case in ET.fromstring(content).iter("testcase")}


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("TRK-04 trackers/pupil-data-stays [pupil]", "failure"),
        ("DAT-05 data/deletion", "error"),
        ("AUT-04 authentication/guessing-limited", "skipped"),
        ("SET-08 settings/no-nudging [anonymous]", "skipped"),
        ("DAT-07 data/exchange", "skipped"),
        ("ORG-06 Certificate and version can be traced", "skipped"),
        ("NET-01 transport/tls", None),
        ("ORG-02 Privacy statement can be found", None),
        ("schoolproof label", "failure"),
    ],
)
def test_outcome_of_each_case(name: str, tag: str | None) -> None:
    case = _cases(render(example_report()))[name]
    assert [child.tag for child in case] == ([] if tag is None else [tag])


def test_skipped_says_why() -> None:
    skipped = _cases(render(example_report()))["AUT-04 authentication/guessing-limited"].find("skipped")
    assert skipped is not None
    assert skipped.get("message") == (
        "not tested: The profile names no [authorisation] (as far as it was seen: No password was guessed)"
    )


def test_totals_are_those_of_the_cases() -> None:
    suite = ET.fromstring(render(example_report())).find("testsuite")
    assert suite is not None
    tags = [child.tag for case in suite.iter("testcase") for child in case]
    assert suite.get("failures") == str(tags.count("failure"))
    assert suite.get("errors") == str(tags.count("error"))
    assert suite.get("skipped") == str(tags.count("skipped"))
    assert suite.get("tests") == str(len(list(suite.iter("testcase"))))
    assert suite.get("timestamp") == "2026-11-23T09:34:00"


def test_label_is_a_property() -> None:
    found = {item.get("name"): item.get("value") for item in ET.fromstring(render(example_report())).iter("property")}
    assert found["label"] == "fails-minimum"
    assert found["count.not_tested"] == "3"
    assert found["outstanding"] == "SES-04 teacher 2026-11-23T10:36:00+00:00"


def test_empty_report_is_never_green() -> None:
    report = example_report(label="incomplete", requirements=(), findings=())
    assert ET.fromstring(render(report)).get("errors") == "1"


def test_interrupted_report_is_an_error_whatever_was_found() -> None:
    case = _cases(render(example_report(complete=False)))["schoolproof label"]
    assert [child.tag for child in case] == ["error"]


def test_clean_report_is_green() -> None:
    root = ET.fromstring(render(clean_report()))
    assert (root.get("failures"), root.get("errors"), root.get("skipped")) == ("0", "0", "0")


def test_hostile_report_is_well_formed_and_small() -> None:
    content = render(hostile_report())
    root = ET.fromstring(content)
    assert len(list(root.iter("testcase"))) == len(_cases(render(example_report())))
    assert len(content) < 500_000
    text = content.decode("utf-8")
    assert not [character for character in text if ord(character) < 32 and character != "\n"]
    assert "\u202e" not in text
