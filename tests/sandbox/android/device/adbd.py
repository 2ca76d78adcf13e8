"""The daemon on the device: connections of adb servers, and the streams within one."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable

from tests.sandbox.android.device.wire import (
    AUTH,
    CLSE,
    CNXN,
    MAX_PAYLOAD,
    OKAY,
    OPEN,
    PUBLIC_KEY,
    SIGNATURE,
    TOKEN,
    VERSION,
    WRTE,
    Packet,
    read_packet,
)


class Closed(Exception):
    """The other side closed the stream, or the connection went."""


class Stream:
    """One service that a client asked for, or one connection out of the device."""

    def __init__(self, link: Link, ours: int, theirs: int) -> None:
        self.link, self.ours, self.theirs = link, ours, theirs
        self._arrived: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._rest = b""
        self._may_write = asyncio.Event()
        self.opened: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self.closed = False

    async def write(self, data: bytes) -> None:
        """Send it all; each packet waits until the one before was taken."""
        for start in range(0, len(data), MAX_PAYLOAD):
            self._may_write.clear()
            await self.link.send(Packet(WRTE, self.ours, self.theirs, data[start : start + MAX_PAYLOAD]))
            await self._may_write.wait()
            if self.closed:
                raise Closed

    async def some(self) -> bytes:
        """What comes next; empty at the end."""
        if self._rest:
            data, self._rest = self._rest, b""
            return data
        data = b"" if self.closed and self._arrived.empty() else await self._arrived.get() or b""
        return data

    async def read(self, size: int) -> bytes:
        """Exactly `size` bytes, or Closed."""
        taken = bytearray()
        while len(taken) < size:
            chunk = await self.some()
            if not chunk:
                raise Closed
            taken += chunk
        taken, self._rest = taken[:size], bytes(taken[size:]) + self._rest
        return bytes(taken)

    async def take(self, packet: Packet) -> None:
        if packet.command == WRTE:
            self._arrived.put_nowait(packet.payload)
            await self.link.send(Packet(OKAY, self.ours, self.theirs))
        elif packet.command == OKAY:
            self.theirs = packet.first
            self._may_write.set()
            if not self.opened.done():
                self.opened.set_result(True)
        else:
            self.end()

    def end(self) -> None:
        self.closed = True
        self._arrived.put_nowait(None)
        self._may_write.set()
        if not self.opened.done():
            self.opened.set_result(False)

    async def close(self) -> None:
        if not self.closed:
            self.end()
            await self.link.send(Packet(CLSE, self.ours, self.theirs))


class Link:
    """One adb server, connected."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, serve: Service) -> None:
        self.reader, self.writer, self.serve = reader, writer, serve
        self.streams: dict[int, Stream] = {}
        self._ids = itertools.count(1)
        self._tasks: set[asyncio.Task[None]] = set()

    async def send(self, packet: Packet) -> None:
        if self.writer.is_closing():
            raise Closed
        self.writer.write(packet.encode())
        await self.writer.drain()

    async def run(self, banner: str, authorised: bool) -> None:
        """Shake hands, then pass packets to their streams until the connection ends."""
        try:
            while True:
                packet = await read_packet(self.reader)
                if packet.command in (CNXN, AUTH):
                    await self._hands(packet, banner, authorised)
                elif packet.command == OPEN:
                    await self._open(packet)
                elif packet.second in self.streams:
                    await self.streams[packet.second].take(packet)
        except (asyncio.IncompleteReadError, OSError, Closed):
            pass
        finally:
            self.drop()

    async def _hands(self, packet: Packet, banner: str, authorised: bool) -> None:
        if authorised:
            await self.send(Packet(CNXN, VERSION, MAX_PAYLOAD, banner.encode()))
        elif packet.command == CNXN or packet.first == SIGNATURE:
            await self.send(Packet(AUTH, TOKEN, 0, bytes(20)))
        else:
            assert packet.first == PUBLIC_KEY  # and now somebody would have to say yes on the screen

    async def _open(self, packet: Packet) -> None:
        stream = Stream(self, next(self._ids), packet.first)
        self.streams[stream.ours] = stream
        name = packet.payload.rstrip(b"\0").decode()
        task = asyncio.create_task(self._serve(stream, name))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, stream: Stream, name: str) -> None:
        try:
            await self.send(Packet(OKAY, stream.ours, stream.theirs))
            await self.serve(self, stream, name)
            await stream.close()
        except (Closed, OSError):
            stream.end()
        finally:
            self.streams.pop(stream.ours, None)

    async def dial(self, name: str) -> Stream | None:
        """A stream that the device opens towards the host (the far end of a reverse rule); None when refused."""
        stream = Stream(self, next(self._ids), 0)
        self.streams[stream.ours] = stream
        await self.send(Packet(OPEN, stream.ours, 0, name.encode() + b"\0"))
        return stream if await stream.opened else None

    def drop(self) -> None:
        self.writer.close()
        for stream in list(self.streams.values()):
            stream.end()


type Service = Callable[[Link, Stream, str], Awaitable[None]]
