"""Share links: which they are, how much chance they hold, and when they end."""

from __future__ import annotations

import secrets
import uuid
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sandbox.settings.effects.links import candidates, expiry, expiry_of_json, measure, pairs

PAGE = "https://school.test/werk/1"
TODAY = date(2026, 3, 1)


def link(token: str) -> str:
    return f"https://school.test/deel/{token}"


def bits(one: str, other: str) -> float:
    return measure(link(one), link(other)).bits


def test_links_are_found_in_what_a_page_holds() -> None:
    page = """<a href="/deel/abc">x</a> <input value="https://school.test/s?share=1&amp;t=2"> <a href='/huiswerk'>y</a>
    {"url":"https:\\/\\/school.test\\/shared\\/q"} <a href="https://elders.test/deel/z">z</a> <a href="//[">w</a>"""
    assert candidates(page, PAGE) == [link("abc"), "https://school.test/s?share=1&t=2", "https://school.test/shared/q"]


def test_only_what_differs_between_two_works_is_a_link_of_its_own() -> None:
    first = ["https://school.test/deel/help", link("q8Zr"), "https://school.test/uitnodiging"]
    second = ["https://school.test/deel/help", link("T3xw")]
    assert list(pairs(first, second)) == [(link("q8Zr"), link("T3xw"))]
    assert not list(pairs(["https://school.test/deel/nieuw"], ["https://school.test/deel/oud"])), "words are no chance"


@pytest.mark.parametrize("size", [4, 8, 16, 32])
def test_random_bytes_are_counted_as_what_they_are(size: int) -> None:
    one, other = "f" + secrets.token_hex(size)[1:], "0" + secrets.token_hex(size)[1:]
    assert size * 8 - 16 <= bits(one, other) <= size * 8
    one, other = "A-" + secrets.token_urlsafe(size), "b_" + secrets.token_urlsafe(size)
    assert bits(one, other) >= size * 8 - 20


def test_what_both_share_is_no_chance() -> None:
    assert bits("werk-2026-a1b2", "werk-2026-c3d4") == pytest.approx(4 * 4)
    assert bits("a1b2-werkje", "c3d4-werkje") == pytest.approx(4 * 4)


def test_counting_is_seen() -> None:
    assert measure(link("1001"), link("1002")).sequential
    assert measure(link("00fe"), link("0101")).sequential
    assert not measure(link("10000001"), link("90000001")).sequential
    told = measure("https://school.test/deel?token=17&werk=a", "https://school.test/deel?token=19&werk=a")
    assert (told.address, told.sequential) == ("https://school.test/deel?token={}&werk=a", True)


def test_uuids_hold_what_their_version_says() -> None:
    assert bits(str(uuid.uuid4()), str(uuid.uuid4())) == 122
    assert bits(str(uuid.uuid1()), str(uuid.uuid1(clock_seq=5))) < 20


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("De link vervalt op 2026-03-15.", 14), ("Verloopt: 31/03/2026", 30), ("This link expires in 7 days", 7),
        ("Valid until 2026-04-30", 60), ("gültig bis 02.03.2026", 1), ("Ce lien expire dans 2 semaines", 14),
        ("vervalt na 48 uur", 2), ("Expires in 3 months", 90), ("Gemaakt op 2026-03-15", None), ("vervalt op 2026-99-99", None),
        ("", None),
    ],
)
def test_the_end_is_read_from_the_page(text: str, days: float | None) -> None:
    assert expiry(text, link("x"), TODAY) == (days, False, "page" if days is not None else "")


@pytest.mark.parametrize("text", ["De link vervalt nooit.", "This link never expires", "Ce lien n'expire jamais", "läuft nie ab", "Expires: never"])
def test_a_link_that_never_ends_says_so(text: str) -> None:
    assert expiry(text, link("x"), TODAY) == (None, True, "page")


def test_the_end_is_read_from_the_address_and_from_json() -> None:
    assert expiry("", "https://school.test/deel/x?expires=1772668800", TODAY) == (4, False, "address")
    assert expiry_of_json(b'{"share": {"expiresAt": "2026-03-11T00:00:00Z"}}', TODAY) == (10, False, "api")
    assert expiry_of_json(b'[{"valid_until": null}]', TODAY) == (None, True, "api")
    assert expiry_of_json(b'{"expires_at": 1772668800000}', TODAY) == (4, False, "api")
    assert expiry_of_json(b"{", TODAY) == expiry_of_json(b'{"made": "2026-03-11"}', TODAY) == (None, False, "")


@given(st.text(max_size=200))
def test_any_page_can_be_read(text: str) -> None:
    found = candidates(text, PAGE)
    assert PAGE not in found
    for one, other in pairs(found, [f"{each}x" for each in found]):
        assert measure(one, other).bits >= 0
    expiry(text, text, TODAY)
