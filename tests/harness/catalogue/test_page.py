"""The pages of the catalogue: whole, fresh, and plain about what nothing answers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from harness.catalogue.markdown import COMMAND, anchor, cell, markdown
from harness.catalogue.page import NO_CHECK, Entry, entries, text_page
from harness.plugins.host import load_registry

ROOT = Path(__file__).resolve().parents[3]
KNOWN = load_registry()
ENTRIES = entries(KNOWN.requirements, KNOWN.checks, KNOWN.parameters, KNOWN.norms)
PAGE = (ROOT / "docs" / "catalogue.md").read_text(encoding="utf-8")


def entry(id: str) -> Entry:
    return next(one for one in ENTRIES if one.row.id == id)


def test_the_docs_page_is_fresh() -> None:
    assert markdown(ENTRIES, list(KNOWN.norms.values()), KNOWN.parameters.version) == PAGE, f"run: {COMMAND}"


def test_every_row_stands_in_the_coverage_table_with_its_checks() -> None:
    lines = {match[1]: line for line in PAGE.splitlines() if (match := re.match(r"\| \[([A-Z]{3}-\d\d)\]", line))}
    assert len(lines) == 84
    for one in ENTRIES:
        line = lines[one.row.id]
        assert [check.id for check in one.checks if check.id not in line] == []
        assert (f"**{NO_CHECK}" in line) is (not one.checks)


def test_links_of_the_table_lead_to_headings() -> None:
    headings = re.findall(r"^### (\S+) (.+)$", PAGE, re.MULTILINE)
    assert {f"#{anchor(*heading)}" for heading in headings} == set(re.findall(r"\]\((#[^)]+)\)", PAGE))


@pytest.mark.parametrize("one", ENTRIES, ids=lambda one: one.row.id)
def test_the_page_of_a_row_is_whole(one: Entry) -> None:
    page = text_page(one)
    for words in (one.row.titles, one.row.criterion, one.row.evidence, one.row.cannot_see):
        assert words.en in page
        assert words.nl in page
    assert all(f"{name} = " in page for name in one.row.parameters)
    assert all(mapped.clause in page for mapped in one.norms)
    assert one.answer in page


def test_what_is_not_sure_says_so() -> None:
    assert "PR.AA (to be confirmed)" in text_page(entry("AUT-06"))
    assert "reset-hours = 24 hours (NIST SP 800-63B-4, recovery codes by e-mail; to be confirmed)" in text_page(
        entry("AUT-09")
    )
    assert "share-link-days = 30 days (Schoolproof; our own choice)" in text_page(entry("SET-06"))


def test_an_answer_says_how_much_it_sees() -> None:
    assert "trackers/no-analytics (a part, recommended)" in entry("TRK-02").answer
    assert entry("PLA-01").answer == f"{NO_CHECK}; a person settles a part"


def test_a_cell_stays_a_cell() -> None:
    assert cell("a|b\nc") == "a\\|b c"
