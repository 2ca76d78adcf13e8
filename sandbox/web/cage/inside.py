"""The process in the cage: it builds it, answers its DNS, counts what tries to leave, and ends with its owner.

Started by `boot.py`, so it imports the standard library and its own neighbours only. It speaks with the owner
(`link.py`) in JSON messages over one SOCK_SEQPACKET socket:

    owner → inside   {"kind": "root-namespace|user-namespace", "names": [...], "folder": path}     once, first
    inside → owner   {"listener": name, "port": int} with the socket attached                      once for each name
                     {"ready": true, "blind": ["ipv6"]} or {"failed": step, "errno": int, "text": str}
                     {"attempts": [[t, protocol, destination, port, name, what, noise, count], ...]}
    owner → inside   {"flush": number} → {"flushed": number, "lost": packets}
    the socket closes: the owner is gone; kill what runs in here, and end.
"""

from __future__ import annotations

import json
import os
import selectors
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from harness.sandbox.web.cage import mounts, network, packets, replies
from harness.sandbox.web.cage.ledger import Key, Ledger
from harness.sandbox.web.cage.resolver import NameTable, Resolver
from harness.sandbox.web.cage.sweep import sweep

USER_KIND = "user-namespace"
_MESSAGE = 65536
_MTU_ROOM = 65536
_BURST = 256  # packets read before other sockets get their turn
_BATCH = 50  # attempts in one message; names are at most 255 bytes, so it fits well within a socket buffer
_FLUSH_S = 0.1
_DNS_PORT = 53


class StepError(Exception):
    """One step of building the cage was refused by the machine."""

    def __init__(self, step: str, problem: OSError) -> None:
        super().__init__(step)
        self.message = {"failed": step, "errno": problem.errno, "text": str(problem)}


class Inside:
    """The built cage and its event loop."""

    def __init__(self, control: socket.socket, tun: int) -> None:
        self._control = control
        self._tun = tun
        self._names = NameTable()
        self._ledger = Ledger()
        self._resolver = Resolver(self._names, self._looked_up, "127.0.0.1", _DNS_PORT)
        self._selector = selectors.DefaultSelector()
        self._selector.register(control, selectors.EVENT_READ)
        self._selector.register(tun, selectors.EVENT_READ)
        self._due = float("inf")  # monotonic time of the next report

    def run(self) -> None:
        """Serve until the owner is gone."""
        watched: set[socket.socket] = set()
        while True:
            watched = self._watch(watched)
            timeout = None if self._due == float("inf") else max(0.0, self._due - time.monotonic())
            for key, _ in self._selector.select(timeout):
                if key.fileobj is self._control:
                    if not self._obey():
                        return
                elif key.fileobj == self._tun:
                    self._read_tun(_BURST)
                elif isinstance(key.fileobj, socket.socket):
                    self._resolver.serve(key.fileobj)
            if time.monotonic() >= self._due:
                self._report()

    def _watch(self, watched: set[socket.socket]) -> set[socket.socket]:
        """Bring the selector in line with the resolver's sockets (closed ones have left it already)."""
        wanted = self._resolver.sockets()
        if wanted != watched:
            for gone in watched - wanted:
                self._selector.unregister(gone)
            for new in wanted - watched:
                self._selector.register(new, selectors.EVENT_READ)
        return wanted

    def _obey(self) -> bool:
        message = self._control.recv(_MESSAGE)
        if not message:
            return False
        self._read_tun(network.QUEUE)
        for each in self._resolver.sockets():
            self._resolver.serve(each)
        self._report()
        send(self._control, {"flushed": json.loads(message)["flush"], "lost": network.dropped()})
        return True

    def _read_tun(self, limit: int) -> None:
        for _ in range(limit):
            try:
                data = os.read(self._tun, _MTU_ROOM)
            except BlockingIOError:
                return
            packet = packets.parse(data)
            if packet is None:
                continue
            name = packet.name or self._names.name_of(packet.destination)
            self._count(Key(packet.protocol, packet.destination, packet.port, name, packet.what, packet.noise))
            answer = replies.refuse(data, packet)
            if answer is not None:
                with suppress(OSError):  # a refusal that cannot be delivered is a drop, as promised
                    os.write(self._tun, answer)

    def _looked_up(self, protocol: str, name: str) -> None:
        self._count(Key(protocol, "127.0.0.1", _DNS_PORT, name, "lookup", False))

    def _count(self, key: Key) -> None:
        self._ledger.add(key, time.time())
        self._due = min(self._due, time.monotonic() + _FLUSH_S)

    def _report(self) -> None:
        self._due = float("inf")
        rows = [[t, *key, count] for key, t, count in self._ledger.drain()]
        for start in range(0, len(rows), _BATCH):
            send(self._control, {"attempts": rows[start : start + _BATCH]})


def send(control: socket.socket, message: dict[str, Any], handles: list[int] | None = None) -> None:
    """Send one message, with descriptors attached if any. Blocks while the owner is behind; OSError when it is gone."""
    socket.send_fds(control, [json.dumps(message).encode()], handles or [])


def build(settings: dict[str, Any], control: socket.socket) -> Inside:
    """Build the cage as the owner asked, hand out the listeners and say that it is ready. Raises StepError."""
    with step("namespaces"):
        _unshare(settings["kind"] == USER_KIND, settings["inner_id"])
    with step("tun"):
        tun = network.open_tun()
    with step("network"):
        blind = network.configure()
    with step("mounts"):
        mounts.seclude(Path(settings["folder"]))
    with step("resolver"):
        inside = Inside(control, tun)
    with step("listeners"):
        for name in settings["names"]:
            with socket.create_server(("127.0.0.1", 0), backlog=512) as listener:
                send(control, {"listener": name, "port": listener.getsockname()[1]}, [listener.fileno()])
    send(control, {"ready": True, "blind": blind})
    return inside


@contextmanager
def step(name: str) -> Iterator[None]:
    """Say which step an OSError belongs to."""
    try:
        yield
    except OSError as problem:
        raise StepError(name, problem) from problem


def _unshare(user: bool, inner_id: int | None) -> None:
    """Enter new network and mount namespaces; for an ordinary user in a user namespace that keeps the own ids."""
    uid, gid = os.geteuid(), os.getegid()
    os.unshare(os.CLONE_NEWNET | os.CLONE_NEWNS | (os.CLONE_NEWUSER if user else 0))
    if user:
        inner = (uid, gid) if inner_id is None else (inner_id, inner_id)
        Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
        Path("/proc/self/uid_map").write_text(f"{inner[0]} {uid} 1", encoding="ascii")
        Path("/proc/self/gid_map").write_text(f"{inner[1]} {gid} 1", encoding="ascii")


def main(control_handle: int) -> int:
    """Build the cage, live in it, leave nothing behind. Returns the exit code: 0, or 1 when it could not be built."""
    control = socket.socket(fileno=control_handle)
    control.set_inheritable(False)
    try:
        inside = build(json.loads(control.recv(_MESSAGE)), control)
    except StepError as failure:
        send(control, failure.message)
        return 1
    with suppress(ConnectionError):
        inside.run()
    sweep()
    return 0
