"""Secrets never reach the disk, and session values only as tokens that can still be compared."""

from __future__ import annotations

import asyncio
import base64
import json
from urllib.parse import quote, quote_plus

import pytest

from tests.sandbox.web.proxy.lab import SESSION, Lab, Request, answer

pytestmark = pytest.mark.timeout(60)
COOKIE = "9f8e7d6c5b4a39281706f5e4d3c2b1a0"
BEARER = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"


def forms(secret: str) -> list[bytes]:
    """The ways in which a password crosses the wire."""
    raw = secret.encode()
    shifted = [base64.b64encode(b"x" * shift + raw)[4 if shift else 0 : -4] for shift in range(3)]
    return [
        raw,
        quote(secret, safe="").encode(),
        quote_plus(secret).encode(),
        base64.b64encode(raw),
        *shifted,
        raw.hex().encode(),
    ]


def test_password_is_nowhere_in_the_bundle(lab: Lab) -> None:
    secret = lab.secrets["ada.password"]

    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(b"uw wachtwoord: " + secret.encode(), f"X-Echo: {secret}"))

    async def run() -> None:
        async with lab.server(handler) as address, lab.running({"*": address}), lab.client() as client:
            await client.post("http://a.test/login", data={"user": "ada", "password": secret})
            await client.post("http://a.test/login", json={"password": secret})
            await client.get("http://a.test/", auth=("ada", secret))
            await client.get("http://a.test/", params={"p": secret, "b": base64.b64encode(secret.encode()).decode()})
            await client.get("http://nowhere.test/" + quote(secret, safe=""))

    asyncio.run(run())
    everything = lab.everything()
    assert [form for form in forms(secret) if form in everything] == []
    records = lab.records()
    assert len(records) == 5
    assert "⟦secret:ada.password⟧" in lab.body(records[0]["request_body"]).decode()
    assert "⟦secret:ada.password⟧" in dict(records[2]["request_headers"])["Authorization"]
    assert "⟦secret:ada.password⟧" in records[3]["url"]


def test_session_cookie_is_a_token_that_can_be_followed(lab: Lab) -> None:
    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        cookies = (f"Set-Cookie: kolibri={COOKIE}; Path=/; HttpOnly; SameSite=Lax", "Set-Cookie: taal=nl; Path=/")
        writer.write(answer(f"session {COOKIE}".encode(), *cookies))

    async def run() -> None:
        async with lab.server(handler) as address, lab.running({"*": address}), lab.client() as client:
            await client.get("http://a.test/")
            await client.get(f"http://a.test/?sid={COOKIE}")

    asyncio.run(run())
    assert COOKIE.encode() not in lab.everything()
    first, second = lab.records()
    kolibri, language = [value for name, value in first["response_headers"] if name == "Set-Cookie"]
    token = kolibri.partition("=")[2].partition(";")[0]
    assert token.startswith("⟦session:32:")
    assert kolibri.endswith("; Path=/; HttpOnly; SameSite=Lax")
    assert language == "taal=nl; Path=/"
    sent = dict(second["request_headers"])["Cookie"]
    assert sorted(sent.split("; ")) == sorted([f"kolibri={token}", "taal=nl"])
    assert second["url"] == f"http://a.test/?sid={token}"
    assert lab.body(first["response_body"]).decode() == f"session {token}"


def test_once_all_is_written_every_session_value_is_told(lab: Lab) -> None:
    """Whoever writes down the browser's cookies asks for this first: the writer's thread may be far behind."""
    heavy = b"var words = " + json.dumps([f"word {number} of a large script" for number in range(60_000)]).encode()

    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        cookie = [f"Set-Cookie: kolibri={COOKIE}; HttpOnly"] if request.path == "/last" else []
        writer.write(answer(b"x" if cookie else heavy, "Content-Type: text/javascript", *cookie))

    async def run() -> list[str]:
        learned: list[tuple[str, str]] = []
        async with lab.server(handler) as address, lab.running({"*": address}, learned=learned) as proxy, lab.client() as client:
            for number in range(8):
                await client.get(f"http://a.test/{number}.js")
            await client.get("http://a.test/last")
            assert await proxy.written(SESSION)
            return [value for _, value in learned]

    assert COOKIE in asyncio.run(run())


def test_bearer_token_is_hidden_from_the_answer_that_hands_it_out_on(lab: Lab) -> None:
    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(b'{"access_token": "' + BEARER.encode() + b'", "naam": "Ada"}'))

    async def run() -> list[tuple[str, str]]:
        learned: list[tuple[str, str]] = []
        async with (
            lab.server(handler) as address,
            lab.running({"*": address}, learned=learned),
            lab.client() as client,
        ):
            await client.get("http://a.test/login")
            await client.get("http://a.test/me", headers={"Authorization": f"Bearer {BEARER}"})
        return learned

    learned = asyncio.run(run())
    assert BEARER.encode() not in lab.everything()
    first, second = lab.records()
    header = dict(second["request_headers"])["Authorization"]
    assert header.startswith("Bearer ⟦session:")
    assert header.removeprefix("Bearer ").encode() in lab.body(first["response_body"])
    assert b'"naam": "Ada"' in lab.body(first["response_body"])
    assert [value for _, value in learned] == [BEARER]


def test_cookie_cannot_hide_a_planted_value(lab: Lab) -> None:
    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(b"", "Set-Cookie: auth=ada.k7x2q@school.test; HttpOnly"))

    async def run() -> None:
        known = ["ada.k7x2q@school.test"]
        async with lab.server(handler) as address, lab.running({"*": address}, known=known), lab.client() as client:
            await client.get("http://a.test/")
            await client.get("http://tracker.test/?e=ada.k7x2q@school.test")

    asyncio.run(run())
    assert lab.records()[1]["url"] == "http://tracker.test/?e=ada.k7x2q@school.test"
