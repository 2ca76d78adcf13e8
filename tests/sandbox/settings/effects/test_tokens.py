"""A recorded request made ready for somebody else: their tokens stand where the first one's stood, nothing else changes."""

from __future__ import annotations

import json
from urllib.parse import quote_plus, urlencode

from hypothesis import given
from hypothesis import strategies as st

from harness.sandbox.settings.effects.tokens import Write, needed, places, readdressed

PAGE = '<meta name="csrf-token" content="{0}-meta"><form><input type="hidden" name="csrf" value="{0}&amp;form"></form>'
MINE, THEIRS = places(PAGE.format("mijntoken"), {"XSRF": "mijn%2Fkoekje"}), places(PAGE.format("huntoken"), {"XSRF": "hun%2Fkoekje"})


def write(body: bytes, **headers: str) -> Write:
    return Write("POST", "https://school.test/berichten/ada?csrf=mijntoken-meta", headers, body, MINE)


FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}


def test_tokens_are_found_where_they_stand() -> None:
    assert MINE == {("meta", "csrf-token"): "mijntoken-meta", ("input", "csrf"): "mijntoken&form", ("cookie", "XSRF"): "mijn%2Fkoekje"}
    assert places('<input type=hidden name=csrf value="">< <meta name=x content=>', {}) == {}


def test_a_form_gets_the_other_persons_token_and_mark() -> None:
    sent = write(urlencode({"csrf": "mijntoken&form", "text": "merk één"}).encode(), **FORM)
    ready = readdressed(sent, THEIRS, {"merk één": "merk twee"})
    assert ready.body == urlencode({"csrf": "huntoken&form", "text": "merk twee"}).encode()
    assert ready.url.endswith("?csrf=huntoken-meta")


def test_json_and_headers_too() -> None:
    sent = write(json.dumps({"csrf": "mijntoken&form", "tekst": "merk"}).encode(), **{"Content-Type": "application/json", "X-CSRF-Token": "mijntoken-meta", "X-XSRF": "mijn/koekje"})
    ready = readdressed(sent, THEIRS, {"merk": "ander"})
    assert json.loads(ready.body) == {"csrf": "huntoken&form", "tekst": "ander"}
    assert (ready.headers["x-csrf-token"], ready.headers["x-xsrf"]) == ("huntoken-meta", "hun/koekje")


def test_a_session_never_goes_along() -> None:
    sent = write(b"", **{"Cookie": "sid=1", "Authorization": "Bearer mijn", "Host": "x", "Content-Type": "text/plain", "User-Agent": "y"})
    assert readdressed(sent, THEIRS, {}).headers == {"content-type": "text/plain"}
    assert readdressed(sent, THEIRS, {}, "Bearer hun").headers["authorization"] == "Bearer hun"


def test_what_the_other_person_needs_of_their_own() -> None:
    assert needed(write(urlencode({"csrf": "mijntoken&form"}).encode())) == {("input", "csrf")}
    assert needed(write(b"niets")) == set()


@given(st.binary(max_size=200), st.text(max_size=40))
def test_anything_may_be_in_it(body: bytes, text: str) -> None:
    assert readdressed(Write("POST", "https://school.test/", {"accept": text}, body, {}), {}, {}).body == body
    places(text, {})


@given(st.text(min_size=8, max_size=40), st.text(min_size=8, max_size=40))
def test_whatever_the_token_is_it_is_swapped_in_a_form(mine: str, theirs: str) -> None:
    try:
        body = f"csrf={quote_plus(mine)}".encode()
        wanted = f"csrf={quote_plus(theirs)}".encode()
    except UnicodeEncodeError:
        return
    sent = Write("POST", "https://school.test/", FORM, body, {("input", "csrf"): mine})
    ready = readdressed(sent, {("input", "csrf"): theirs}, {})
    # A token that is quoted in its cookie may stand plain elsewhere, so one with a percent sign is tried both ways.
    assert ready.body == wanted or "%" in mine + theirs or mine in theirs


def test_a_page_that_never_closes_anything_is_read_in_time() -> None:
    assert places(f'<input type=hidden name=csrf value=teken>{"<a " * 300_000}', {}) == {("input", "csrf"): "teken"}
