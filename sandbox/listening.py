"""An HTTP server of ours within a running event loop; signals keep their usual meaning."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

KEPT_SECONDS = 120
"""How long an idle connection stays: a proxy's request that meets one just as it is closed is lost, and on a busy
machine seconds pass between two requests."""


class Listener(uvicorn.Server):
    """One server. Signals keep their usual meaning: the process ends."""

    def __init__(self, app: ASGIApp, context: ssl.SSLContext | None = None) -> None:
        super().__init__(
            uvicorn.Config(
                app, lifespan="off", log_level="warning", access_log=False, server_header=False, proxy_headers=False,
                ws_max_size=1 << 20, h11_max_incomplete_event_size=64 * 1024, timeout_keep_alive=KEPT_SECONDS,
            )
        )
        self.config.load()
        self.config.ssl = context
        self.ready = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening, and say so."""
        await super().startup(sockets)
        self.ready.set()

    def stop(self) -> None:
        """End now: connections that others keep open are cut, or a TLS client that says no goodbye holds us up."""
        self.should_exit = self.force_exit = True
        for connection in list(self.server_state.connections):
            if (transport := getattr(connection, "transport", None)) is not None:
                transport.abort()
