"""Just enough DNS wire format: read the first question, write an answer of addresses. Pure, never raises on bad bytes.

Used twice: by the cage's own resolver, and to name what a packet to somebody else's resolver asked for.
Source: RFC 1035 (4.1 message, 3.1 name), RFC 3596 (AAAA).
"""

from __future__ import annotations

import struct
from typing import NamedTuple

A = 1
AAAA = 28
_HEADER = struct.Struct("!6H")
_PLAIN = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789-_")
_MAX_NAME = 255  # bytes on the wire, RFC 1035 2.3.4


class Question(NamedTuple):
    """The first question of a DNS message. `name` is lower-case, printable ASCII, without the final dot."""

    identity: int
    flags: int
    name: str
    kind: int
    wire: bytes  # the question section as it came, to be echoed in the answer


def question(message: bytes) -> Question | None:
    """Return the first question of `message`, or None when it is not a well-formed DNS message with a question."""
    if len(message) < _HEADER.size:
        return None
    identity, flags, questions, *_ = _HEADER.unpack_from(message)
    if questions < 1:
        return None
    labels: list[str] = []
    at = _HEADER.size
    while at < len(message) and 0 < message[at] < 64 and at < _HEADER.size + _MAX_NAME:
        labels.append(_printable(message[at + 1 : at + 1 + message[at]]))
        at += 1 + message[at]
    # A pointer in the first question points nowhere; anything but the root label here is malformed.
    if at + 5 > len(message) or message[at] != 0:
        return None
    kind = int.from_bytes(message[at + 1 : at + 3], "big")
    return Question(identity, flags, ".".join(labels), kind, message[_HEADER.size : at + 5])


def reply(asked: Question, addresses: list[bytes], ttl: int = 60) -> bytes:
    """Return the answer to `asked`: packed addresses (4 bytes for A, 16 for AAAA); none means "no such record here"."""
    # QR + AA + RA, with the opcode and RD bits of the question.
    flags = 0x8480 | (asked.flags & 0x7900)
    head = _HEADER.pack(asked.identity, flags, 1, len(addresses), 0, 0)
    record = struct.pack("!HHHI", 0xC000 | _HEADER.size, asked.kind, 1, ttl)
    return head + asked.wire + b"".join(record + struct.pack("!H", len(a)) + a for a in addresses)


def is_query(asked: Question) -> bool:
    """Say whether the message was a question and not itself an answer (which must never be answered)."""
    return not asked.flags & 0x8000


def _printable(label: bytes) -> str:
    """Write a label in the presentation form of RFC 1035 5.1: odd bytes as \\DDD, so that it is safe to show."""
    return "".join(chr(byte) if byte in _PLAIN else f"\\{byte:03d}" for byte in label.lower())
