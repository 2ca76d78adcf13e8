"""An event loop whose outgoing connections follow the run's name rules.

mitmproxy keeps believing in the name that the browser asked for, so SNI, Host and certificate checks stay untouched;
only the address under it is ours. (Rewriting the address in mitmproxy's own hook hangs.)
"""

from __future__ import annotations

import asyncio
import os
from typing import Any

from harness.sandbox.web.proxy.names import Address, Names, Unreachable

CONNECT_LIMIT = 20.0
"""Seconds for one TCP connection."""


class SandboxLoop(asyncio.SelectorEventLoop):
    """`create_connection` to a (host, port) goes where `names` says; nothing else is changed."""

    names: Names | None = None

    async def create_connection(  # type: ignore[override]
        self, protocol_factory: Any, host: str | None = None, port: int | None = None, **options: Any
    ) -> tuple[asyncio.Transport, asyncio.Protocol]:
        """Connect to the first address that answers; raises `Unreachable` with a text fit for the record."""
        if host is None or port is None or self.names is None:
            raise Unreachable("refused: no name rules")
        problem: OSError | None = None
        for address in await self.names.addresses(host, port):
            try:
                return await self._connect(protocol_factory, address, options)
            except OSError as error:
                problem = error
        raise Unreachable(f"connect: {told(problem)}")

    async def _connect(
        self, protocol_factory: Any, address: Address, options: dict[str, Any]
    ) -> tuple[asyncio.Transport, asyncio.Protocol]:
        async with asyncio.timeout(CONNECT_LIMIT):
            return await super().create_connection(protocol_factory, *address, **options)


def told(error: OSError | None) -> str:
    """What went wrong in the system's words, without addresses: "connection refused"."""
    if isinstance(error, TimeoutError) and error.errno is None:
        return "timed out"
    if error is None or error.errno is None:
        return "failed"
    return os.strerror(error.errno).lower()
