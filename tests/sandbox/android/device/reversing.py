"""Reverse rules: a port of the device that leads to one of the host. Behind each is a real socket on this machine, so
what an app on the device sends to its proxy really crosses adb."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

from tests.sandbox.android.device.adbd import Closed, Link, Stream
from tests.sandbox.android.device.state import State


class Reversing:
    def __init__(self, state: State) -> None:
        self.state = state
        self.ports: dict[int, int] = {}
        """Port on the device → port on this machine that stands for it."""
        self._servers: dict[str, asyncio.Server] = {}

    async def serve(self, link: Link, stream: Stream, rest: str) -> None:
        verb, _, rule = rest.partition(":")
        if verb == "forward":
            if self.state.failures.reverse_refused:
                await stream.write(b"FAIL0010cannot bind port")
                return
            remote, local = rule.removeprefix("norebind:").split(";")
            if remote in self.state.reverses and rule.startswith("norebind:"):
                await stream.write(b"FAIL0014cannot rebind socket")
                return
            await self._open(link, remote, local)
            await stream.write(b"OKAY")
        elif verb == "killforward-all":
            self.forget()
            await stream.write(b"OKAY")
        elif verb == "killforward":
            known = self.state.reverses.pop(rule, None)
            if known is None:
                told = f"listener '{rule}' not found"
                await stream.write(f"FAIL{len(told):04x}{told}".encode())
                return
            self._servers.pop(rule).close()
            self.ports.pop(int(rule.removeprefix("tcp:")), None)
            await stream.write(b"OKAY")
        elif verb == "list-forward":
            text = "".join(f"host {remote} {local}\n" for remote, local in self.state.reverses.items())
            await stream.write(f"{len(text):04x}{text}".encode())

    async def _open(self, link: Link, remote: str, local: str) -> None:
        async def accepted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            stream = await link.dial(local)
            if stream is not None:
                await asyncio.gather(_out(reader, stream), _in(stream, writer))
            writer.close()

        server = await asyncio.start_server(accepted, "127.0.0.1", 0)
        self._servers[remote] = server
        self.state.reverses[remote] = local
        self.ports[int(remote.removeprefix("tcp:"))] = server.sockets[0].getsockname()[1]

    def forget(self) -> None:
        """As when adbd starts anew: no rule outlives it."""
        for server in self._servers.values():
            server.close()
        self._servers.clear()
        self.ports.clear()
        self.state.reverses.clear()


async def _out(reader: asyncio.StreamReader, stream: Stream) -> None:
    await _quietly(_pump_out(reader, stream))


async def _pump_out(reader: asyncio.StreamReader, stream: Stream) -> None:
    while chunk := await reader.read(65536):
        await stream.write(chunk)
    await stream.close()


async def _in(stream: Stream, writer: asyncio.StreamWriter) -> None:
    await _quietly(_pump_in(stream, writer))


async def _pump_in(stream: Stream, writer: asyncio.StreamWriter) -> None:
    while chunk := await stream.some():
        writer.write(chunk)
        await writer.drain()
    writer.close()


async def _quietly(work: Awaitable[None]) -> None:
    """An end of either side is the end of both, and no error."""
    try:
        await work
    except (Closed, OSError):
        pass
