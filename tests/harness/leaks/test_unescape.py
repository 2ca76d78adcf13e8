"""Undoing escapes."""

from __future__ import annotations

import html
import json
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.leaks.unescape import BLOCK, ESCAPE, NEAR, WHOLE, _escapes, has_escape, unescaped


@pytest.mark.parametrize(
    ("data", "plain"),
    [
        (b"Zo%C3%AB", "Zoë"), (b"Zo%u00EB", "Zoë"), (rb"Zo\u00eb", "Zoë"), (rb"Zo\xeb", "Zoë"), (rb"Zo\xc3\xab", "Zoë"),
        (rb"Zo\u{eb}", "Zoë"), (b"Zo&euml;", "Zoë"), (b"Zo&#235;", "Zoë"), (b"Zo&#xEB;", "Zoë"),
        (rb"\ud83d\ude00", "😀"), (rb"a\/b\"c", 'a/b"c'), (b"a%2Fb&amp;c", "a/b&c"),
    ],
)
def test_escapes(data: bytes, plain: str) -> None:
    assert unescaped(data) == plain.encode()


@pytest.mark.parametrize("data", [b"", b"plain", b"100% & more", rb"C:\new", b"%zz", rb"\u12", b"&unknown"])
def test_nothing_to_undo(data: bytes) -> None:
    assert unescaped(data) is None


@pytest.mark.parametrize("data", [rb"\u{110000}x", rb"\ud800!", b"&#1114112;", b"&nosuch;", b"&#x110000;", b"%uD800"])
def test_impossible_characters_do_not_raise(data: bytes) -> None:
    assert unescaped(data) is not None


LONG = [rb"\u{10FFFF}", b"&#1234567;", b"&#x10FFFF;", b"&thetasym;", b"%u00EB", rb"\u00eb", rb"\xeb", b"%C3", rb"\/"]


@pytest.mark.parametrize("one", LONG)
def test_an_escape_is_seen_alone_and_at_the_head_of_a_long_row(one: bytes) -> None:
    assert has_escape(one)
    assert has_escape(one * 3)
    assert not has_escape(one[:-1])


def test_of_large_data_only_the_neighbourhood_of_escapes_is_kept() -> None:
    data = b"x" * WHOLE + b"a%2Fb" + b"y" * WHOLE * 4 + b"c%2Fd"
    plain = unescaped(data)
    assert plain is not None
    assert b"a/b" in plain
    assert b"c/d" in plain
    assert len(plain) < 4 * (NEAR + BLOCK)


@pytest.mark.parametrize("shift", range(-11, 12))
def test_an_escape_across_blocks_is_undone(shift: int) -> None:
    before = b"x" * (BLOCK * 6 + shift)
    assert b"=\xc3\xa9." in (unescaped(before + b"=%C3%A9." + b"y" * BLOCK) or b"")
    assert b"=\xf0\x9f\x98\x80." in (unescaped(before + rb"=\u{1F600}." + b"y" * BLOCK) or b"")


@settings(deadline=None)
@given(st.text(max_size=50))
def test_standard_escapes_are_undone(text: str) -> None:
    data = text.encode()
    simple = text.isascii() and text.isprintable() and not set(text) & set("%\\&")
    if simple:
        for escaped in (quote(text, safe=""), json.dumps(text)[1:-1], html.escape(text)):
            assert (unescaped(escaped.encode()) or escaped.encode()) == data


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_taken(data: bytes) -> None:
    plain = unescaped(data)
    assert plain is None or len(plain) <= 3 * len(data)


@given(st.lists(st.sampled_from([b"%", b"\\", b"&", b"u00e9", b"xe9", b"C3", b"{1}", b"/", b"amp;", b"#233;", b"a", b" " * 4090]), max_size=12))
def test_an_escape_is_seen_wherever_the_expression_sees_one(pieces: list[bytes]) -> None:
    data = b"".join(pieces)
    assert has_escape(data) is (ESCAPE.search(data) is not None)
    blocks = [at // BLOCK for at in range(len(data)) if ESCAPE.match(data, at)]
    assert [place // BLOCK for place in _escapes(data, BLOCK)] == sorted(set(blocks))
