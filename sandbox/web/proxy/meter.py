"""How many bytes went over the connections of a session, as they were on the wire, and how many of them could be read.

A device tells how much an app sent; beside that stands what was read of it. A connection counts as read unless its
handshake failed or it was no HTTP.
"""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(eq=False, slots=True)
class Meter:
    """One connection. `read`: what it carried could be read."""

    bytes: int = 0
    read: bool = True


class _Reader(asyncio.StreamReader):
    """Counts what comes in."""

    def __init__(self) -> None:
        super().__init__(loop=asyncio.get_running_loop())
        self.meter = Meter()

    def feed_data(self, data: Any) -> None:
        self.meter.bytes += len(data)
        super().feed_data(data)


class _Writer(asyncio.StreamWriter):
    """Counts what goes out."""

    def __init__(self, writer: asyncio.StreamWriter, reader: asyncio.StreamReader, meter: Meter) -> None:
        super().__init__(writer.transport, writer.transport.get_protocol(), reader, asyncio.get_running_loop())
        self._meter = meter

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self._meter.bytes += len(data)
        super().write(data)


@dataclass
class Meters:
    """The connections of all sessions: those that are open, and the sums of those that ended."""

    _open: dict[str, set[Meter]] = field(default_factory=dict)
    _through: Counter[str] = field(default_factory=Counter)
    _read: Counter[str] = field(default_factory=Counter)

    def begin(
        self, session: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> tuple[Meter, asyncio.StreamWriter]:
        """Count a connection that was just accepted by `serve_metered`; gives the writer to use for it."""
        meter = reader.meter if isinstance(reader, _Reader) else Meter()
        self._open.setdefault(session, set()).add(meter)
        return meter, _Writer(writer, reader, meter)

    def end(self, session: str, meter: Meter) -> None:
        """The connection ended."""
        self._open[session].discard(meter)
        self._through[session] += meter.bytes
        self._read[session] += meter.bytes if meter.read else 0

    def passed(self, session: str) -> tuple[int, int]:
        """Bytes of a session so far, and those of them that could be read."""
        still = self._open.get(session, set())
        read = sum(one.bytes for one in still if one.read)
        return self._through[session] + sum(one.bytes for one in still), self._read[session] + read


type Accepted = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def serve_metered(accepted: Accepted, listener: socket.socket, backlog: int) -> asyncio.Server:
    """`asyncio.start_server`, with readers that count."""
    loop = asyncio.get_running_loop()
    return await loop.create_server(
        lambda: asyncio.StreamReaderProtocol(_Reader(), accepted, loop=loop), sock=listener, backlog=backlog
    )
