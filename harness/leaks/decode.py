"""Unwrapping a body or an address, a few layers deep, so that a search sees what is in it.

Each step undoes one kind of wrapping over the whole input at once: all escapes, all base64 runs, and so on. What comes
out of one step is joined into one layer, which keeps the number of layers small however many runs there are. A layer
therefore says that a value is there; `harness.leaks.leaves` says under which key.
"""

from __future__ import annotations

import quopri
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from harness.leaks.runs import longest_run, read_runs
from harness.leaks.unescape import has_escape, unescaped
from harness.leaks.unpack import Bounds, starts_packed, unpacked

MOST_LAYERS = 48
LEAST = 8
"""Bytes below which nothing is undone."""
FEW = 1 << 12
QUOTED = b"quoted-printable"
PRINTABLE = bytes(range(32, 127))
BEGINS = re.compile(rb"(?:\A|\n)x[\x01\x5e\x9c\xda]|\x1f\x8b\x08|\x28\xb5\x2f\xfd")
"""Where a packed stream may begin among the contents of several runs."""
JOINED = frozenset({("base64",), ("hex",), ("base32",)})
"""Steps that put many runs together."""
LIKELY = 0.2
"""A layer at the bottom that is one base64 run for more than this part was packed deeper than we look. (A base64 run
is read from four starts, so of what it makes, a quarter has a meaning.)"""


@dataclass(frozen=True, slots=True)
class Limits:
    """How far to go: layers of wrapping, bytes made by decompression, and output over input of one stream."""

    depth: int = 3
    output: int = 16 << 20
    ratio: int = 200


class Layer(NamedTuple):
    """One view of the data. `steps` are what was undone, outermost first; `path` is where it was found.

    `capped` is True on the last layer when a bound cut the unwrapping short; `why` then names the bounds, and the layer
    holds no data.
    """

    path: str
    data: bytes
    steps: tuple[str, ...] = ()
    capped: bool = False
    why: str = ""


def layers(data: bytes, path: str = "body", *, encoding: str = "", limits: Limits | None = None) -> Iterator[Layer]:
    """The data itself, then every layer below it, shallow ones first.

    Escapes (percent, JSON, HTML) leave no trace in `steps`, for they hide nothing. `encoding` is a content encoding
    that was told, such as "gzip, br". Never raises, whatever the bytes.
    """
    limits = limits or Limits()
    bounds = Bounds(limits.output, limits.ratio)
    seen, known = {data}, set[bytes]()
    queue = deque([Layer(path, data)])
    depths = deque([0])
    while queue:
        layer, depth = queue.popleft(), depths.popleft()
        yield layer
        if depth == limits.depth:
            if len(layer.steps) == depth and _is_wrapped(layer.data):
                bounds.note("depth")
            continue
        for steps, inner in unwrapped(layer, bounds, encoding if depth == 0 else "", known):
            if inner in seen:
                continue
            if len(seen) == MOST_LAYERS:
                bounds.note("layers")
                break
            seen.add(inner)
            queue.append(Layer(path, inner, (*layer.steps, *steps)))
            depths.append(depth + 1)
    if bounds.hit:
        yield Layer(path, b"", capped=True, why=", ".join(bounds.hit))


def unwrapped(
    layer: Layer, bounds: Bounds, encoding: str = "", known: set[bytes] | None = None
) -> Iterator[tuple[tuple[str, ...], bytes]]:
    """What one step makes of a layer: (names of what was undone, bytes). Escapes have no name.

    `known` are the runs that were decoded before, of this data before its escapes were undone; it is added to.
    """
    data = layer.data
    if len(data) < LEAST:
        return
    plain = unescaped(data)
    if plain is not None:
        yield (), plain
    for step, inner in unpacked(data, bounds, encoding, joined=layer.steps[-1:] in JOINED):
        yield (step,), inner
    if _is_wide(data):
        yield ("utf16le",), data.replace(b"\0", b"")
    if QUOTED in data[:65536].lower():
        yield ("quoted-printable",), quopri.decodestring(data)
    yield from read_runs(data, set() if known is None else known, bounds)


def few_views(data: bytes) -> list[bytes] | None:
    """The data of all `layers` of a short plain text such as most addresses and headers; None when there may be more.

    It gives what `layers` gives, at a third of the cost, for where this is asked of each message.
    """
    views = short_views(data)
    if views is None or any(map(_is_wide, views.decoded)):
        return None
    return list(dict.fromkeys([*views.texts, *views.decoded]))


class ShortViews(NamedTuple):
    """What a short plain text holds: the text itself, the same without its escapes, and what its runs decode to."""

    texts: list[bytes]
    decoded: list[bytes]


def short_views(data: bytes) -> ShortViews | None:
    """The same, two-byte characters aside. Several texts with spaces between show whatever each of them shows alone."""
    if len(data) > FEW or not _is_plain(data):
        return None
    texts = [data]
    if len(data) >= LEAST and (plain := unescaped(data)) is not None:
        if not _is_plain(plain) or has_escape(plain):
            return None
        texts.append(plain)
    known, bounds = set[bytes](), Bounds()
    read = [one for text in texts if len(text) >= LEAST for one in read_runs(text, known, bounds)]
    if any(steps not in JOINED or holds_more(inner, known, bounds) for steps, inner in read):
        return None
    return ShortViews(texts, [inner for _, inner in read])


def _is_plain(data: bytes) -> bool:
    """Whether the bytes are printable text and no more than that; `x^` begins a packed stream."""
    return data.isascii() and not data.translate(None, PRINTABLE) and b"x^" not in data and QUOTED not in data.lower()


def holds_more(inner: bytes, known: set[bytes], bounds: Bounds) -> bool:
    """Whether what runs were decoded to may hold something again; true of the whole when it is of one run's part."""
    if has_escape(inner) or BEGINS.search(inner) is not None or QUOTED in inner.lower():
        return True
    return any(read_runs(inner, known, bounds))


def _is_wide(data: bytes) -> bool:
    return data.count(0, 0, 4096) * 3 > min(len(data), 4096)


def _is_wrapped(data: bytes) -> bool:
    """Whether a layer at the bottom still is a packed stream or little else than base64."""
    if starts_packed(data):
        return True
    longest = longest_run(data[:65536])
    return longest >= 64 and longest > LIKELY * min(len(data), 65536)
