"""The little of DER that a signature file needs: tags, definite lengths, values. Nothing in it is believed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from harness.sandbox.package.limits import UnreadableError

WHY = "signature-unreadable"
INTEGER, OCTETS, OID, SEQUENCE, SET = 0x02, 0x04, 0x06, 0x30, 0x31
_MAX_PARTS = 1_000
_LENGTH_BYTES = 4


@dataclass(frozen=True, slots=True)
class Part:
    """One value: `whole` is how it stands in the file, tag and length included."""

    tag: int
    value: bytes
    whole: bytes

    def inside(self, *tags: int) -> list[Part]:
        """The parts of this one; raises UnreadableError unless they begin with these tags."""
        found = list(parts(self.value))
        if tuple(one.tag for one in found[: len(tags)]) != tags:
            raise UnreadableError(WHY, "another form than that of a signature")
        return found


def parts(data: bytes) -> Iterator[Part]:
    """The values that stand one after the other. Raises UnreadableError: cut off, no definite length, or too many."""
    at = 0
    for _ in range(_MAX_PARTS):
        if at == len(data):
            return
        start, at = at, at + 2
        if at > len(data):
            raise UnreadableError(WHY, "a value that is cut off")
        length = data[at - 1]
        if length & 0x80:
            width = length & 0x7F
            if not 0 < width <= _LENGTH_BYTES:
                raise UnreadableError(WHY, "a length that is not definite, or larger than any file")
            length, at = int.from_bytes(data[at : at + width]), at + width
        if at + length > len(data):
            raise UnreadableError(WHY, "a value that is cut off")
        yield Part(data[start], data[at : at + length], data[start : at + length])
        at += length
    raise UnreadableError(WHY, "more values than any signature has")
