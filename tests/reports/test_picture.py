"""The picture: whole, bounded, without overlap, and never wider than its boxes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.report import Report
from harness.reports.html import render
from harness.reports.picture import (
    COMPANY_WIDTH,
    MAX_COMPANIES,
    NAME,
    PADDING,
    SMALL,
    TOP,
    Picture,
    companies,
    fit,
    measure,
    wrap,
)
from harness.reports.translate import Translator
from tests.reports.example import clean_report, example_report
from tests.reports.hostile import hostile_report
from tests.reports.many_recipients import COUNTRIES, many_recipients

NL, EN = Translator("nl"), Translator("en")


def test_who_received_data_comes_first_and_who_was_not_seen_does_not_come() -> None:
    made = Picture(example_report(), NL)
    assert [(land.title, [box.title for box in land.boxes]) for land in made.lands] == [
        ("US", ["Metrics Inc."]), ("onbekend", ["letters.test"]), ("BE", ["Voorbeeld Hosting BV"]),
    ]
    leak, unknown, clean = (land.boxes[0] for land in made.lands)
    assert (leak.leak, unknown.leak, clean.leak) == (True, False, False)
    assert " ".join(leak.lines) == "allergy (leesbaar), klas (leesbaar), e-mail (base64), e-mail (sha256) niet aangegeven"
    assert (unknown.lines, clean.lines) == (
        ("geen ingeplante gegevens gezien", "niet aangegeven"), ("geen ingeplante gegevens gezien",),
    )


def test_the_sentence_names_who_received_data() -> None:
    told = "3 companies in 3 countries were contacted; planted data reached 1 of them (Metrics Inc.)."
    assert Picture(example_report(), EN).told == told
    assert Picture(example_report(), EN).told == Picture(example_report(), EN).told


def test_nobody_gives_no_picture() -> None:
    assert Picture(clean_report(), NL).lands == ()
    assert b'class="picture"' not in render(clean_report())


@pytest.mark.parametrize("make", [example_report, hostile_report, many_recipients])
def test_boxes_stand_below_one_another_and_hold_their_text(make: type[Report]) -> None:
    made = Picture(make(), NL)
    y = TOP
    for land in made.lands:
        assert land.y == y
        for box in land.boxes:
            assert box.y == y
            assert all(measure(line, SMALL) <= COMPANY_WIDTH - 3 * PADDING for line in box.lines)
            assert measure(box.title, NAME) <= COMPANY_WIDTH - 3 * PADDING
            y += box.height + 12
    assert made.trunk < made.height


def test_two_hundred_are_grouped_and_it_says_so() -> None:
    report = many_recipients(200)
    made = Picture(report, EN)
    *shown, rest = made.lands
    assert sum(len(land.boxes) for land in shown) == MAX_COMPANIES
    assert all(box.leak for land in shown for box in land.boxes)
    assert rest.boxes[0].title == f"and {200 - MAX_COMPANIES} more companies"
    assert rest.boxes[0].lines == ("planted data reached 5 of them", "see the table below the picture")
    assert rest.title == f"{len(COUNTRIES)} countries"
    page = render(report, None).decode()
    assert f"De tekening toont {MAX_COMPANIES} bedrijven; nog {200 - MAX_COMPANIES} staan in de tabel." in page


def test_one_company_in_two_countries_is_two() -> None:
    rows = example_report().sharing
    moved = rows[0].model_copy(update={"seat": "CA"})
    assert [(one.name, one.country) for one in companies((rows[0], moved))] == [
        ("Metrics Inc.", "CA"), ("Metrics Inc.", "US"),
    ]


@given(st.text(max_size=200), st.integers(20, 300))
def test_fit_never_exceeds_the_width(text: str, width: int) -> None:
    made = fit(text, NAME, width)
    assert measure(made, NAME) <= width
    assert made == text or made.endswith("…")


@given(st.lists(st.text("abc()", min_size=1, max_size=12), min_size=1, max_size=12))
def test_wrap_loses_nothing(items: list[str]) -> None:
    assert " ".join(wrap(items, SMALL, 120)) == ", ".join(items)
