"""A laboratory for the recording proxy: the real child process, real sockets on loopback, small servers of our own."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import json
import socket
import ssl
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from harness.sandbox.web.proxy import ProxyConfig, RecordingProxy
from harness.sandbox.web.proxy.trust import make_ca

SESSION = "ada-home"
type Handler = Callable[["Request", asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Request:
    """One request as our server read it."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Authority:
    """The authority of the servers under test, unknown to the public."""

    folder: Path
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def __post_init__(self) -> None:
        self.folder.mkdir()
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Server authority")])
        basic = x509.BasicConstraints(ca=True, path_length=None)
        certificate = self._builder(self.name, self.key.public_key()).add_extension(basic, True)
        self.pem = self.folder / "server-ca.pem"
        self.pem.write_bytes(certificate.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))

    def _builder(self, subject: x509.Name, key: Any) -> x509.CertificateBuilder:
        now = datetime.datetime.now(datetime.UTC)
        day = datetime.timedelta(days=1)
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(self.name).public_key(key)
        return builder.serial_number(x509.random_serial_number()).not_valid_before(now - day).not_valid_after(now + day)

    def context(self, *hosts: str, alpn: Sequence[str] = ()) -> ssl.SSLContext:
        """A server context with a certificate for `hosts`."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0])])
        names = x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts])
        certificate = (
            self._builder(subject, key.public_key()).add_extension(names, False).sign(self.key, hashes.SHA256())
        )
        file = self.folder / f"{hosts[0]}.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        if alpn:
            context.set_alpn_protocols(list(alpn))
        return context


def answer(body: bytes = b"", *headers: str, status: int = 200) -> bytes:
    """A whole HTTP/1.1 answer."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


class Lab:
    """One test's proxy, servers and bundle."""

    def __init__(self, folder: Path) -> None:
        self.bundle = folder / "bundle"
        self.confdir = folder / "conf"
        self.run_ca = make_ca(self.confdir)
        self.authority = Authority(folder / "servers")
        self.ports: dict[str, int] = {}
        self.secrets = {"ada.password": "Kwetsbaar&Geheim/2026"}

    @contextlib.asynccontextmanager
    async def running(
        self,
        names: dict[str, str] | None = None,
        sessions: Sequence[str] = (SESSION,),
        learned: list[tuple[str, str]] | None = None,
        **options: Any,
    ) -> AsyncIterator[RecordingProxy]:
        """A proxy that is ready; it is stopped at the end, so that the bundle is whole."""
        listeners = {session: socket.create_server(("127.0.0.1", 0)) for session in sessions}
        self.ports = {session: listener.getsockname()[1] for session, listener in listeners.items()}
        config = ProxyConfig(
            bundle=self.bundle,
            secrets=self.secrets,
            key=b"k" * 32,
            epoch=time.time(),
            names=names or {},
            **{"ca": self.authority.pem, "public": False, "confdir": self.confdir} | options,
        )
        heard = [] if learned is None else learned
        proxy = await RecordingProxy.start(config, listeners, lambda name, value: heard.append((name, value)))
        try:
            await proxy.ready()
            yield proxy
        finally:
            await proxy.stop()

    @contextlib.asynccontextmanager
    async def server(
        self, handler: Handler, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1"
    ) -> AsyncIterator[str]:
        """An HTTP/1.1 server; yields its "ip:port"."""

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
                while True:
                    await handler(await read_request(reader), writer)
                    await writer.drain()

        server = await asyncio.start_server(serve, host, 0, ssl=tls)
        address = server.sockets[0].getsockname()
        try:
            yield f"[{address[0]}]:{address[1]}" if ":" in host else f"{address[0]}:{address[1]}"
        finally:
            server.close()

    def client(self, session: str = SESSION, **options: Any) -> httpx.AsyncClient:
        """A client that speaks through a session's listener and trusts the run's authority."""
        trust = ssl.create_default_context(cafile=str(self.run_ca))
        return httpx.AsyncClient(
            proxy=f"http://127.0.0.1:{self.ports[session]}", verify=trust, timeout=20, trust_env=False, **options
        )

    def records(self, session: str = SESSION, kind: str = "exchange") -> list[dict[str, Any]]:
        """What traffic.jsonl holds, in order."""
        return [
            record for record in read(self.bundle / "sessions" / session / "traffic.jsonl") if record["kind"] == kind
        ]

    def gaps(self, session: str | None = SESSION) -> list[tuple[str, dict[str, Any]]]:
        """(code, values) of each gap of a session, or of the whole run for None."""
        folder = self.bundle / "probes" if session is None else self.bundle / "sessions" / session
        return [(record["why"], record["values"]) for record in read(folder / "gaps.jsonl")]

    def body(self, body: dict[str, Any]) -> bytes:
        """The content of a recorded body."""
        return zlib.decompress((self.bundle / "blobs" / body["sha256"]).read_bytes())

    def everything(self) -> bytes:
        """All that the bundle holds on disk, unpacked."""
        parts = []
        for file in sorted(self.bundle.rglob("*")):
            if file.is_file():
                parts.append(zlib.decompress(file.read_bytes()) if file.parent.name == "blobs" else file.read_bytes())
        return b"\n".join(parts)


def read(file: Path) -> list[dict[str, Any]]:
    """A JSONL file; empty when it is not there."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []


async def read_request(reader: asyncio.StreamReader) -> Request:
    """One HTTP/1.1 request with a body of known length."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, path, _ = head[0].split(" ", 2)
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
    return Request(method, path, headers, await reader.readexactly(int(headers.get("content-length", 0))))
