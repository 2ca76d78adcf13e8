"""Unwrapping a body or an address, a few layers deep, so that a search sees what is in it.

Each step undoes one kind of wrapping over the whole input at once: all escapes, all base64 runs, and so on. What comes
out of one step is joined into one layer, which keeps the number of layers small however many runs there are. A layer
therefore says that a value is there; `harness.leaks.leaves` says under which key.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from harness.leaks.unescape import unescaped
from harness.leaks.unpack import Bounds, starts_packed, unpacked

MOST_LAYERS = 48
RUN = re.compile(rb"[A-Za-z0-9+/_-]{12,}")
HEX = re.compile(rb"[0-9A-Fa-f]{24,}")
BASE32 = re.compile(rb"[A-Z2-7]{16,}|[a-z2-7]{24,}")
WRAP = re.compile(
    rb"[\r\n\\](?<=[A-Za-z0-9+/]{60}.)(?:(?<=\r)\n|(?<=\n)|(?<=\\)(?:r\\)?n)(?=[A-Za-z0-9+/=])", re.DOTALL
)
STANDARD = bytes.maketrans(b"-_", b"+/")
ALPHABET = bytes(code if (chr(code).isalnum() and code < 128) or code in b"+/_-" else 32 for code in range(256))
BREAK = b"CgoK"
"""Three line feeds in base64: keeps joined runs apart, on a boundary of four characters."""
LONG = 1 << 9
TEXT = bytes(range(32, 127)) + b"\t\n\r\0"
FILL = (b"", b"AAA", b"AA", b"A")
HEX_BREAK = b"0a0a"
BASE32_MOST = 1 << 16
"""The standard library decodes base32 slowly, so no more than this many characters of it."""
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
        for step, inner in unwrapped(layer.data, bounds, encoding if depth == 0 else "", known):
            if inner in seen:
                continue
            if len(seen) == MOST_LAYERS:
                bounds.note("layers")
                break
            seen.add(inner)
            queue.append(Layer(path, inner, (*layer.steps, step) if step else layer.steps))
            depths.append(depth + 1)
    if bounds.hit:
        yield Layer(path, b"", capped=True, why=", ".join(bounds.hit))


def unwrapped(
    data: bytes, bounds: Bounds, encoding: str = "", known: set[bytes] | None = None
) -> Iterator[tuple[str, bytes]]:
    """What one step makes of the data: (name of the step, bytes). The name is empty for escapes.

    `known` are the runs that were decoded before, of this data before its escapes were undone; it is added to.
    """
    if len(data) < 8:
        return
    plain = unescaped(data)
    if plain is not None:
        yield "", plain
    yield from unpacked(data, bounds, encoding)
    if data.count(0, 0, 4096) * 3 > min(len(data), 4096):
        yield "utf16le", data.replace(b"\0", b"")
    if b"quoted-printable" in data[:65536].lower():
        yield "quoted-printable", quopri.decodestring(data)
    yield from _runs(data, set() if known is None else known)


def _runs(data: bytes, known: set[bytes]) -> Iterator[tuple[str, bytes]]:
    """The contents of all base64, hex and base32 runs that were not decoded before."""
    runs = list(dict.fromkeys(run for run in _run_list(data) if run not in known))
    if not runs:
        return
    known.update(runs)
    joined = b" ".join(runs)
    if digits := HEX.findall(joined):
        yield "hex", _hex(digits)
    if others := [run for run in runs if not HEX.fullmatch(run)]:
        yield "base64", _base64(others)
    if letters := BASE32.findall(joined):
        yield "base32", b"\n".join(_base32(letters))


def _run_list(data: bytes) -> list[bytes]:
    # Blanking everything else first makes the search for runs half as fast again.
    runs = re.findall(rb"[^ ]{12,}", data.translate(ALPHABET))
    if (b"\n" in data or b"\\n" in data) and WRAP.search(data):
        runs += [run for run in RUN.findall(WRAP.sub(b"", data)) if len(run) > 60]
    return runs


def _base64(runs: list[bytes]) -> bytes:
    """Each run read from each of its first four characters, for what stands before the base64 may look like it."""
    pieces = [
        run[start:] + FILL[(len(run) - start) % 4]
        for start in range(4)
        for run in runs
        if not start or len(run) < LONG or _reads_as_text(run, start)
    ]
    return binascii.a2b_base64(BREAK.join(pieces).translate(STANDARD))


def _reads_as_text(run: bytes, start: int) -> bool:
    """Whether a long run makes text when read from here; from a wrong place it makes noise."""
    head = binascii.a2b_base64(run[start : start + LONG // 2].translate(STANDARD))
    return len(head.translate(None, TEXT)) < len(head) // 4


def _hex(runs: list[bytes]) -> bytes:
    pieces = [run[start : start + (len(run) - start) // 2 * 2] for start in range(2) for run in runs]
    return binascii.unhexlify(HEX_BREAK.join(pieces))


def _base32(runs: list[bytes]) -> Iterator[bytes]:
    left = BASE32_MOST
    for run in runs:
        piece = run[:left].upper()
        left -= len(piece)
        # 1, 3 and 6 characters over cannot be: the last one belongs to something else.
        piece = piece[: len(piece) - (len(piece) % 8 in (1, 3, 6))]
        yield base64.b32decode(piece + b"=" * (-len(piece) % 8))
        if not left:
            return


def _is_wrapped(data: bytes) -> bool:
    """Whether a layer at the bottom still is a packed stream or little else than base64."""
    if starts_packed(data):
        return True
    longest = max(map(len, RUN.findall(data[:65536])), default=0)
    return longest >= 64 and longest > LIKELY * min(len(data), 65536)
