"""The cage's own name server: every name exists, and gets an address of its own, which leads nowhere.

Because no two names share an address, a later packet to that address tells which name was called.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable

from harness.sandbox.web.cage import dns

# The ranges are never routed on the Internet: benchmarking (RFC 2544) and unique local (RFC 4193).
NETWORK_V4 = ipaddress.IPv4Network("198.18.0.0/15")
NETWORK_V6 = ipaddress.IPv6Network("fd73:6368:6f6f:6c00::/64")
_FIRST = 256  # below are the cage's own addresses
_OVERFULL = 255  # the address that all names share once the table is full
_MAX_NAMES = 20_000
_MAX_CONNECTIONS = 64
_MAX_REQUEST = 4096


class NameTable:
    """Remembers which made-up address stands for which name; at most `limit` names."""

    def __init__(self, limit: int = _MAX_NAMES) -> None:
        self._limit = limit
        self._numbers: dict[str, int] = {}
        self._names: dict[str, str] = {}

    def addresses(self, name: str, kind: int) -> list[bytes]:
        """Return the packed addresses of `name` for an A or AAAA question; an empty list for any other kind."""
        if kind not in (dns.A, dns.AAAA):
            return []
        if name == "localhost" or name.endswith(".localhost"):
            return [socket.inet_aton("127.0.0.1") if kind == dns.A else ipaddress.IPv6Address("::1").packed]
        number = self._numbers.get(name)
        if number is None:
            number = self._add(name)
        return [(NETWORK_V4 if kind == dns.A else NETWORK_V6)[number].packed]

    def name_of(self, address: str) -> str | None:
        """Return the name that was given `address`, if any."""
        return self._names.get(address)

    def _add(self, name: str) -> int:
        if len(self._numbers) >= self._limit:
            return _OVERFULL
        number = self._numbers[name] = _FIRST + len(self._numbers)
        self._names[str(NETWORK_V4[number])] = self._names[str(NETWORK_V6[number])] = name
        return number


class Resolver:
    """Answers on UDP and TCP port 53 of the cage's loopback. `report(protocol, name)` is called for each lookup.

    The owner's selector says which of `sockets()` is readable and calls `serve` with it. Nothing here blocks.
    """

    def __init__(self, table: NameTable, report: Callable[[str, str], None], address: str, port: int) -> None:
        self._table = table
        self._report = report
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind((address, port))
        self._tcp = socket.create_server((address, self._udp.getsockname()[1]), backlog=_MAX_CONNECTIONS)
        self._open: dict[socket.socket, bytes] = {}
        for each in (self._udp, self._tcp):
            each.setblocking(False)

    @property
    def port(self) -> int:
        """The port that both sockets listen on."""
        return int(self._udp.getsockname()[1])

    def sockets(self) -> set[socket.socket]:
        """Return the sockets to watch for reading; the set changes after each `serve`."""
        return {self._udp, self._tcp, *self._open}

    def serve(self, ready: socket.socket) -> None:
        """Handle one socket, readable or not. Errors of a single client end that client only."""
        try:
            if ready is self._udp:
                self._serve_udp()
            elif ready is self._tcp:
                self._accept()
            elif ready in self._open:
                self._serve_tcp(ready)
        except BlockingIOError:
            return
        except OSError:
            self._drop(ready)

    def close(self) -> None:
        """Close every socket."""
        for each in self.sockets():
            each.close()

    def answer(self, message: bytes, protocol: str) -> bytes | None:
        """Return the answer to a DNS message, after reporting the lookup; None when it deserves none."""
        asked = dns.question(message)
        if asked is None or not dns.is_query(asked):
            return None
        if asked.name != "localhost" and not asked.name.endswith(".localhost"):
            self._report(protocol, asked.name)
        return dns.reply(asked, self._table.addresses(asked.name, asked.kind))

    def _serve_udp(self) -> None:
        while True:  # until there is no more, which raises BlockingIOError
            message, sender = self._udp.recvfrom(_MAX_REQUEST)
            found = self.answer(message, "udp")
            if found is not None:
                self._udp.sendto(found, sender)

    def _accept(self) -> None:
        client, _ = self._tcp.accept()
        client.setblocking(False)
        if len(self._open) >= _MAX_CONNECTIONS:
            self._drop(next(iter(self._open)))  # the oldest
        self._open[client] = b""

    def _serve_tcp(self, client: socket.socket) -> None:
        chunk = client.recv(_MAX_REQUEST)
        held = self._open[client] + chunk
        while len(held) >= 2 and len(held) >= 2 + (size := int.from_bytes(held[:2], "big")):
            found = self.answer(held[2 : 2 + size], "tcp")
            held = held[2 + size :]
            if found is not None:
                client.send(len(found).to_bytes(2, "big") + found)
        if not chunk or len(held) > _MAX_REQUEST:
            self._drop(client)
        else:
            self._open[client] = held

    def _drop(self, client: socket.socket) -> None:
        if self._open.pop(client, None) is not None:
            client.close()
