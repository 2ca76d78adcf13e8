"""Samples and random passwords are what they are said to be, whatever an app asks."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from harness.sandbox.demo.faults import switches
from harness.sandbox.demo.password_rules import problem
from harness.sandbox.passwords.samples import (
    BREACHED,
    COMMON,
    Fits,
    boundary,
    breached,
    common,
    context,
    dressed,
    like,
    parts,
    passphrase,
    variants,
)


@given(st.integers(1, 30), st.integers(1, 80), st.booleans())
def test_what_is_offered_fits_the_app(least: int, most: int, strong: bool) -> None:
    fits = Fits(least, most, strong)
    for words in (common(fits, 20), context("Mijn School!", fits, 5), breached(fits, 5)):
        offered = [dressed(word) if strong else word for word in words]
        assert all(least <= len(one) <= most for one in offered)
        assert len(words) == len(set(words))


def test_there_are_enough_for_every_usual_app() -> None:
    for least in (4, 6, 8, 10, 12, 14, 15, 16):
        for strong in (False, True):
            assert len(common(Fits(least, 64, strong), 20)) == 20, (least, strong)
        assert len(context("", Fits(least, 64), 5)) == 5
        assert len(breached(Fits(least, 64), 5)) == 5
    assert len(set(COMMON)) == len(COMMON)
    assert "mijnschool12" in context("Mijn School!", Fits(12, 64), 5)


@given(st.sampled_from(COMMON + BREACHED), st.booleans())
def test_a_random_one_has_the_same_shape(word: str, strong: bool) -> None:
    drawn, wanted = like(word, strong=strong), dressed(word) if strong else word
    assert len(drawn) == len(wanted)
    assert all(
        (one.isdigit(), one.isalpha(), one.isupper()) == (two.isdigit(), two.isalpha(), two.isupper())
        for one, two in zip(drawn, wanted, strict=True)
    )
    assert drawn != wanted or len(word) < 6


@given(st.integers(16, 128))
def test_a_passphrase_is_free_of_everything_but_length(length: int) -> None:
    phrase = passphrase(length)
    assert len(phrase) == length
    assert phrase == phrase.lower() == unicodedata.normalize("NFC", phrase) == phrase.strip()
    assert " " in phrase
    assert not phrase.isascii()
    assert phrase[-1].isascii()
    assert length < 64 or len(phrase.encode()) > 72, "what a server cuts after 72 bytes has to show"
    for name, other in variants(phrase).items():
        assert other != phrase, name
        assert unicodedata.normalize("NFKC", other) != unicodedata.normalize("NFKC", phrase), name


def test_each_part_has_one_property_only() -> None:
    found = parts(64)
    assert {name: (len(one), " " in one, one.isascii()) for name, one in found.items()} == {
        "small-letters": (18, False, True), "spaces": (20, True, True), "accents": (18, False, False),
        "length": (64, False, True),
    }


def test_the_boundary_differs_by_length_only() -> None:
    for _ in range(20):
        head = boundary()[:7]
        kinds = [any(map(test, head)) for test in (str.islower, str.isupper, str.isdigit)]
        assert all(kinds)
        assert any(not one.isalnum() for one in head)


def test_the_school_knows_every_word_of_the_list_and_no_random_one() -> None:
    """The rules of the demo school are its own; they have to be as good as a list of common passwords."""
    none = switches([])
    words = [word for word in COMMON + BREACHED if len(word) >= 12] + context("Demoschool", Fits(12, 64), 5)
    assert [word for word in words if problem(word, none) is None] == []
    assert [word for word in words if problem(dressed(word), none) is None] == []
    assert [one for one in (like(word) for word in words) if problem(one, none)] == []
