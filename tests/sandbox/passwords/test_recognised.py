"""Values of people are met whole, however they are written, and never by chance."""

from __future__ import annotations

import json
from html import escape
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness import Profile
from harness.sandbox.passwords.recognised import Mark, folded, marks, met, readable
from tests.harness.build import base_profile


def profile(**people: dict[str, object]) -> Profile:
    """A school with these pupils and staff."""
    named = {name: {"name": name, "role": "pupil", "known": {"number": f"nr-{name}-771"}, **more} for name, more in people.items()}
    return Profile.model_validate({**base_profile(), "personas": named})


def told(*people: Mark) -> set[tuple[str, bool]]:
    return {(one.told, one.sure) for one in people}


def test_what_is_shared_or_public_marks_nobody() -> None:
    made = profile(
        ada={"username": "ada", "class": "Klas 4A", "known": {"first_name": "Adalberta", "street": "Lindelaan 4", "app": "Demo"}},
        bea={"username": "bea.q", "known": {"street": "lindelaan 4", "class": "klas 4a"}},
        juf={"role": "teacher", "username": "200345", "known": {"username": "200345", "pet": "Rex"}},
        guest={"role": "anonymous", "known": {"first_name": "Somebody"}},
    )
    assert told(*marks(made)) == {
        ("ada.username", False), ("ada.first_name", True), ("bea.username", True), ("juf.username", True), ("juf.pet", False),
    }


ADA = Mark("ada", "pupil", "username", "ada", sure=False)
ZOE = Mark("zoe", "pupil", "name", "zoë d'hont", sure=True)


@pytest.mark.parametrize("text", ["ada", "Ada.", '["ada"]', "x,ADA;", r'{"a":"\nada\n"}', "<b>ada</b>", "naam=ada&x", "(ada)", "ada: 3"])
def test_a_whole_value_is_met(text: str) -> None:
    assert met([ADA, ZOE], readable(text.encode()), []) == [ADA]


@pytest.mark.parametrize("text", ["adam", "granada", "ada_k7", "ada-b", "x@ada", "ada@school.test", "ada.berg", "berg.ada", "ad a", "ad"])
def test_a_part_of_something_else_is_not(text: str) -> None:
    assert met([ADA, ZOE], readable(text.encode()), []) == []


def test_what_was_typed_says_nothing() -> None:
    text = readable(b"no match for ada.ber; did you mean zo\xc3\xab d'hont?")
    assert met([ADA, ZOE], text, ["ada.ber"]) == [ZOE]
    assert met([ADA], readable(b"ada or ada.ber"), ["a", "ad", "ada.ber"]) == []
    assert met([ADA], readable(b"ada or ada.ber"), ["a", "ad"]) == [ADA]


@given(st.text("abcéëøßğ '</𝒜", min_size=3, max_size=12).map(str.strip).filter(lambda text: len(text) > 2))
def test_however_it_is_written(name: str) -> None:
    one = Mark("a", "pupil", "name", folded(name), sure=True)
    for written in (name, escape(name), name.upper(), quote(name), json.dumps(name), json.dumps({"a": [name]}, ensure_ascii=False)):
        assert met([one], readable(f"x {written} y".encode()), []) == [one], written


@given(st.binary(max_size=200))
def test_anything_can_be_read(content: bytes) -> None:
    met([ADA, ZOE], readable(content), ["a"])
