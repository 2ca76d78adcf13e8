"""Lines of a file, each with its number: all of them, or those that are wanted, without reading the others."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harness.bundle.contacts import Mask

_CHUNK = 1 << 18


@dataclass(frozen=True, slots=True)
class Chosen:
    """Lines of one file: those of the mask; line n begins at byte `starts[n]`."""

    mask: Mask
    starts: array[int]


def line_starts(path: Path) -> array[int]:
    """Where each line of a file begins, eight bytes a line, and where the file ends; of a missing file nothing."""
    found, at = array("Q", [0]), 0
    try:
        stream = path.open("rb")
    except FileNotFoundError:
        return found
    with stream:
        while chunk := stream.read(_CHUNK):
            end = chunk.find(b"\n")
            while end >= 0:
                found.append(at + end + 1)
                end = chunk.find(b"\n", end + 1)
            at += len(chunk)
    return found


def numbered(stream: BufferedReader, most: int, chosen: Chosen | None) -> Iterator[tuple[int, bytes]]:
    """The lines with their numbers, from 0; of a line that is longer than `most` bytes, one byte more than that."""
    if chosen is not None:
        yield from _those(stream, most, chosen)
        return
    number = 0
    while line := stream.readline(most + 1):
        yield number, line
        number += 1


def _those(stream: BufferedReader, most: int, chosen: Chosen) -> Iterator[tuple[int, bytes]]:
    following = 0
    number = chosen.mask.find(1)
    while number >= 0:
        if number != following:
            stream.seek(chosen.starts[number])
        yield number, stream.readline(most + 1)
        following = number + 1
        number = chosen.mask.find(1, following)
