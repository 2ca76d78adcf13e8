"""The child process: `python -m harness.sandbox.demo.serve`, told what to do by one JSON line on its input.

It serves on sockets that its parent opened, says `ready` on its output, and ends when its input closes or its parent
is gone, whichever comes first. A line with a number on its input makes its sessions that many seconds older; it
answers `ready` again.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import sys
import time
from collections.abc import Awaitable, Collection
from pathlib import Path
from typing import Any, TypedDict

from harness.sandbox.demo import hosts
from harness.sandbox.demo.app import plain_app, school_app
from harness.sandbox.demo.certificates import Authority
from harness.sandbox.demo.people import Person
from harness.sandbox.demo.saml import Federation
from harness.sandbox.demo.signon import Registration
from harness.sandbox.demo.signon_place import CERTIFICATE, write_private
from harness.sandbox.demo.sink import sink
from harness.sandbox.listening import Listener


class Sockets(TypedDict):
    """The four listening sockets, by file descriptor."""

    school: int
    school_plain: int
    sink: int
    sink_plain: int


class Order(TypedDict):
    """What the parent sends."""

    parent: int
    scratch: str
    ca: str
    faults: list[str]
    people: list[dict[str, object]]
    sockets: Sockets
    sign_on: dict[str, str] | None
    saml: dict[str, str] | None
    mail: str | None
    live: bool


class Clock:
    """Seconds that run as they do, and jump ahead when told."""

    def __init__(self) -> None:
        self._ahead = 0.0
        self._line = bytearray()

    def now(self) -> float:
        """Seconds, for comparing with each other only."""
        return time.monotonic() + self._ahead

    def read(self, piece: bytes) -> None:
        """Take what came on the input: each whole line is a number of seconds."""
        self._line += piece
        while b"\n" in self._line:
            line, _, rest = bytes(self._line).partition(b"\n")
            self._line = bytearray(rest)
            self._ahead += float(line)
            print("ready", flush=True)


async def serve(order: Order) -> None:
    """Serve the school and the sink until the parent is gone."""
    clock = Clock()
    over = _parent_gone(order["parent"], clock)
    scratch, authority = Path(order["scratch"]), Authority()
    people = [Person(**person) for person in order["people"]]  # type: ignore[arg-type]
    known = order["sign_on"]
    registration = Registration(**known, ca=order["ca"]) if known else None
    federation = Federation(**order["saml"]) if order["saml"] else None
    school = school_app(
        people, order["faults"], clock.now, registration, federation, order["mail"], alive=order["live"]
    )
    listeners = {
        "school": Listener(school, authority.context([hosts.SCHOOL, f"*.{hosts.SCHOOL}"], scratch)),
        "school_plain": Listener(plain_app(school, order["faults"])),
        "sink": Listener(sink, authority.context_for_any_name(scratch)),
        "sink_plain": Listener(sink),
    }
    Path(order["ca"]).write_bytes(authority.pem)
    if registration is not None:
        write_private(scratch / CERTIFICATE, authority.leaf([hosts.IDP, hosts.SAML_IDP]))
    tasks = [
        asyncio.create_task(listener.serve([socket.socket(fileno=order["sockets"][name])]))  # type: ignore[literal-required]
        for name, listener in listeners.items()
    ]
    await _first(tasks, *(listener.ready.wait() for listener in listeners.values()))
    print("ready", flush=True)
    await _first(tasks, over.wait())


async def _first(servers: Collection[asyncio.Task[None]], *events: Awaitable[object]) -> None:
    """Wait for all these events; a server that ends before them is an error."""
    awaited: asyncio.Future[list[object]] = asyncio.gather(*events)
    everything: list[asyncio.Future[Any]] = [*servers, awaited]
    await asyncio.wait(everything, return_when=asyncio.FIRST_COMPLETED)
    if not awaited.done():
        for server in servers:
            if server.done():
                server.result()
        raise RuntimeError("a server of the demo school ended by itself")


def _parent_gone(parent: int, clock: Clock) -> asyncio.Event:
    """Set when the input closes or the parent ends; where the system has no process handles, the input must do."""
    loop, gone = asyncio.get_running_loop(), asyncio.Event()

    def on_input() -> None:
        if piece := os.read(sys.stdin.fileno(), 4096):
            clock.read(piece)
        else:
            loop.remove_reader(sys.stdin.fileno())
            gone.set()

    loop.add_reader(sys.stdin.fileno(), on_input)
    if hasattr(os, "pidfd_open"):
        with contextlib.suppress(OSError):
            loop.add_reader(os.pidfd_open(parent), gone.set)
    if os.getppid() != parent:
        gone.set()
    return gone


def main() -> None:
    """Read the order and serve."""
    order: Order = json.loads(_first_line())
    asyncio.run(serve(order))


def _first_line() -> bytes:
    """The order, read without a buffer, so that nothing after it hides from the event loop."""
    line = bytearray()
    while not line.endswith(b"\n"):
        piece = os.read(sys.stdin.fileno(), 65536)
        if not piece:
            sys.exit("no order on standard input")
        line += piece
    return bytes(line)


if __name__ == "__main__":
    main()
