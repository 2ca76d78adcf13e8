"""Numbers of any length, seven bits a byte (LEB128), as dex files and protocol buffers write them."""

from __future__ import annotations

from harness.sandbox.package.limits import UnreadableError


def varint(data: bytes | memoryview, at: int, why: str, bits: int = 35) -> tuple[int, int]:
    """(the number, where it ends). Raises UnreadableError: cut off, or of more than `bits`."""
    value = 0
    for shift in range(0, bits, 7):
        if at >= len(data):
            raise UnreadableError(why, "it is cut off")
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise UnreadableError(why, "a number without end")
