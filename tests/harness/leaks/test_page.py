"""The page about the leak search is what the search does now."""

from __future__ import annotations

from pathlib import Path

from tests.harness.leaks.disguises import FOUND, IMPOSSIBLE
from tests.harness.leaks.page import WHY, page

PAGE = Path(__file__).resolve().parents[3] / "docs" / "leaks.md"


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "make docs"


def test_nothing_is_missed_and_nothing_impossible_goes_unexplained() -> None:
    assert f"{len(FOUND)} of {len(FOUND)} disguises" in page()
    assert set(WHY) == set(IMPOSSIBLE)
