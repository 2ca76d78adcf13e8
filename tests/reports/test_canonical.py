"""Canonical JSON: the bytes of the standard library, only sooner."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.reports.canonical import canonical

PLAIN = st.text(st.characters(exclude_categories=["Cs"]))
CONTENT = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | PLAIN,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(PLAIN, inner, max_size=4),
    max_leaves=20,
)


@given(CONTENT)
def test_bytes_are_those_of_the_standard_library(content: object) -> None:
    assert canonical(content) == (json.dumps(content, sort_keys=True, indent=1) + "\n").encode()


@pytest.mark.parametrize("text", ["é", "\u2028", "\U0001f600", '\x7f\x00\x1f\b\f\n\r\t"\\/', ""])
def test_every_kind_of_letter(text: str) -> None:
    assert json.loads(canonical({text: [text, {}, []]})) == {text: [text, {}, []]}
    assert canonical([text]) == (json.dumps([text], indent=1) + "\n").encode()
