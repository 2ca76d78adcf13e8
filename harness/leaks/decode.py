"""Unwrapping a body or an address, a few layers deep, so that a search sees what is in it.

Each step undoes one kind of wrapping over the whole input at once: all escapes, all base64 runs, and so on. What comes
out of one step is joined into one layer, which keeps the number of layers small however many runs there are. A layer
therefore says that a value is there; `harness.leaks.leaves` says under which key.
"""

from __future__ import annotations

import quopri
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from harness.leaks.runs import longest_run, read_runs
from harness.leaks.unescape import ESCAPE, unescaped
from harness.leaks.unpack import MARKED, Bounds, starts_packed, unpacked

MOST_LAYERS = 48
LEAST = 8
"""Bytes below which nothing is undone."""
FEW = 1 << 10
QUOTED = b"quoted-printable"
PRINTABLE = bytes(range(32, 127))
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
    if len(data) > FEW or not data.isascii() or data.translate(None, PRINTABLE) or data[:2] == b"x^":
        return None
    if len(data) < LEAST:
        return [data]
    if ESCAPE.search(data) is not None or QUOTED in data.lower():
        return None
    known, bounds = set[bytes](), Bounds()
    read = list(read_runs(data, known, bounds))
    if not read:
        return [data]
    steps, inner = read[0]
    if len(read) > 1 or steps not in JOINED or inner == data or ESCAPE.search(inner) is not None:
        return None
    if starts_packed(inner) or MARKED.search(inner) or _is_wide(inner) or QUOTED in inner.lower():
        return None
    return None if any(read_runs(inner, known, bounds)) else [data, inner]


def _is_wide(data: bytes) -> bool:
    return data.count(0, 0, 4096) * 3 > min(len(data), 4096)


def _is_wrapped(data: bytes) -> bool:
    """Whether a layer at the bottom still is a packed stream or little else than base64."""
    if starts_packed(data):
        return True
    longest = longest_run(data[:65536])
    return longest >= 64 and longest > LIKELY * min(len(data), 65536)
