"""CSV: a table that a spreadsheet reads and never calculates."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.reports.csv_report import COLUMNS, NOT_JUDGED, inert, render
from tests.reports.example import example_report
from tests.reports.hostile import hostile_report
from tests.reports.norm import seen_from_a_norm

STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_every_requirement_and_finding_is_a_row() -> None:
    report = example_report()
    found = rows(render(report))
    assert [row["requirement"] for row in found if row["row"] == "requirement"] == [
        row.id for row in report.requirements
    ]
    assert [row["fingerprint"] for row in found if row["row"] == "finding"] == [
        one.fingerprint for one in report.findings
    ]
    assert tuple(found[0]) == COLUMNS


def test_sentences_stand_in_both_languages() -> None:
    row = next(row for row in rows(render(example_report())) if row["row"] == "finding")
    assert row["said_en"].startswith("Pupil data (email:sha256) reached collect.metrics.test")
    assert row["title_nl"] != row["title_en"]


def test_the_file_says_its_encoding_and_ends_its_lines() -> None:
    content = render(example_report())
    assert content.startswith(b"\xef\xbb\xbfrow,requirement,")
    assert content.endswith(b"\r\n")
    assert render(example_report()) == content


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "＝1", "\x00=1"])
def test_a_formula_is_text(text: str) -> None:
    assert inert(text).startswith("'")


@given(st.text())
def test_no_cell_begins_like_a_formula(text: str) -> None:
    shown = inert(text)
    assert not shown.lstrip().startswith(STARTS)
    assert not [char for char in shown if ord(char) < 32]


def test_hostile_cells_are_inert_and_bounded() -> None:
    report = hostile_report()
    content = render(report)
    found = rows(content)
    assert len(found) == len(report.requirements) + len(report.findings)
    cells = [cell for row in found for cell in row.values()]
    assert not [cell for cell in cells if cell.lstrip().startswith(STARTS)]
    assert "\u202e" not in content.decode("utf-8-sig")
    assert len(content) < 2_500_000


def test_clauses_of_a_norm_come_first() -> None:
    found = [row for row in rows(render(seen_from_a_norm())) if row["row"] == "clause"]
    told = [(row["clause"], row["requirement"], row["status"], row["read"]) for row in found]
    assert told == [
        ("14.2.3", "TRK-03", "pass", "verified"),
        ("14.2.3", "TRK-04", "fail", "verified"),
        ("15.1.2", "XYZ-05", NOT_JUDGED, "to-confirm"),
        ("17", "", NOT_JUDGED, ""),
    ]
    assert {row["norm"] for row in found} == {"made-up-1"}
