"""Phrases are found as whole words in order, whatever the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.catalogue.wording import Phrases, groups, name_tokens, read_phrase, tokens

WORD = st.text("abcdé", min_size=2, max_size=5)


def hits(phrase: str, text: str) -> list[frozenset[int]]:
    return [places for _, places, _ in Phrases([(phrase, None)]).found(tokens(text))]


@pytest.mark.parametrize(
    ("phrase", "text", "places"),
    [
        ("profiel zien", "Wie kan mijn profiel zien?", {3, 4}),
        ("profiel zien", "Profielfoto zien", None),
        ("profiel zien", "Zien wie profiel heeft", None),
        ("locatie van school", "Locatie van onze grote school", {0, 1, 4}),
        ("locatie school", "locatie een twee drie vier school", None),
        ("meld*", "Meldingen", {0}),
        ("meld*", "Aanmelden", None),
        ("öffentlich*", "Öffentliches Profil", {0}),
        ("j aime", "J’aime", {0, 1}),
        ("s nachts", "Geen meldingen 's nachts", {2, 3}),
    ],
)
def test_where_a_phrase_stands(phrase: str, text: str, places: set[int] | None) -> None:
    assert hits(phrase, text) == ([] if places is None else [frozenset(places)])


@pytest.mark.parametrize("phrase", ["", " ", "*", "a*", "…", "foto *"])
def test_what_is_no_phrase_is_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match="no phrase"):
        read_phrase(phrase)


@pytest.mark.parametrize(
    ("name", "words"), [("readReceipts", ("read", "receipts")), ("MY_SCHOOL", ("my", "school")), ("a.b-c", ("a", "b", "c"))]
)
def test_a_name_in_a_program_is_words(name: str, words: tuple[str, ...]) -> None:
    assert name_tokens(name) == words


def test_what_shares_a_word_says_one_thing() -> None:
    assert groups([frozenset({0, 2}), frozenset({2, 3}), frozenset({5})]) == [frozenset({0, 2, 3}), frozenset({5})]


@given(st.text(max_size=600))
def test_any_text_has_few_plain_words(text: str) -> None:
    found = tokens(text)
    assert len(found) <= 60
    assert all(word and word.isascii() and word.isalnum() and word == word.lower() for word in found)


@given(st.lists(WORD, min_size=1, max_size=4), st.lists(WORD, max_size=4), st.lists(WORD, max_size=4))
def test_a_phrase_is_found_in_what_surrounds_it(phrase: list[str], before: list[str], after: list[str]) -> None:
    assert hits(" ".join(phrase), " ".join([*before, *phrase, *after]))


@given(st.lists(WORD, min_size=1, max_size=3), st.text(max_size=80))
def test_what_is_found_is_there(phrase: list[str], text: str) -> None:
    words = tokens(text)
    for places in hits(" ".join(phrase), text):
        assert tuple(words[place] for place in sorted(places)) == tuple(tokens(" ".join(phrase)))
