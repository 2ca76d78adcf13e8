"""Bodies: decoding gives back what was encoded, and never more than the limit."""

from __future__ import annotations

import gzip
import zlib

import brotli  # type: ignore[import-untyped]
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.sandbox.web.proxy.bodies import DECODERS, OUTPUT_CAP, SMALL, Body, Budget, Decoded, Tap, decode, encodings

ENCODERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
}
CODINGS = sorted(ENCODERS)


def whole(data: bytes) -> Body:
    return Body(data, len(data), True)


def test_every_decoder_is_tested() -> None:
    assert set(ENCODERS) == set(DECODERS)


@settings(deadline=None)  # the machine may be busy
@given(st.binary(max_size=5000), st.lists(st.sampled_from(CODINGS), max_size=4))
def test_round_trip(data: bytes, codings: list[str]) -> None:
    encoded = data
    for coding in codings:
        encoded = ENCODERS[coding](encoded)
    assert decode(whole(encoded), codings) == Decoded(data, True)


@settings(deadline=None)  # the machine may be busy
@given(st.binary(min_size=1, max_size=2000), st.lists(st.sampled_from([*CODINGS, "odd"]), min_size=1, max_size=6))
def test_rubbish_is_kept_or_decoded_but_never_lost(data: bytes, codings: list[str]) -> None:
    decoded = decode(whole(data), codings)
    assert decoded.why is None or decoded.data == data


@pytest.mark.parametrize("coding", CODINGS)
def test_bomb(coding: str) -> None:
    bomb = ENCODERS[coding](bytes(OUTPUT_CAP * 4))
    assert decode(whole(bomb), [coding]) == Decoded(bomb, False, "body-bomb")


@pytest.mark.parametrize("coding", CODINGS)
def test_high_ratio_of_a_small_body_is_no_bomb(coding: str) -> None:
    spaces = b" " * (SMALL // 2)
    assert decode(whole(ENCODERS[coding](spaces)), [coding]) == Decoded(spaces, True)


def test_bomb_within_a_bomb() -> None:
    bomb = gzip.compress(gzip.compress(bytes(OUTPUT_CAP * 4)))
    assert decode(whole(bomb), ["gzip", "gzip"]).why == "body-bomb"


def test_raw_deflate_as_some_servers_send_it() -> None:
    encoder = zlib.compressobj(wbits=-15)
    assert decode(whole(encoder.compress(b"dag") + encoder.flush()), ["deflate"]).data == b"dag"


def test_members_and_what_follows_them() -> None:
    assert decode(whole(gzip.compress(b"a") + gzip.compress(b"b") + b"tail"), ["gzip"]).data == b"ab"


def test_endless_members_are_given_up() -> None:
    many = gzip.compress(b"") * 1000
    assert decode(whole(many), ["gzip"]) == Decoded(many, True, "body-undecodable")


@pytest.mark.parametrize("coding", CODINGS)
def test_first_part_of_a_body_is_decoded_as_far_as_it_goes(coding: str) -> None:
    data = bytes(range(256)) * 400 + b"end"
    encoded = ENCODERS[coding](data)
    decoded = decode(Body(encoded[:-4], len(encoded), False), [coding])
    assert not decoded.whole
    assert data.startswith(decoded.data) or decoded.data == encoded[:-4]


def test_names_of_encodings() -> None:
    assert encodings(["GZIP, identity", " br"]) == ["gzip", "br"]
    assert encodings([]) == []


@settings(deadline=None)  # the machine may be busy
@given(st.lists(st.binary(max_size=50), max_size=20), st.integers(1, 200), st.integers(0, 200))
def test_tap_keeps_the_first_bytes_and_passes_all(chunks: list[bytes], cap: int, limit: int) -> None:
    budget = Budget(limit)
    tap = Tap(cap, budget)
    assert [tap(chunk) for chunk in chunks] == chunks
    sent = b"".join(chunks)
    body = tap.body()
    assert body.seen == len(sent)
    assert sent.startswith(body.data)
    assert len(body.data) <= min(cap, limit)
    assert body.whole == (body.data == sent)
    assert not tap.body(complete=False).whole
    budget.give(len(body.data))
    assert budget.take(limit)
