"""Where a name leads: the profile's mapping first, the real world only when allowed, the tester's own network never.

The check is made on the address that is then connected to, so an app cannot slip through by rebinding a name.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence

from harness.errors import MisuseError

type Address = tuple[str, int]
type Lookup = Callable[[str, int], Awaitable[Sequence[str]]]

UNKNOWN = "name: unknown"
PRIVATE = "refused: private address"
LOOKUP_LIMIT = 10.0
"""Seconds that a real name lookup may take."""


class Unreachable(OSError):
    """A target that is not connected to; its text is what the exchange records as error."""


class Names:
    """The name rules of one run. `lookup` resolves a name to addresses; by default the system's resolver does.

    `noted(name, class)` is told of each name that was asked for: "mapped", "public", "private" or "none".
    """

    def __init__(
        self,
        mapping: Mapping[str, str],
        *,
        public: bool,
        lookup: Lookup | None = None,
        noted: Callable[[str, str], None] = lambda name, address: None,
    ) -> None:
        self._noted = noted
        self._mapping: dict[tuple[str, int | None], Address] = {}
        self._public = public
        self._lookup: Lookup = lookup or system_lookup
        for source, target in mapping.items():
            self._mapping[parse_source(source)] = parse_target(target)

    def mapped(self, host: str, port: int) -> Address | None:
        """The declared address of (host, port), or None. An entry without port speaks for 443 and for 80."""
        host = normal(host)
        wildcard = "*" if not is_private(host) else None
        for name in (host, wildcard):
            if name is None:
                continue
            found = self._mapping.get((name, port))
            if found is None and port in (443, 80):
                found = self._mapping.get((name, None))
            if found is not None:
                return found
        return None

    async def addresses(self, host: str, port: int) -> list[Address]:
        """Addresses to try, in order. Raises `Unreachable` when the name is unknown or leads to a private network."""
        if (target := self.mapped(host, port)) is not None:
            self._noted(normal(host), "mapped")
            return [target]
        host = normal(host)
        try:
            found = await self._found(host, port)
        except Unreachable:
            self._noted(host, "none")
            raise
        allowed = [(ip, port) for ip in found if not is_private(ip)]
        self._noted(host, "public" if allowed else "private")
        if not allowed:
            raise Unreachable(PRIVATE)
        return allowed

    async def _found(self, host: str, port: int) -> Sequence[str]:
        """The addresses of a host, whatever they are."""
        if (literal := parse_ip(host)) is not None:
            if not self._public and not is_private(host):
                raise Unreachable(UNKNOWN)
            return [str(literal)]
        if not self._public:
            raise Unreachable(UNKNOWN)
        return await self._resolve(host, port)

    async def _resolve(self, host: str, port: int) -> Sequence[str]:
        try:
            async with asyncio.timeout(LOOKUP_LIMIT):
                found = await self._lookup(host, port)
        except (OSError, UnicodeError):
            raise Unreachable(UNKNOWN) from None
        if not found:
            raise Unreachable(UNKNOWN)
        return found


async def system_lookup(host: str, port: int) -> list[str]:
    """Addresses of a name from the system's resolver, in its order, each once."""
    loop = asyncio.get_running_loop()
    found = await loop.run_in_executor(None, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def normal(host: str) -> str:
    """A host name in the one form used for comparing: lower case, no brackets, no last dot, punycode."""
    host = host.strip("[]").rstrip(".").lower()
    if (address := parse_ip(host)) is not None:
        return str(address)
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def parse_ip(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """An address when the text is one (an IPv6 zone is dropped), else None."""
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None


NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_private(host: str) -> bool:
    """Whether the text is an address that is not on the public Internet, also when wrapped in an IPv6 address."""
    address = parse_ip(host)
    if address is None:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and (address in NAT64 or int(address) >> 32 == 0):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            address = inner
    return not address.is_global or address.is_multicast or address.is_reserved


def parse_source(text: str) -> tuple[str, int | None]:
    """The left side of a mapping: "host", "host:port", "[v6]:port", a bare v6 address, "*" or "*:port"."""
    if parse_ip(text.strip("[]")) is not None:
        return normal(text), None
    host, colon, port = text.rpartition(":")
    if not colon:
        return normal(text), None
    if not host or not _is_port(port):
        raise MisuseError(f"not a host or host:port: {text!r}", hint="schoolproof check-profile")
    return normal(host), int(port)


def parse_target(text: str) -> Address:
    """The right side of a mapping, "ip:port" or "[v6]:port"."""
    host, _, port = text.rpartition(":")
    address = parse_ip(host.strip("[]"))
    bracketed = host.startswith("[") and host.endswith("]")
    if address is None or not _is_port(port) or (address.version == 6) != bracketed:
        raise MisuseError(f"not an ip:port: {text!r}", hint="schoolproof check-profile")
    return str(address), int(port)


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < int(text) < 65536
