"""One clock, and what a year is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.clock import day, now, year_after
from harness.errors import MisuseError


def test_the_day_is_that_of_utc_whoever_asks() -> None:
    late = datetime(2026, 11, 24, 0, 30, tzinfo=timezone(timedelta(hours=1)))
    assert day(None, lambda: late) == date(2026, 11, 23)
    assert day("2026-01-02", lambda: late) == date(2026, 1, 2)
    assert day(None) <= datetime.now(UTC).date()
    assert now().tzinfo is UTC


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-13-01", "23-11-2026"])
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(MisuseError, match="not a date"):
        day(text)


@given(st.dates(max_value=date(9998, 12, 31)))
def test_a_year_later(start: date) -> None:
    assert timedelta(365) <= year_after(start) - start <= timedelta(366)
    assert year_after(date(2024, 2, 29)) == date(2025, 2, 28)
