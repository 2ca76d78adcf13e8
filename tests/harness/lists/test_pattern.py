"""Patterns in addresses, against a slow and obvious way to say the same."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.lists.pattern import found


def obvious(pattern: str, text: str, start: int, *, fixed: bool, at_end: bool) -> bool:
    parts = {"*": ".*", "^": r"(?:[^\w.%-]|\Z)"}
    told = "".join(parts.get(char) or re.escape(char) for char in pattern) + (r"\Z" if at_end else "")
    look = re.compile(told, re.ASCII | re.DOTALL)
    return (look.match(text, start) if fixed else look.search(text, start)) is not None


@given(
    st.text(alphabet="ab/^*", max_size=8),
    st.text(alphabet="ab/.?", max_size=14),
    st.integers(0, 3),
    st.booleans(),
    st.booleans(),
)
def test_says_what_the_obvious_way_says(pattern: str, text: str, start: int, fixed: bool, at_end: bool) -> None:
    start = min(start, len(text))
    assert found(pattern, text, start, fixed=fixed, at_end=at_end) == obvious(pattern, text, start, fixed=fixed, at_end=at_end)


@pytest.mark.timeout(60)
def test_many_stars_take_no_exponential_time() -> None:
    assert not found("*".join("a" * 200) + "*b", "a" * 16_000, 0, fixed=False, at_end=False)
