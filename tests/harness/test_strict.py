"""JSON of which every byte has one meaning."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.strict import MalformedError, find, parse

LIMIT = 10_000
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(st.characters(exclude_categories=["Cs"]), max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), inner, max_size=3),
    max_leaves=10,
)  # fmt: skip


@given(VALUES)
def test_what_is_plain_is_read(value: Any) -> None:
    assert parse(json.dumps(value).encode(), LIMIT) == value


@given(st.binary(max_size=60))
def test_anything_else_is_refused_in_one_way(content: bytes) -> None:
    try:
        parse(content, LIMIT)
    except MalformedError as error:
        assert (error.line >= 1, error.column >= 1) == (True, True)


@pytest.mark.parametrize(
    ("content", "place", "why"),
    [
        (b'{"a":1,\n "a":2}', (2, 2), "twice"),
        (b'{"x":{"b":1,"b":1}}', (1, 13), "twice"),
        (b"{\n\n!}", (3, 1), ""),
        (b'\n\n"\xff"', (3, 1), "UTF-8"),
        (b"[NaN]", (1, 1), "no JSON"),
        (b"-Infinity", (1, 1), "no JSON"),
        (b'"\\ud800"', (1, 1), "surrogate"),
        (b"[" * 9000, (1, 1), "deep"),
        (b"1" * 9000, (1, 1), ""),
        (b" " * 10_001, (1, 1), "longer than"),
    ],
    ids=range(10),
)
def test_what_two_readers_read_differently(content: bytes, place: tuple[int, int], why: str) -> None:
    with pytest.raises(MalformedError, match=why or ".") as caught:
        parse(content, LIMIT)
    assert (caught.value.line, caught.value.column) == place


def test_places() -> None:
    text = '{\n "a": {"c": 1},\n "b": [{"c": 2}]\n}'
    assert find(text, ("b", 0, "c")) == (3, 9)
    assert find(text, ("nowhere",)) == (1, 1)
