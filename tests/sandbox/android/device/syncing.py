"""The sync service: stat, list, send and receive files (SYNC.TXT of adb)."""

from __future__ import annotations

import struct

from tests.sandbox.android.device.adbd import Closed, Stream
from tests.sandbox.android.device.files import Node, Space, Trouble
from tests.sandbox.android.device.state import State

FOLDER, FILE = 0o040000, 0o100000
CHUNK = 64 * 1024


async def serve_sync(state: State, stream: Stream) -> None:
    space = state.init.space
    while True:
        try:
            head = await stream.read(8)
        except Closed:
            return
        name, size = head[:4], int.from_bytes(head[4:], "little")
        if name == b"QUIT":
            return
        path = (await stream.read(size)).decode()
        state.log.append(f"sync {name.decode()} {path}")
        if name == b"STAT":
            await stream.write(b"STAT" + _stat(space, path))
        elif name == b"SEND":
            await _send(state, stream, *path.rsplit(",", 1))
        elif name == b"RECV":
            await _receive(state, stream, path)
        elif name == b"LIST":
            await _list(space, stream, path)
        else:
            return


def _stat(space: Space, path: str) -> bytes:
    node = space.get(path)
    if node is None:
        return bytes(12)
    kind = FOLDER if node.folder else FILE
    return struct.pack("<III", kind | node.mode, len(node.content), 1_700_000_000)


async def _send(state: State, stream: Stream, path: str, mode: str) -> None:
    taken = bytearray()
    while True:
        head = await stream.read(8)
        size = int.from_bytes(head[4:], "little")
        if head[:4] == b"DONE":
            break
        taken += await stream.read(size)
    try:
        state.init.space.put(path, Node(bytes(taken), mode=int(mode) & 0o777), state.uid)
    except Trouble as trouble:
        await _fail(stream, f"couldn't create file: {trouble}")
    else:
        await stream.write(b"OKAY" + bytes(4))


async def _receive(state: State, stream: Stream, path: str) -> None:
    try:
        content = state.init.space.read(path, state.uid)
    except Trouble as trouble:
        await _fail(stream, f"open failed: {trouble}")
        return
    for start in range(0, len(content), CHUNK):
        part = content[start : start + CHUNK]
        await stream.write(b"DATA" + struct.pack("<I", len(part)) + part)
    await stream.write(b"DONE" + bytes(4))


async def _list(space: Space, stream: Stream, path: str) -> None:
    for name in space.listing(path):
        encoded = name.encode()
        await stream.write(b"DENT" + _stat(space, f"{path}/{name}") + struct.pack("<I", len(encoded)) + encoded)
    await stream.write(b"DONE" + bytes(16))


async def _fail(stream: Stream, why: str) -> None:
    await stream.write(b"FAIL" + struct.pack("<I", len(why.encode())) + why.encode())
