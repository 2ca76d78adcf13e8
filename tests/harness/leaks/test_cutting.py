"""Cutting values out of bytes."""

from __future__ import annotations

import base64

from harness.leaks.cutting import MOST_CUTS, Cut, cuts, replaced
from harness.leaks.encodings import variants
from harness.leaks.matcher import Matcher

SECRET = "Correct-Horse-77"
MATCHER = Matcher.of([("secret:a", look) for look in variants("s", SECRET)], fold=False)


def cut(data: bytes) -> bytes:
    return replaced(data, cuts(data, MATCHER.spans(data), lambda label: label == "secret:a"))


def test_nothing_to_cut_is_the_same_object() -> None:
    data = b"nothing here"
    assert cut(data) is data


def test_plain_is_cut_to_the_byte() -> None:
    assert cut(b"<" + SECRET.encode() + b">").decode() == "<⟦secret:a⟧>"


def test_base64_goes_with_the_characters_that_share_its_bits() -> None:
    for before in range(9):
        packed = base64.b64encode(b"x" * before + SECRET.encode() + b"yz")
        left = cut(b'"' + packed + b'"').decode().replace("⟦secret:a⟧", "")
        # What is left belongs wholly to what stood around the secret.
        assert len(left.strip('"')) <= len(packed) - len(SECRET) * 8 // 6 - 1


def test_an_escape_is_not_cut_in_half() -> None:
    assert cut(rb'"\n' + base64.b64encode(SECRET.encode()) + b'"').decode() == '"⟦secret:a⟧"'


def test_tokens_are_kept_whole() -> None:
    known = Matcher.of([("secret:a", look) for look in variants("s", "secret")], fold=False)
    data = "⟦secret:a⟧ secret ⟦session:32:9f3a0b12c4d5⟧ ⟦secret:other⟧".encode()
    found = cuts(data, known.spans(data), lambda label: label == "secret:a")
    assert replaced(data, found).decode() == (
        "⟦secret:a⟧ ⟦secret:a⟧ ⟦session:32:9f3a0b12c4d5⟧ ⟦⟦secret:a⟧:other⟧")


def test_overlapping_values_leave_both_labels() -> None:
    both = Matcher.of([(label, look) for label, value in (("one", "abcdefgh"), ("two", "efghijkl"))
                       for look in variants("s", value, hashes=False)], fold=False)
    data = b"-abcdefghijkl-"
    assert cuts(data, both.spans(data), lambda label: False) == [Cut(1, 13, ("one", "two"))]


def test_data_full_of_a_value_is_cut_whole() -> None:
    data = b" ".join([SECRET.encode()] * (MOST_CUTS + 1))
    assert cut(data).decode() == "⟦secret:a⟧"
