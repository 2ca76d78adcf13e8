"""Decompression of hostile bytes: bounded in output and ratio, and never raising.

A body is opened because it says so (its content encoding), because it starts like a packed stream, or because it opens
without a mistake. Whatever was cut short by a bound is told, for a search that stopped early proves nothing.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

SMALL = 1 << 16
"""Output that is always allowed, whatever the ratio: a packed kilobyte of spaces is no bomb."""
MOST_STREAMS = 16
"""Packed streams opened within one body (the parts of a multipart form, the lines of an envelope)."""
MOST_TRIES = 256
"""Places tried within one body; most of them are chance."""
BROTLI_STEP = 16
"""Bytes fed at a time: the binding has no output bound, and this much input makes at most some 50 MB."""
UNMARKED_LIMIT = 1 << 20
"""Largest input that is tried as raw deflate or brotli, which have no mark of their own."""
ZSTD_WINDOW = 1 << 27

type Packed = bytes | memoryview
GZIP, ZSTD = b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"
MARKED = re.compile(rb"\x1f\x8b\x08|\x28\xb5\x2f\xfd|x[\x01\x5e\x9c\xda]")
SECOND = b"\x01\x5e\x9c\xda"
"""What follows the x that a zlib stream begins with."""
BEFORE = (b"\n", b"}", b"\n\r")
"""zlib's two bytes turn up by chance, so within a body they count only after an empty line, as in a multipart form, or
after a line that ends an object, as in the envelopes of error reporters."""
CONTROLS = bytes(range(9))
OTHER_PACKINGS = re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8|RIFF|wOF[F2]|PK\x03\x04|%PDF|\0asm|OggS|\x1aE\xdf\xa3")
"""Files that are packed in their own way; trying them as an unmarked stream is lost work."""


@dataclass(slots=True)
class Bounds:
    """What may still be made. `left` counts output bytes; `hit` collects the bounds that cut something short."""

    left: int = 16 << 20
    ratio: int = 200
    hit: list[str] = field(default_factory=list)

    def allowance(self, size: int) -> int:
        """Output bytes that an input of `size` bytes may make now."""
        return max(0, min(self.left, max(SMALL, size * self.ratio)))

    def spend(self, size: int) -> None:
        self.left -= size

    def note(self, bound: str) -> None:
        if bound not in self.hit:
            self.hit.append(bound)


class Opened(NamedTuple):
    """What came out of a stream, and whether the stream ended as it should."""

    data: bytes
    complete: bool
    cut: bool = False


def starts_packed(data: bytes) -> bool:
    """Whether the bytes begin like a stream that can be opened."""
    return MARKED.match(data) is not None


def _starts(data: bytes) -> Iterator[int]:
    """Where a packed stream may begin."""
    if starts_packed(data):
        yield 0
    for mark, rare in ((GZIP, b"\x1f"), (ZSTD, b"\xb5")):
        # One byte is looked for many times faster than three, and text has neither of these.
        at = data.find(mark, 1) if rare in data else -1
        while at > 0:
            yield at
            at = data.find(mark, at + 1)
    at = data.find(b"\nx")
    while at >= 0:
        if data[at + 2 : at + 3] in SECOND and at + 2 < len(data) and data[max(0, at - 2) : at].endswith(BEFORE):
            yield at + 1
        at = data.find(b"\nx", at + 1)


def unpacked(data: bytes, bounds: Bounds, encoding: str = "", *, joined: bool = False) -> Iterator[tuple[str, bytes]]:
    """Every packed stream in `data` with the name of its packing; `encoding` is a content encoding that was told.

    `joined`: the data was put together from pieces, so that as a whole it cannot be a stream without a mark.
    """
    opened = 0
    for name in reversed([part.strip().lower() for part in encoding.split(",") if part.strip()]):
        opener = TOLD.get(name)
        if opener is not None and (out := _open(opener, data, bounds, whole=False)):
            opened += 1
            yield name, out
    view = memoryview(data)
    for tried, start in enumerate(_starts(data)):
        if opened == MOST_STREAMS or tried == MOST_TRIES:
            bounds.note("streams")
            return
        name = NAMES[data[start]]
        if out := _open(TOLD[name], view[start:], bounds, whole=False):
            opened += 1
            yield name, out
    if not opened and not joined:
        yield from unmarked(data, bounds)


def unmarked(data: bytes, bounds: Bounds) -> Iterator[tuple[str, bytes]]:
    """What raw deflate or brotli makes of the data as a whole; nothing of text, of known files and of large data."""
    if not 8 <= len(data) <= UNMARKED_LIMIT or OTHER_PACKINGS.match(data):
        return
    head = data[:256]
    if head.isascii() and len(head.translate(None, CONTROLS)) == len(head):
        return
    for name in ("deflate", "br"):
        if out := _open(UNMARKED[name], data, bounds, whole=True):
            yield name, out


def _open(opener: Callable[[Packed, int], Opened], data: Packed, bounds: Bounds, *, whole: bool) -> bytes:
    """The output of one stream within bounds, b"" when it does not open. `whole`: only a stream without a mistake."""
    limit = bounds.allowance(len(data))
    try:
        opened = opener(data, limit)
    except ImportError as missing:
        bounds.note(f"no-{missing.name}")
        return b""
    except Exception:
        # The decoders raise their own types on hostile input; a stream that does not open is simply not one.
        return b""
    if opened.cut:
        bounds.note("output" if limit == bounds.left else "ratio")
    if whole and not opened.complete:
        return b""
    bounds.spend(len(opened.data))
    return opened.data


def _inflate(data: Packed, limit: int, wbits: int) -> Opened:
    """One or more zlib members; what was made before a mistake is kept."""
    out = bytearray()
    complete = False
    for _ in range(MOST_STREAMS):
        stream = zlib.decompressobj(wbits)
        if len(out) >= limit:
            return Opened(bytes(out), complete=False, cut=True)
        try:
            out += stream.decompress(data, limit - len(out))
        except zlib.error:
            break
        complete = stream.eof and not stream.unused_data
        if not stream.eof:
            return Opened(bytes(out), complete, cut=bool(stream.unconsumed_tail) and len(out) >= limit)
        data = stream.unused_data
        if not stream.unused_data.startswith(GZIP):
            break
    return Opened(bytes(out), complete)


def _gzip(data: Packed, limit: int) -> Opened:
    return _inflate(data, limit, 31)


def _zlib(data: Packed, limit: int) -> Opened:
    return _inflate(data, limit, 15)


def _raw_deflate(data: Packed, limit: int) -> Opened:
    return _inflate(data, limit, -15)


def _deflate(data: Packed, limit: int) -> Opened:
    """HTTP's `deflate`: by the book zlib, in practice often without its wrapping."""
    opened = _zlib(data, limit)
    return opened if opened.data else _raw_deflate(data, limit)


