"""mitmproxy as a library: a master with four add-ons, fed by listening sockets that are given to us.

mitmproxy would open its own sockets, in the wrong network namespace. Its connection handler does not care where a
connection was accepted, so each given socket gets a plain asyncio server, and the server names the session.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from harness.sandbox.web.proxy import slim  # noqa: F401  # first: keeps the heavy add-ons out
from harness.sandbox.web.proxy.meter import Meters, serve_metered
from harness.sandbox.web.proxy.recorder import Client, Recorder

import certifi  # isort: skip
from cryptography.hazmat.primitives.serialization import load_pem_private_key  # isort: skip
from mitmproxy import certs  # isort: skip
from mitmproxy.addons import next_layer, proxyserver, tlsconfig  # isort: skip
from mitmproxy.master import Master  # isort: skip
from mitmproxy.options import Options  # isort: skip
from mitmproxy.proxy import layers  # isort: skip
from mitmproxy.proxy.context import Context  # isort: skip
from mitmproxy.proxy.mode_servers import ProxyConnectionHandler  # isort: skip
from mitmproxy.proxy.mode_specs import RegularMode  # isort: skip

BACKLOG = 512
UNREADABLE = ("Bad HTTP request", "Invalid HTTP/2 request")


class FailureLog(logging.Handler):
    """mitmproxy catches its own crashes and only logs them; here they become gaps."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__(logging.ERROR)
        self._recorder = recorder

    def emit(self, record: logging.LogRecord) -> None:
        """Pass on where it happened and what kind of error it was, never its text."""
        error = record.exc_info[1] if record.exc_info else None
        self._recorder.failed(error or RuntimeError(), f"{record.name}:{record.lineno}")


class BrowserConnection(ProxyConnectionHandler):
    """mitmproxy's handler of one connection; a request that it cannot read is turned away, and we say so."""

    refused: Callable[[str], None]

    def log(self, message: str, level: int = logging.INFO, exc_info: Any = None) -> None:
        """mitmproxy only logs such a request, without any hook."""
        if any(words in message for words in UNREADABLE):
            self.refused(message)
        if level >= logging.ERROR:
            super().log(message, level, exc_info)


class Certificates(tlsconfig.TlsConfig):
    """mitmproxy's certificates, made for the host that is asked for; in some sessions another, whatever the host."""

    def __init__(self, recorder: Recorder, leaves: Mapping[str, Path]) -> None:
        _untyped(super().__init__)()
        self._recorder = recorder
        self._given = {session: _entry(path) for session, path in leaves.items()}

    def get_cert(self, conn_context: Context) -> certs.CertStoreEntry:
        """The certificate for a client, with its key."""
        given = self._given.get(self._recorder.clients[conn_context.client.id].session)
        return super().get_cert(conn_context) if given is None else given


def _entry(path: Path) -> certs.CertStoreEntry:
    """A certificate and its key from a PEM file."""
    content = path.read_bytes()
    made, key = certs.Cert.from_pem(content), load_pem_private_key(content, None)
    entry: certs.CertStoreEntry = _untyped(certs.CertStoreEntry)(made, key, path, [made])
    return entry


class Engine:
    """Runs mitmproxy on the current event loop until `stop`."""

    def __init__(
        self, recorder: Recorder, confdir: Path, trusted: Path, cap: int, leaves: Mapping[str, Path]
    ) -> None:
        self._recorder = recorder
        self.meters = Meters()
        self._master = _untyped(Master)(Options(), asyncio.get_running_loop())
        self._manager = _untyped(proxyserver.Proxyserver)()
        self._master.addons.add(self._manager, next_layer.NextLayer(), Certificates(recorder, leaves), recorder)
        self._master.options.update(
            server=False,
            confdir=str(confdir),
            connection_strategy="lazy",
            stream_large_bodies=str(cap),
            ssl_verify_upstream_trusted_ca=str(trusted),
            http3=False,
        )
        self._servers: list[asyncio.Server] = []
        self._mode = RegularMode.parse("regular")
        self._running: asyncio.Task[None] | None = None
        logging.basicConfig(level=logging.ERROR, handlers=[FailureLog(recorder)], force=True)

    async def start(self, listeners: Mapping[str, socket.socket]) -> None:
        """Accept browsers on every listener."""
        self._running = asyncio.create_task(self._master.run())
        for session, listener in listeners.items():
            listener.setblocking(False)
            self._servers.append(await self._serve(session, listener))

    async def _serve(self, session: str, listener: socket.socket) -> asyncio.Server:
        async def accepted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            meter, metered = self.meters.begin(session, reader, writer)
            handler = _untyped(BrowserConnection)(self._master, reader, metered, self._master.options, self._mode)
            handler.layer = layers.modes.HttpProxy(handler.layer.context)
            handler.refused = lambda message: self._recorder.unreadable(session, message)
            identity = handler.client.id
            client = self._recorder.clients[identity] = Client(session, meter=meter)
            try:
                with self._manager.register_connection(identity, handler):
                    await handler.handle_client()
            finally:
                del self._recorder.clients[identity]
                self.meters.end(session, client.meter)

        return await serve_metered(accepted, listener, BACKLOG)

    def stop(self) -> None:
        """Take no more connections and record what is open. The process is expected to end right after."""
        for server in self._servers:
            server.close()
        self._recorder.flush()


def _untyped(constructor: Any) -> Any:
    """mitmproxy's constructors carry no annotations."""
    return constructor


def trust_file(confdir: Path, extra: Path | None) -> Path:
    """One PEM file with the public authorities and the profile's own; returns certifi's when there is no own."""
    public = Path(certifi.where())
    if extra is None:
        return public
    both = confdir / "upstream-ca.pem"
    both.write_bytes(public.read_bytes() + b"\n" + extra.read_bytes())
    return both
