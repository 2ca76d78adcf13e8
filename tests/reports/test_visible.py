"""Nothing invisible, nothing that steers a screen, nothing endless."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.reports.visible import MAX_TEXT, shorten, visible

FORBIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@given(st.text(alphabet=st.characters(), max_size=300), st.booleans())
def test_no_raw_control_or_format_character_survives(text: str, lines: bool) -> None:
    shown = visible(text, lines=lines)
    left = {character for character in shown if unicodedata.category(character) in FORBIDDEN}
    assert left <= ({"\n", "\t"} if lines else set())


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126)))
def test_plain_text_is_untouched(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("a\u202egnp", "a‹U+202E›gnp"),
        ("\x1b[2J", "‹U+001B›[2J"),
        ("\x9b31m", "‹U+009B›31m"),
        ("one\ntwo", "one↵two"),
        ("\ud800", "‹U+D800›"),
        ("\u3164", "‹U+3164›"),
        ("élève Zoë", "élève Zoë"),
    ],
)
def test_what_people_see(hostile: str, shown: str) -> None:
    assert visible(hostile) == shown


def test_piled_up_accents_cannot_paint_over_the_lines_around() -> None:
    shown = visible("a" + "\u0301" * 50)
    assert shown.count("\u0301") == 4
    assert "‹U+0301›" in shown


def test_a_megabyte_is_cut_and_says_so() -> None:
    shown = visible("x" * 1_000_000)
    assert len(shown) < MAX_TEXT + 20
    assert shown.endswith("… [1000000]")


def test_short_text_is_not_cut() -> None:
    assert shorten("abc", 3) == "abc"
    assert shorten("abcd", 3) == "abc… [4]"