def _brotli(data: Packed, limit: int) -> Opened:
    import brotli  # type: ignore[import-untyped]

    stream = brotli.Decompressor()
    out = bytearray()
    try:
        for at in range(0, len(data), BROTLI_STEP):
            out += stream.process(data[at : at + BROTLI_STEP])
            if len(out) > limit:
                return Opened(bytes(out[:limit]), complete=False, cut=True)
    except brotli.error:
        return Opened(bytes(out), complete=False)
    return Opened(bytes(out), complete=stream.is_finished())


def _zstd(data: Packed, limit: int) -> Opened:
    import zstandard

    decoder = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW)
    out = bytearray()
    reader = decoder.stream_reader(io.BytesIO(data), read_across_frames=False)
    try:
        while len(out) <= limit and (piece := reader.read(min(SMALL, limit + 1 - len(out)))):
            out += piece
    except zstandard.ZstdError:
        return Opened(bytes(out), complete=False)
    return Opened(bytes(out[:limit]), complete=len(out) <= limit, cut=len(out) > limit)


TOLD: dict[str, Callable[[Packed, int], Opened]] = {
    "gzip": _gzip, "x-gzip": _gzip, "zlib": _zlib, "deflate": _deflate, "br": _brotli, "zstd": _zstd,
}
NAMES = {GZIP[0]: "gzip", ZSTD[0]: "zstd", ord("x"): "zlib"}
UNMARKED: dict[str, Callable[[Packed, int], Opened]] = {"deflate": _raw_deflate, "br": _brotli}
