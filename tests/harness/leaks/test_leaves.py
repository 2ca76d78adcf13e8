"""Named places."""

from __future__ import annotations

import base64
import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.leaks.leaves import LONGEST_PATH, MOST_LEAVES, leaves, opened


def at(data: bytes | str, path: str = "body") -> dict[str, bytes]:
    return {leaf.path: leaf.data for leaf in leaves(data.encode() if isinstance(data, str) else data, path)}


def test_json() -> None:
    made = at('{"user": {"em": "x\\u00eb"}, "items": [1, {"n": 1.50}], "ok": null}')
    assert made["body.user.em"] == "xë".encode()
    assert made["body.items[0]"] == b"1"
    assert made["body.items[1].n"] == b"1.50"
    assert made["body.(key)"]


@pytest.mark.parametrize("guard", [")]}'\n", ")]}',\n", "while(1);", "for (;;);"])
def test_guarded_json(guard: str) -> None:
    assert at(guard + '{"a": "b"}')["body.a"] == b"b"


def test_lines_of_json() -> None:
    made = at('{"a": 1}\n{"b": {"c": "d"}}\nno json\n')
    assert made["body.a"] == b"1"
    assert made["body.b.c"] == b"d"
    assert made["body"] == b"no json"


def test_lines_are_told_alike_however_many_come_together() -> None:
    alone, together = at('{"user": {"mail": "a"}}'), at('{"user": {"mail": "a"}}\n{"view": 2}\n')
    assert alone["body.user.mail"] == together["body.user.mail"] == b"a"


def test_form() -> None:
    assert at("em=a%40b&n=x+y&em2=") == {"body.em": b"a@b", "body.n": b"x+y", "body.em2": b""}


def test_address() -> None:
    made = at("https://t.example/p/ath?em=a%40b&x=1#/route?y=2", "url")
    assert made == {"url.host": b"t.example", "url.path": b"/p/ath", "url.query.em": b"a@b", "url.query.x": b"1",
                    "url.fragment./route?y": b"2"}


def test_cookies() -> None:
    assert at('a=b; _ga="c=d"', "header:cookie") == {"header:cookie.a": b"b", "header:cookie._ga": b"c=d"}


def test_multipart() -> None:
    body = (b'--xyz\r\nContent-Disposition: form-data; name="em"\r\n\r\na@b\r\n'
            b"--xyz\r\nContent-Type: text/plain\r\n\r\nc\r\n--xyz--\r\n")
    assert at(body) == {"body.em": b"a@b", "body[1]": b"c", "body[2]": b""}


def test_web_token() -> None:
    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    made = at(f"{part({'alg': 'none'})}.{part({'sub': 'ada'})}.", "header:x")
    assert json.loads(made["header:x(jwt).payload"]) == {"sub": "ada"}


@pytest.mark.parametrize("data", ["", "plain words", "AAAAAAAAAAAA==", "{broken", "[1, 2", "=", "a b=c"])
def test_what_is_no_structure_has_no_leaves(data: str) -> None:
    assert at(data) == {}


def test_names_of_the_app_are_made_harmless() -> None:
    (path, *_) = [path for path in at(json.dumps({"\x1b[31m" + "k" * 500: "v"})) if "(key)" not in path]
    assert "\x1b" not in path
    assert len(path) < 80


def test_deep_and_wide_structures_are_bounded() -> None:
    assert at("[" * 100_000 + "]" * 100_000) == {}
    deep = '{"a":' * 200 + '"x"' + "}" * 200
    assert all(len(path) <= LONGEST_PATH + 6 for path in at(deep))
    assert len(leaves(json.dumps(["x"] * (MOST_LEAVES + 10)).encode(), "body")) == MOST_LEAVES


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (base64.b64encode(b"content of it"), "body.d(base64)"),
        (base64.urlsafe_b64encode(b"\xff\xfe content"), "body.d(base64)"),
        (b"content of it".hex().encode(), "body.d(hex)"),
        (gzip.compress(b"content of it"), "body.d(gzip)"),
        (b"content%20of%20it", "body.d"),
    ],
    ids=range(5),  # packed bytes hold the time, and make no stable names
)
def test_wrapped_values_are_opened(data: bytes, path: str) -> None:
    assert any(leaf.path == path and b"content" in leaf.data for leaf in opened(data, "body.d"))


@settings(deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=100).map(str.encode)),
       st.sampled_from(["body", "url", "header:cookie"]))
def test_any_bytes_are_taken(data: bytes, path: str) -> None:
    for leaf in [*leaves(data, path), *opened(data, path)]:
        assert leaf.path.startswith(path)
        assert leaf.path.isprintable()


@settings(deadline=None)
@given(st.dictionaries(st.text(st.characters(categories=["Ll"]), min_size=1, max_size=8), st.text(max_size=20),
                       min_size=1, max_size=5))
def test_json_and_forms_give_every_value(content: dict[str, str]) -> None:
    made = at(json.dumps(content))
    assert {f"body.{key}": value.encode() for key, value in content.items()}.items() <= made.items()
