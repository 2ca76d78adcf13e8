"""Opening packed streams, bombs included."""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Callable
from functools import partial

import brotli  # type: ignore[import-untyped]
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.leaks.unpack import MOST_STREAMS, SMALL, Bounds, _starts, starts_packed, unpacked

TEXT = b'{"mail": "ada@school.example"}' * 3


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "zlib": zlib.compress,
    "zstd": zstandard.compress,
    "br": partial(brotli.compress, quality=3),
    "deflate": raw_deflate,
}


def opened(data: bytes, encoding: str = "", bounds: Bounds | None = None) -> list[tuple[str, bytes]]:
    return list(unpacked(data, bounds or Bounds(), encoding))


@pytest.mark.parametrize("name", PACKERS)
def test_streams_are_opened_without_being_told(name: str) -> None:
    assert (name, TEXT) in opened(PACKERS[name](TEXT))


@pytest.mark.parametrize("name", ["gzip", "br", "deflate", "zstd"])
def test_told_encodings_are_opened(name: str) -> None:
    assert (name, TEXT) in opened(PACKERS[name](TEXT), encoding=name.upper())


def test_wrapped_deflate_is_opened_as_deflate() -> None:
    assert ("deflate", TEXT) in opened(zlib.compress(TEXT), encoding="deflate")


def test_members_follow_each_other() -> None:
    assert opened(gzip.compress(b"first ") + gzip.compress(b"second"))[0] == ("gzip", b"first second")


def test_a_cut_stream_gives_what_there_is() -> None:
    ((name, data), *_) = opened(gzip.compress(TEXT * 50)[:-12])
    assert name == "gzip"
    assert data.startswith(TEXT)


def test_streams_in_the_middle_are_found() -> None:
    assert ("zstd", TEXT) in opened(b"--x\r\n\r\n" + zstandard.compress(TEXT) + b"\r\n--x--")
    assert ("zlib", TEXT) in opened(b"--x\r\n\r\n" + zlib.compress(TEXT) + b"\r\n--x--")


@pytest.mark.parametrize("name", PACKERS)
def test_bombs_stop_at_the_ratio(name: str) -> None:
    bomb = PACKERS[name](bytes(40 << 20))
    bounds = Bounds()
    made = opened(bomb, encoding=name, bounds=bounds)
    assert sum(len(data) for _, data in made) <= max(SMALL, 200 * len(bomb)) * 2
    assert bounds.hit


@pytest.mark.parametrize("name", PACKERS)
def test_output_is_bounded_in_all(name: str) -> None:
    bounds = Bounds(left=100_000, ratio=10_000)
    made = opened(PACKERS[name](bytes(1 << 20)), encoding=name, bounds=bounds)
    assert sum(len(data) for _, data in made) <= 100_000
    assert bounds.hit == ["output"]


def test_a_nested_brotli_bomb_stays_small() -> None:
    bounds = Bounds()
    opened(brotli.compress(bytes(200 << 20), quality=1), encoding="br", bounds=bounds)
    assert bounds.hit == ["ratio"]


def test_many_streams_are_counted() -> None:
    bounds = Bounds()
    made = opened(b"\r\n".join(gzip.compress(b"part %d" % number) for number in range(40)), bounds=bounds)
    assert len(made) <= MOST_STREAMS
    assert bounds.hit == ["streams"]


@pytest.mark.parametrize(("name", "module"), [("br", "brotli"), ("zstd", "zstandard")])
def test_a_missing_decoder_is_told(name: str, module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    bounds = Bounds()
    assert opened(PACKERS[name](TEXT), encoding=name, bounds=bounds) == []
    assert bounds.hit == [f"no-{module}"]


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"x\x9c"]),
       st.sampled_from(["", "gzip", "br", "zstd", "deflate", "gzip, br", "nonsense"]))
def test_any_bytes_are_taken(data: bytes, mark: bytes, encoding: str) -> None:
    for name, out in opened(mark + data, encoding):
        assert name
        assert out
    assert starts_packed(mark + data) or not mark


@given(st.lists(st.sampled_from([b"\n", b"\r", b"x", b"}", b"a", b"\x01", b"\x5e", b"\x9c", b"\xda"]), max_size=16).map(b"".join))
def test_a_zlib_stream_may_begin_after_an_empty_line_or_an_object(data: bytes) -> None:
    seconds, befores = (b"x\x01", b"x\x5e", b"x\x9c", b"x\xda"), (b"\n\n", b"\n\r\n", b"}\n")
    plainly = {at for at in range(1, len(data)) if data[at:].startswith(seconds) and data[:at].endswith(befores)}
    assert {at for at in _starts(data) if at} == plainly
