"""Leaks: what, how and where."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.bundle.redact import Redactor
from harness.leaks.ledger import Leak, core, search, search_parts, wrapped
from harness.leaks.matcher import Matcher

MAIL = "ada.broeckhout@school.example"
MATCHER = Matcher({"email": MAIL, "first_name": "Ada", "born": "2012-05-17"})
DIGEST = hashlib.sha256(MAIL.encode()).hexdigest()


def b64(text: str | bytes) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


@pytest.mark.parametrize(
    ("part", "data", "chain", "where"),
    [
        ("body", json.dumps({"user": {"em": DIGEST}}), "sha256(lower(trim(email)))", "body.user.em"),
        ("body", f"uid={DIGEST.upper()}&v=1", "upper(sha256(lower(trim(email))))", "body.uid"),
        ("url", f"https://t.example/{MAIL}/x", "email", "url.path"),
        ("url", f"https://t.example/?d={b64(MAIL)}", "base64(email)", "url.query.d"),
        ("url", f"https://t.example/?d={b64(json.dumps({'u': {'m': MAIL}}))}", "email", "url.query.d(base64).u.m"),
        ("url", f"https://t.example/?d={b64(b64(MAIL))}", "base64(base64(email))", "url.query.d"),
        ("header:referer", f"https://a.example/?mail={MAIL.replace('@', '%40')}", "email", "header:referer.query.mail"),
        ("header:cookie", f"a=1; id={MAIL}", "email", "header:cookie.id"),
        ("header:x-user", MAIL, "email", "header:x-user"),
        ("message", json.dumps(["42", {"m": MAIL}]), "email", "message[1].m"),
        ("body", json.dumps({"e": json.dumps({"m": MAIL})}), "email", "body.e.m"),
        ("body", "no structure " + MAIL, "email", "body"),
    ],
)
def test_most_precise_place(part: str, data: str, chain: str, where: str) -> None:
    assert search_parts(MATCHER, {part: data.encode()}) == [Leak("email", chain, where, False)]


def test_packed_bodies_are_named_inside() -> None:
    body = gzip.compress(json.dumps({"m": MAIL, "b": ["2012-05-17"]}).encode())
    assert search_parts(MATCHER, {"body": body}) == [
        Leak("email", "email", "body(gzip).m", False), Leak("born", "born", "body(gzip).b[0]", False)]
    form = f"d={b64(body)}".encode()
    assert search_parts(MATCHER, {"body": form})[0].where == "body.d(base64)(gzip).m"


def test_every_place_is_told() -> None:
    body = json.dumps({"a": MAIL, "b": {"c": DIGEST}, "d": MAIL.upper()}).encode()
    assert {leak.where for leak in search_parts(MATCHER, {"body": body})} == {"body.a", "body.b.c", "body.d"}


def test_keys_are_places_too() -> None:
    assert search_parts(MATCHER, {"body": json.dumps({"users": {MAIL: 1}}).encode()})[0].where == "body.users.(key)"


def test_hints_are_marked() -> None:
    (leak,) = search_parts(MATCHER, {"body": b'{"n": "Ada"}'})
    assert leak == ("first_name", "first_name", "body.n", True)


def test_parts_are_told_in_their_order() -> None:
    parts = {"url": f"https://x.example/?m={MAIL}".encode(), "body": MAIL.encode()}
    assert [leak.where for leak in search_parts(MATCHER, parts)] == ["url.query.m", "body"]


def test_nothing_found_is_nothing_told() -> None:
    assert search_parts(MATCHER, {"url": b"https://t.example/?q=1", "body": b""}) == []


def test_bombs_are_told_as_unseen() -> None:
    found = search(MATCHER, {"url": b"https://t.example/", "body": gzip.compress(bytes(50 << 20))})
    assert [part.where for part in found.unseen] == ["body"]
    assert found.leaks == []


@pytest.mark.parametrize("packed", [gzip.compress, lambda data: b"d=" + base64.b64encode(base64.b64encode(data))])
def test_what_was_withheld_is_told_as_unseen(packed: Callable[[bytes], bytes]) -> None:
    redactor = Redactor({"pupil.password": "Zonnebloem-4242"}, b"k" * 32)
    redactor.learn("csrf", "0f9d2c7be1a84d53a6c1")
    for hidden in (b"Zonnebloem-4242", b"0f9d2c7be1a84d53a6c1"):
        kept = redactor.data(packed(b'{"mail": "%s", "x": "%s"}' % (MAIL.encode(), hidden)))
        found = search(MATCHER, {"body": kept})
        assert not found.leaks  # it was there
        assert found.unseen == [("body", "withheld")]


def test_what_was_withheld_of_an_address_is_told_too() -> None:
    url = "https://t.example/?d=⟦withheld: contained session:20:0123456789ab⟧".encode("latin-1", "replace")
    assert search(MATCHER, {"url": url}).unseen == [("url", "withheld")]


def test_what_comes_before_the_bound_is_still_found() -> None:
    found = search(MATCHER, {"body": gzip.compress(MAIL.encode() + bytes(50 << 20))})
    assert [leak.field for leak in found.leaks] == ["email"]
    assert found.unseen


def test_a_hostile_nest_of_finds_is_bounded() -> None:
    content: object = MAIL
    for _ in range(12):
        content = json.dumps({"a": content, "b": content}) if len(str(content)) < 20_000 else content
    assert {leak.field for leak in search_parts(MATCHER, {"body": str(content).encode()})} == {"email"}


def test_chains_are_put_together_and_taken_apart() -> None:
    assert wrapped(("gzip", "base64"), "email") == "gzip(base64(email))"
    assert core("gzip(base64(sha256(lower(email))))") == "sha256(lower(email))"
    assert core("url(lower(email))") == "email"


@settings(deadline=None)
@given(st.recursive(st.text(max_size=8), lambda inner: st.lists(inner, max_size=3)
                    | st.dictionaries(st.text(max_size=4), inner, max_size=3), max_leaves=8))
def test_a_planted_leaf_is_found_in_any_json(content: object) -> None:
    body = json.dumps([content, {"k": MAIL}]).encode()
    assert ("email", "body[1].k") in {(leak.field, leak.where) for leak in search_parts(MATCHER, {"body": body})}


@settings(deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["url", "body", "header:cookie", "header:referer"]))
def test_any_bytes_are_taken(data: bytes, part: str) -> None:
    for leak in search_parts(MATCHER, {part: data + b" " + MAIL.encode()}):
        assert leak.where.startswith(part)
