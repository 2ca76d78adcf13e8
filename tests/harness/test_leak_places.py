"""A place in a message is told alike in every run, and short."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.leaks import Carried, Leaks, place


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("body", "body"),
        ("body.user.em", "body.user.em"),
        ("body.items[12].name", "body.items[].name"),
        ("header:referer", "header:referer"),
        ("body.a[1].b.c[0].d[7].e.text", "body.a[].b.….text"),
    ],
)
def test_places(where: str, told: str) -> None:
    assert place(where) == told


@given(st.lists(st.integers(0, 99), min_size=2, max_size=2))
def test_where_in_a_list_makes_no_other_finding(positions: list[int]) -> None:
    found = [Carried("t#1", "s", "h.example", "email", "email", f"body.events[{at}].text", False) for at in positions]
    assert Leaks(found).data == ["email in body.events[].text"]
