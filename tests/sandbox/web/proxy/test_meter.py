"""Bytes on the wire of a session, and how many of them were read: a connection that was refused is not."""

from __future__ import annotations

import asyncio
import http.client
import ssl
from pathlib import Path

import httpx
import pytest

from harness.sandbox.android.certificates import REFUSED
from tests.sandbox.web.proxy.lab import SESSION, Lab, Request, answer

pytestmark = pytest.mark.timeout(120)
BODY = b"x" * 5000


async def handler(request: Request, writer: object) -> None:
    writer.write(answer(BODY))  # type: ignore[attr-defined]


def test_what_was_refused_went_through_and_was_not_read(tmp_path: Path) -> None:
    asyncio.run(_read_and_refused(Lab(tmp_path)))


async def _read_and_refused(lab: Lab) -> None:
    async with (
        lab.server(handler, lab.authority.context("school.test")) as address,
        lab.running({"*": address}) as proxy,
    ):
        assert await proxy.passed(SESSION) == (0, 0)
        async with lab.client() as client:
            await client.get("https://school.test/")
            through, read = await proxy.passed(SESSION)
            assert through == read
            assert len(BODY) < through < len(BODY) + 10_000
        untrusting = f"http://127.0.0.1:{lab.ports[SESSION]}"
        async with httpx.AsyncClient(proxy=untrusting, verify=ssl.create_default_context(), trust_env=False) as client:
            with pytest.raises(httpx.ConnectError):
                await client.get("https://school.test/")
        await proxy.idle(SESSION, 0.3, 10.0)
        after = await proxy.passed(SESSION)
        assert after[0] > through
        assert after[1] == read


def test_one_certificate_can_be_shown_for_every_host(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    asyncio.run(_one_leaf(lab))
    assert {values["host"] for why, values in lab.gaps() if why in REFUSED} == {"school.test", "late.test"}
    assert "tls-client-silent" in {why for why, _ in lab.gaps()}


def _looks_later(lab: Lab) -> None:
    """As clients do that look at the name in a certificate only after the handshake."""
    connection = http.client.HTTPSConnection("127.0.0.1", lab.ports[SESSION], context=ssl._create_unverified_context())
    connection.set_tunnel("late.test", 443)
    connection.connect()
    connection.close()


async def _one_leaf(lab: Lab) -> None:
    tls = lab.authority.context("other.example")
    async with lab.server(handler, tls) as address:
        options = {"leaves": {SESSION: lab.authority.folder / "other.example.pem"}, "tell_silent": True}
        async with lab.running({"*": address}, **options) as proxy, lab.client() as client:
            with pytest.raises(httpx.ConnectError):
                await client.get("https://school.test/")
            await asyncio.to_thread(_looks_later, lab)
            await proxy.idle(SESSION, 0.5, 30.0)
