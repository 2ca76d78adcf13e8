"""Packets of adb's transport: six little-endian words and a payload (packages/modules/adb/protocol.txt of AOSP)."""

from __future__ import annotations

import asyncio
import struct
from dataclasses import dataclass

CNXN, AUTH, OPEN, OKAY, CLSE, WRTE = (
    int.from_bytes(name, "little") for name in (b"CNXN", b"AUTH", b"OPEN", b"OKAY", b"CLSE", b"WRTE")
)
VERSION = 0x01000001
"""From here on nobody computes checksums."""
MAX_PAYLOAD = 256 * 1024
TOKEN, SIGNATURE, PUBLIC_KEY = 1, 2, 3
HEAD = struct.Struct("<6I")


@dataclass(frozen=True)
class Packet:
    command: int
    first: int
    second: int
    payload: bytes = b""

    def encode(self) -> bytes:
        words = (self.command, self.first, self.second, len(self.payload), 0, self.command ^ 0xFFFFFFFF)
        return HEAD.pack(*words) + self.payload


async def read_packet(reader: asyncio.StreamReader) -> Packet:
    """The next packet; IncompleteReadError at the end, ValueError for what is none."""
    command, first, second, size, _sum, magic = HEAD.unpack(await reader.readexactly(HEAD.size))
    if magic != command ^ 0xFFFFFFFF or size > MAX_PAYLOAD:
        raise ValueError("no packet of adb")
    return Packet(command, first, second, await reader.readexactly(size))
