"""The search in bytes."""

from __future__ import annotations

import base64
import string
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.leaks.matcher import MAX_SPANS, WINDOW, Matcher

PERSONA = {
    "first_name": "Ada",
    "last_name": "Broeckhout",
    "email": "ada.broeckhout@school.example",
    "born": "2012-05-17",
}
VALUES = st.text(min_size=8, max_size=40).filter(lambda text: text == text.strip() and not text.isdigit())


def chains(values: dict[str, str], data: bytes) -> set[tuple[str, str]]:
    return {(hit.field, hit.chain) for hit in Matcher(values).search(data)}


def test_hit_tells_place_and_chain() -> None:
    (hit,) = Matcher(PERSONA).search(b'{"m": "ada.broeckhout@school.example"}')
    assert hit == ("email", "email", 7, 36, False)


def test_chain_tells_how_it_was_written() -> None:
    assert chains({"n": "Broeckhout"}, b"n=BROECKHOUT") == {("n", "upper(n)")}
    assert chains({"n": "Broeckhout"}, b"n=broeckhout") == {("n", "lower(n)")}
    assert chains({"n": "Broeckhout"}, b"n=bRoeckhout") == {("n", "n")}


def test_what_is_part_of_a_longer_value_is_not_told_twice() -> None:
    assert chains(PERSONA, b"ada.broeckhout@school.example") == {("email", "email")}
    found = chains(PERSONA, b"ada.broeckhout@school.example Broeckhout")
    assert found == {("email", "email"), ("last_name", "last_name")}


def test_each_field_and_chain_once() -> None:
    hits = Matcher(PERSONA).search(b"Broeckhout, Broeckhout, Broeckhout")
    assert [(hit.field, hit.start) for hit in hits] == [("last_name", 0)]


def test_two_fields_with_one_value_are_both_told() -> None:
    assert chains({"a": "Broeckhout", "b": "Broeckhout"}, b"Broeckhout") == {("a", "a"), ("b", "b")}


@pytest.mark.parametrize("text", ["Ada", "?n=Ada&x", '"Ada"', "hello ada!", r'{"t":"\nAda"}', "Ada\n"])
def test_short_values_are_found_as_words(text: str) -> None:
    (hit,) = Matcher({"n": "Ada"}).search(text.encode())
    assert hit.indicative


@pytest.mark.parametrize("data", [b"Adalbert", b"canada", b"_ada_", b"Ada\xc3\xab", b"\x01\x02Ada\x00\x03", b"ada1"])
def test_short_values_are_not_found_within_words_or_packed_bytes(data: bytes) -> None:
    assert Matcher({"n": "Ada"}).search(data) == []


def test_numbers_are_not_found_within_longer_numbers() -> None:
    assert not Matcher({"p": "0470918273"}).any(b"104709182734")
    assert Matcher({"p": "0470918273"}).any(b"tel0470918273;")


def test_folding_can_be_switched_off() -> None:
    assert Matcher({"s": "Correct-Horse"}).any(b"cOrrect-hOrse")
    assert not Matcher({"s": "Correct-Horse"}, fold=False).any(b"cOrrect-hOrse")


@pytest.mark.parametrize("offset", [-30, -15, -1, 0, 1, 15])
def test_values_across_windows_are_found_once(offset: int) -> None:
    data = b"-" * (WINDOW + offset) + b"ada.broeckhout@school.example" + b"-" * WINDOW
    matcher = Matcher({"email": PERSONA["email"]})
    assert [span.start for span in matcher.spans(data)] == [WINDOW + offset]


def test_many_hits_are_bounded() -> None:
    data = b"Broeckhout " * (MAX_SPANS * 2)
    assert len(Matcher(PERSONA).search(data)) == 1


def test_no_values_find_nothing() -> None:
    assert Matcher({}).search(b"anything") == []
    assert not Matcher({"blank": "  "}).any(b"   ")


@settings(deadline=None)
@given(VALUES, st.binary(max_size=40), st.binary(max_size=40))
def test_value_is_found_between_any_bytes(value: str, before: bytes, after: bytes) -> None:
    matcher = Matcher({"f": value})
    data = value.encode()
    looks = [data, base64.b64encode(data), quote(data, safe="").encode()]
    for look in looks:
        assert matcher.any(before + b"=" + look + b"&" + after)
        assert [hit.field for hit in matcher.search(before + b"=" + look + b"&" + after)]
    # These hold in the middle of more of the same.
    assert matcher.any(base64.b64encode(before + data + after))
    assert matcher.any(base64.urlsafe_b64encode(before + data + after))
    assert matcher.any((before + b"=" + data + b"=" + after).hex().encode())
    assert matcher.any((before + b"=" + data + b"=" + after).hex().upper().encode())


@settings(deadline=None)
@given(VALUES, st.text(string.printable, max_size=200))
def test_any_agrees_with_search(value: str, text: str) -> None:
    matcher = Matcher({"f": value})
    assert matcher.any(text.encode()) == bool(matcher.search(text.encode()))
