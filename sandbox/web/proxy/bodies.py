"""Bodies: kept up to a cap while they pass through, and decoded within bounds.

Everything here comes from a hostile server. A compressed body may unpack to a thousand times its size, so no decoder is
ever asked for more than a limit, and what would go beyond it is kept as it came.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import brotli  # type: ignore[import-untyped]
import zstandard

OUTPUT_CAP = 16 << 20
"""Decoded bytes that one body may have."""
RATIO_CAP = 200
SMALL = 1 << 20
"""Below this size a high ratio is no danger (a long run of spaces), so the ratio does not count."""
LAYERS = 4
MEMBERS = 64
BROTLI_STEP = 16
"""Encoded bytes fed at once: brotli's decoder has no output limit, but a block header takes more than ten bytes and a
block at most 16 MiB, so a step of this size cannot unpack to more than two blocks."""
ZSTD_WINDOW = 8 << 20


class Bomb(Exception):
    """The body unpacks to more than the limit."""


class Undecodable(Exception):
    """The body is not what its Content-Encoding says."""


@dataclass(frozen=True, slots=True)
class Body:
    """A body as it passed: its first bytes (still encoded), how many there were, and whether `data` is all of it."""

    data: bytes
    seen: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Decoded:
    """A body without its encodings. `why` is a gap code when decoding was given up and `data` is as it came."""

    data: bytes
    whole: bool
    why: str | None = None


class Budget:
    """Bytes of bodies that the process may hold at once, over all flows. Only the event loop's thread may use it."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held = 0

    @property
    def tight(self) -> bool:
        """More than half is in use: new bodies had better wait for the writer."""
        return self._held > self._limit // 2

    def take(self, count: int) -> bool:
        """Reserve; False when there is no room."""
        if self._held + count > self._limit:
            return False
        self._held += count
        return True

    def give(self, count: int) -> None:
        """Return what was taken."""
        self._held -= count


class Tap:
    """Lets a body through unchanged, chunk by chunk, and keeps its first `cap` bytes if the budget allows."""

    def __init__(self, cap: int, budget: Budget) -> None:
        self._cap = cap
        self._budget = budget
        self._kept: list[bytes] = []
        self._size = 0
        self._full = False
        self.seen = 0

    def __call__(self, chunk: bytes) -> bytes:
        """What mitmproxy calls with every chunk; the return value is sent on."""
        self.seen += len(chunk)
        if not self._full and chunk:
            part = chunk[: self._cap - self._size]
            if self._budget.take(len(part)):
                self._kept.append(part)
                self._size += len(part)
            self._full = self._size < self.seen
        return chunk

    def body(self, complete: bool = True) -> Body:
        """What has passed; `complete` says that the sender had finished."""
        return Body(b"".join(self._kept), self.seen, complete and not self._full)


def encodings(values: Iterable[str]) -> list[str]:
    """The encodings named by Content-Encoding headers, outermost last."""
    names = [name.strip().lower() for value in values for name in value.split(",")]
    return [name for name in names if name and name != "identity"]


def decode(body: Body, names: list[str]) -> Decoded:
    """Take off the encodings, or give the bytes back as they came and say why not."""
    if not body.data or not names:
        return Decoded(body.data, body.whole)
    limit = min(OUTPUT_CAP, max(SMALL, RATIO_CAP * len(body.data)))
    data, whole = body.data, body.whole
    try:
        if len(names) > LAYERS:
            raise Undecodable
        for name in reversed(names):
            if name not in DECODERS:
                raise Undecodable
            data, finished = DECODERS[name](data, limit)
            whole = whole and finished
    except Bomb:
        return Decoded(body.data, False, "body-bomb")
    except (Undecodable, zlib.error, brotli.error, zstandard.ZstdError, MemoryError):
        return Decoded(body.data, body.whole, "body-undecodable")
    return Decoded(data, whole)


def _gzip(data: bytes, limit: int) -> tuple[bytes, bool]:
    """All members of a gzip file; other bytes behind them are ignored, as browsers do."""
    parts: list[bytes] = []
    room = limit
    for _ in range(MEMBERS):
        unpacked, rest, finished = _inflate(data, room, 31)
        parts.append(unpacked)
        room -= len(unpacked)
        if not finished or not rest.startswith(b"\x1f\x8b"):
            return b"".join(parts), finished
        data = rest
    raise Undecodable


def _deflate(data: bytes, limit: int) -> tuple[bytes, bool]:
    """The "deflate" coding, with zlib's wrapper as the standard says or without it as some servers do."""
    try:
        unpacked, _, finished = _inflate(data, limit, 15)
    except zlib.error:
        unpacked, _, finished = _inflate(data, limit, -15)
    return unpacked, finished


def _inflate(data: bytes, limit: int, window: int) -> tuple[bytes, bytes, bool]:
    """(unpacked, bytes behind the end, whether the end was reached)."""
    decoder = zlib.decompressobj(window)
    unpacked = decoder.decompress(data, limit + 1)
    if len(unpacked) > limit:
        raise Bomb
    return unpacked, decoder.unused_data, decoder.eof


def _brotli(data: bytes, limit: int) -> tuple[bytes, bool]:
    decoder = brotli.Decompressor()
    parts: list[bytes] = []
    size = 0
    for start in range(0, len(data), BROTLI_STEP):
        part: bytes = decoder.process(data[start : start + BROTLI_STEP])
        if part:
            parts.append(part)
            size += len(part)
            if size > limit:
                raise Bomb
        if decoder.is_finished():
            break
    return b"".join(parts), bool(decoder.is_finished())


def _zstd(data: bytes, limit: int) -> tuple[bytes, bool]:
    decoder = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW)
    with decoder.stream_reader(data, read_across_frames=True) as reader:
        unpacked = reader.read(limit + 1)
    if len(unpacked) > limit:
        raise Bomb
    return unpacked, True


DECODERS: dict[str, Callable[[bytes, int], tuple[bytes, bool]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
