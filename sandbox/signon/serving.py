"""Serves a provider over TLS for as long as it is needed."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

from starlette.types import ASGIApp

from harness.errors import MisuseError, SchoolproofError

type Address = tuple[str, int]

START_SECONDS = 30.0


@asynccontextmanager
async def serving(provider: ASGIApp, address: Address, certificate: Path) -> AsyncIterator[Address]:
    """Serve a provider's application at `address`, with a PEM file of a certificate for its host, and the key.

    Gives the address, with the port that was taken when 0 was asked for.
    Raises MisuseError when the file holds none, SchoolproofError when nobody can listen there.
    """
    from harness.sandbox.listening import Listener  # a server, and a run without single sign-on needs none

    context = _context(certificate)
    with closing(_listening(address)) as opened:
        server = Listener(provider, context)
        task = asyncio.create_task(server.serve([opened]))
        try:
            async with asyncio.timeout(START_SECONDS):
                await server.ready.wait()
            yield address[0], opened.getsockname()[1]
        finally:
            server.stop()
            await task


def _context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(certificate)
    except (OSError, ssl.SSLError) as error:
        why = error.strerror or "holds no certificate with its key"
        told = f"the identity provider's certificate: {certificate}: {why}"
        raise MisuseError(told, hint="openssl x509 -in FILE -text") from error
    return context


def _listening(address: Address) -> socket.socket:
    """A socket at this address. The port may be held for us by somebody who does not listen (SO_REUSEPORT)."""
    host, port = address
    opened = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if hasattr(socket, "SO_REUSEPORT"):
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        opened.bind(address)
    except OSError as error:
        opened.close()
        told = f"the identity provider cannot listen at {host}:{port}: {error.strerror}"
        raise SchoolproofError(told, owner="platform", hint="choose another port in [sandbox] names") from error
    return opened
