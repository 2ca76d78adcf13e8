"""The page for schools: one sheet, a light with words, and what was not tested beside what failed."""

from __future__ import annotations

import re

import pytest

from harness.model.report import Report
from harness.printing import print_pdf
from harness.reports import pdf
from harness.reports.summary import ADVICE, LIGHT, LINES, Summary, render
from harness.reports.translate import load_catalogue
from tests.reports.example import ExampleBundle, clean_report, example_report
from tests.reports.hostile import hostile_report

PAGES = re.compile(rb"/Type\s*/Page\b(?!s)")


@pytest.mark.parametrize(
    ("report", "light"),
    [
        (example_report(), "red"),
        (example_report(label="incomplete"), "amber"),
        (clean_report(), "green"),
        (clean_report().model_copy(update={"provisional": True}), "amber"),
    ],
)
def test_the_light_says_no_more_than_the_label(report: Report, light: str) -> None:
    assert Summary(report).light == light
    text = render(report).decode("utf-8")
    assert text.count(f'class="{light} on"') == 2
    assert len(re.findall(r'class="\w+ on"', text)) == 2


def test_both_languages_are_whole() -> None:
    text = render(example_report()).decode("utf-8")
    dutch = load_catalogue("nl")
    for english in (LIGHT["red"], *ADVICE["red"], "Required, but nobody knows yet", "What you can do"):
        assert english in text
        assert dutch[english] in text


@pytest.mark.parametrize("english", [*LIGHT.values(), *(line for lines in ADVICE.values() for line in lines)])
def test_lights_and_advice_have_dutch(english: str) -> None:
    assert english in load_catalogue("nl")


def test_what_was_not_tested_is_named_with_its_number() -> None:
    text = render(example_report()).decode("utf-8")
    english = text[text.index('<article class="only-en') :]
    assert "Required, but nobody knows yet (5)" in english
    assert "Required, but not in order (3)" in english
    assert "8 of 13 requirements have an answer." in english
    assert "Valid until 23 November 2027." in english


def test_a_provisional_page_says_when_it_goes_on() -> None:
    text = render(example_report()).decode("utf-8")
    assert "De eerste op 23 november 2026, 10:36 UTC." in text
    assert "The first on" not in render(example_report(outstanding=())).decode("utf-8")


def test_lists_are_bounded() -> None:
    report = example_report()
    row = next(row for row in report.requirements if row.id == "ORG-06")
    many = tuple(row.model_copy(update={"id": f"XXX-{number:02}"}) for number in range(40))
    summary = Summary(report.model_copy(update={"requirements": (*report.requirements, *many)}))
    assert (len(summary.open.items), summary.open.more) == (LINES, 45 - LINES)


def test_nothing_is_loaded_and_nothing_runs() -> None:
    text = render(hostile_report()).decode("utf-8")
    assert "<script" not in text
    assert "default-src 'none'" in text.replace("&#39;", "'")
    assert not re.search(r"(?:src|href)=\"(?!#)", text)
    assert len(text) < 60_000


@pytest.mark.parametrize("report", [example_report(), hostile_report()], ids=["example", "hostile"])
def test_it_is_one_sheet_of_paper(report: Report) -> None:
    printed = print_pdf(render(report), report.started)
    assert printed.startswith(b"%PDF-")
    sheets = len(PAGES.findall(printed))
    assert sheets == 1 if report.app.name == "Demoschool" else sheets <= 2


def test_the_report_is_printed_with_the_date_of_the_run() -> None:
    printed = pdf.render(example_report(), ExampleBundle())
    assert printed == pdf.render(example_report(), ExampleBundle())
    assert b"/CreationDate (D:20261123093400" in printed
    assert len(PAGES.findall(printed)) >= 2
