"""Layers of a body."""

from __future__ import annotations

import base64
import gzip
import json
import random
import zlib
from collections.abc import Callable
from urllib.parse import quote

import brotli  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.leaks.decode import MOST_LAYERS, Layer, Limits, few_views, layers

MAIL = b"ada.broeckhout@school.example"


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def steps_to(data: bytes, wanted: bytes = MAIL) -> set[tuple[str, ...]]:
    return {layer.steps for layer in layers(data) if wanted in layer.data}


def test_the_data_itself_comes_first() -> None:
    assert next(layers(b"abc", "url")) == Layer("url", b"abc")


@pytest.mark.parametrize(
    ("data", "steps"),
    [
        (MAIL, ()),
        (quote(MAIL, safe="").encode(), ()),
        (base64.b64encode(MAIL), ("base64",)),
        (base64.b32encode(MAIL), ("base32",)),
        (MAIL.hex().encode(), ("hex",)),
        (MAIL.decode().encode("utf-16-le"), ("utf16le",)),
        (gzip.compress(base64.b64encode(MAIL)), ("gzip", "base64")),
        (base64.b64encode(gzip.compress(MAIL)), ("base64", "gzip")),
        (base64.b64encode(base64.b64encode(base64.b64encode(MAIL))), ("base64", "base64", "base64")),
        (quote(base64.b64encode(json.dumps({"m": quote(MAIL, safe="")}).encode())).encode(), ("base64",)),
    ],
    ids=range(10),  # packed bytes hold the time, and make no stable names
)
def test_steps_are_told_outermost_first(data: bytes, steps: tuple[str, ...]) -> None:
    assert steps in steps_to(data)


@pytest.mark.parametrize("before", [b"", b"a", b"ab", b"abc", b"/collect/", b"x-y_", b"v1/"])
def test_base64_behind_letters_is_read_from_the_right_start(before: bytes) -> None:
    inner = base64.b64encode(MAIL)  # two deep, so no pattern of the value itself would do
    assert ("base64", "base64") in steps_to(before + base64.b64encode(inner))


@pytest.mark.parametrize("size", [10, 500, 5000])
def test_long_base64_behind_letters_is_read_from_the_right_start(size: int) -> None:
    content = base64.b64encode(b"text " * size + base64.b64encode(MAIL))
    assert ("base64", "base64") in steps_to(b"/v1/" + content)


def test_told_content_encoding_is_undone() -> None:
    data = gzip.compress(b'{"m": "' + MAIL + b'"}')[:-8]
    assert ("gzip",) in {layer.steps for layer in layers(data, encoding="gzip") if MAIL in layer.data}


def test_depth_is_bounded_and_told() -> None:
    data = MAIL * 4
    for _ in range(5):
        data = gzip.compress(data)
    found = list(layers(data))
    assert max(len(layer.steps) for layer in found) == 3
    assert (found[-1].capped, found[-1].why, found[-1].data) == (True, "depth", b"")


@pytest.mark.parametrize("depth", [0, 1, 2])
def test_limits_can_be_set(depth: int) -> None:
    data = base64.b64encode(base64.b64encode(base64.b64encode(MAIL)))
    assert max(len(layer.steps) for layer in layers(data, limits=Limits(depth=depth))) == depth


def test_a_bomb_is_cut_and_told() -> None:
    bomb = gzip.compress(bytes(100 << 20))
    found = list(layers(bomb))
    assert found[-1].capped
    assert found[-1].why == "output" or "ratio" in found[-1].why
    assert sum(len(layer.data) for layer in found) < 64 << 20


def test_a_bomb_in_base64_in_json_is_cut_and_told() -> None:
    bomb = json.dumps({"d": base64.b64encode(gzip.compress(bytes(20 << 20))).decode()}).encode()
    assert list(layers(bomb))[-1].capped


def test_a_quine_like_nest_is_bounded() -> None:
    parts = b"\r\n\r\n".join(gzip.compress(gzip.compress(b"%d" % number)) for number in range(200))
    found = list(layers(parts))
    assert len(found) <= MOST_LAYERS + 1
    assert found[-1].capped


def test_ordinary_text_is_not_capped() -> None:
    words = ["functions", "return", "%20", r"\n", "&amp;", "0x1f", "AbCdEfGhIjKlMnOp"]
    text = " ".join(random.Random(1).choices(words, k=50_000))
    assert not any(layer.capped for layer in layers(text.encode()))


@settings(deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda text: text.encode("utf-8"))),
       st.sampled_from(["", "gzip", "br", "deflate, gzip"]))
def test_any_bytes_are_taken(data: bytes, encoding: str) -> None:
    found = list(layers(data, encoding=encoding))
    assert found[0].data == data
    assert len(found) <= MOST_LAYERS + 1


@settings(deadline=None)
@given(st.text(min_size=3, max_size=40), st.integers(1, 3))
def test_nested_base64_is_undone(text: str, times: int) -> None:
    data = b"value: " + text.encode() + b";"
    packed = data
    for _ in range(times):
        packed = base64.b64encode(packed)
    assert data in b"\0".join(layer.data for layer in layers(packed))


WRAPPED = st.sampled_from([
    str, lambda text: base64.b64encode(text.encode()).decode(), lambda text: quote(text, safe=""),
    lambda text: text.encode().hex(), lambda text: base64.b32encode(text.encode()).decode(),
    lambda text: json.dumps({"k": text}), lambda text: base64.b64encode(zlib.compress(text.encode())).decode(),
    lambda text: base64.b64encode(raw_deflate(text.encode())).decode(),
    lambda text: base64.b64encode(text.encode("utf-16-le")).decode(),
])


@settings(deadline=None)
@given(st.lists(st.tuples(st.text("abcXYZ0189/-_.=&%:? \\+", max_size=24), st.sampled_from([MAIL.decode(), "x", ""]), WRAPPED),
                max_size=4))
def test_the_short_way_sees_what_the_long_way_sees(pieces: list[tuple[str, str, Callable[[str], str]]]) -> None:
    data = "".join(before + wrap(text) for before, text, wrap in pieces).encode()
    views = few_views(data)
    assert views is None or views == [layer.data for layer in layers(data)]


@pytest.mark.parametrize("address", [b"https://school.test/page/1235?sort=up", b"https://cdn.example/a.js?v=1&w=2", b"abc", b""])
def test_the_short_way_is_taken_for_ordinary_addresses(address: bytes) -> None:
    assert few_views(address) is not None


@pytest.mark.parametrize("before", [b"", b"/c/", b"data="])
@pytest.mark.parametrize("packed", [raw_deflate(b'{"mail":"' + MAIL + b'"}'), brotli.compress(b'{"mail":"' + MAIL + b'"}' * 4)],
                         ids=["deflate", "brotli"])
def test_unmarked_streams_in_base64_are_opened(before: bytes, packed: bytes) -> None:
    run = base64.urlsafe_b64encode(packed).rstrip(b"=")
    assert {steps[0] for steps in steps_to(before + run + b"&x=1")} == {"base64"}
