"""Our provider keeps to the rules where no case asks it not to: a client that passes it passes for the right reason."""

from __future__ import annotations

import asyncio
import base64
import json
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import MisuseError, SchoolproofError
from harness.sandbox.demo.certificates import Authority
from harness.sandbox.signon.endpoints import provider_app
from harness.sandbox.signon.logins import verifier
from harness.sandbox.signon.provider import Client, Provider
from harness.sandbox.signon.serving import serving
from harness.sandbox.signon.tokens import Keys

ISSUER = "https://idp.school.example/op"
BACK = "https://school.example/back"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
"""The example of RFC 7636, appendix B."""
ASKED = {
    "response_type": "code", "client_id": "school", "redirect_uri": BACK, "scope": "openid", "state": "st", "nonce": "no",
}
KEYS = Keys()

type Play = Callable[[httpx.AsyncClient, Provider], Awaitable[Any]]


def at_provider(play: Play, secret: str | None = "hush") -> Any:
    provider = Provider(ISSUER, Client("school", secret, ("school.example",)), keys=KEYS)
    provider.sign_in({"sub": "ada", "given_name": "Ada"})

    async def go() -> Any:
        transport = httpx.ASGITransport(provider_app(provider))
        async with httpx.AsyncClient(transport=transport, base_url=ISSUER) as client:
            return await play(client, provider)

    return asyncio.run(go())


async def code(client: httpx.AsyncClient, **more: str) -> str:
    answer = await client.get("/v1/auth", params={**ASKED, **more})
    return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]


async def redeem(client: httpx.AsyncClient, given: str, **more: Any) -> httpx.Response:
    form = {"grant_type": "authorization_code", "code": given, "redirect_uri": BACK}
    return await client.post("/v1/token", data={**form, **more}, auth=("school", "hush"))


def test_a_whole_login() -> None:
    async def play(client: httpx.AsyncClient, provider: Provider) -> None:
        discovery = (await client.get("/.well-known/openid-configuration")).json()
        assert discovery["issuer"] == ISSUER
        tokens = (await redeem(client, await code(client))).json()
        told = await client.get("/v1/userinfo", headers={"authorization": f"Bearer {tokens['access_token']}"})
        assert told.json() == {"sub": "ada", "given_name": "Ada"}
        assert provider.login.redeemed[0].verifier == "unasked"

    at_provider(play)


@pytest.mark.parametrize("more", [{"client_id": "other"}, {"redirect_uri": "https://evil.example/"}, {"redirect_uri": "javascript:1"}])
def test_no_code_goes_elsewhere(more: dict[str, str]) -> None:
    async def play(client: httpx.AsyncClient, provider: Provider) -> httpx.Response:
        return await client.get("/v1/auth", params={**ASKED, **more})

    answer = at_provider(play)
    assert answer.status_code == 400
    assert "location" not in answer.headers


def test_a_code_works_once() -> None:
    async def play(client: httpx.AsyncClient, provider: Provider) -> list[int]:
        given = await code(client)
        return [(await redeem(client, given)).status_code for _ in range(2)]

    assert at_provider(play) == [200, 400]


@pytest.mark.parametrize(
    ("asked", "form", "status"),
    [
        ({"code_challenge": CHALLENGE, "code_challenge_method": "S256"}, {"code_verifier": VERIFIER}, 200),
        ({"code_challenge": CHALLENGE, "code_challenge_method": "S256"}, {"code_verifier": "wrong"}, 400),
        ({"code_challenge": CHALLENGE, "code_challenge_method": "S256"}, {}, 400),
        ({"code_challenge": VERIFIER}, {"code_verifier": VERIFIER}, 200),
        ({}, {"redirect_uri": "https://school.example/other"}, 400),
    ],
)
def test_what_comes_with_the_code_has_to_be_right(asked: dict[str, str], form: dict[str, str], status: int) -> None:
    async def play(client: httpx.AsyncClient, provider: Provider) -> int:
        return (await redeem(client, await code(client, **asked), **form)).status_code

    assert at_provider(play) == status


@pytest.mark.parametrize(
    ("headers", "form", "status"),
    [
        ({}, {"client_id": "school", "client_secret": "hush"}, 200),
        ({}, {"client_id": "school", "client_secret": "wrong"}, 401),
        ({}, {"client_id": "school"}, 401),
        ({"authorization": "Basic " + base64.b64encode(b"school:hush").decode()}, {}, 200),
        ({"authorization": "Basic " + base64.b64encode(b"other:hush").decode()}, {}, 401),
        ({"authorization": "Basic §"}, {}, 401),
        ({"authorization": "Basic " + base64.b64encode(b"\xff\xfe").decode()}, {}, 401),
    ],
)
def test_who_redeems_it(headers: dict[str, str], form: dict[str, str], status: int) -> None:
    async def play(client: httpx.AsyncClient, provider: Provider) -> int:
        sent = {"grant_type": "authorization_code", "code": await code(client), "redirect_uri": BACK, **form}
        raw = {name: value.encode() for name, value in headers.items()}
        return (await client.post("/v1/token", data=sent, headers=raw)).status_code

    assert at_provider(play) == status


def assertion(**claims: Any) -> dict[str, str]:
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    return {"client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "client_assertion": f"e30.{body}.x"}


@pytest.mark.parametrize(
    ("form", "status"),
    [
        (assertion(iss="school", sub="school"), 200),
        (assertion(iss="school", sub="other"), 401),
        (assertion(iss="other", sub="other"), 401),
        (assertion(iss="school"), 401),
        ({**assertion(), "client_assertion": "é"}, 401),
        ({**assertion(), "client_assertion": "a.é.b"}, 401),
        ({**assertion(), "client_assertion": "a.bnVsbA.b"}, 401),
    ],
)
def test_a_client_may_sign_for_itself(form: dict[str, str], status: int) -> None:
    """As clients of ACM/IDM do."""

    async def play(client: httpx.AsyncClient, provider: Provider) -> tuple[int, str]:
        sent = {"code": await code(client), "redirect_uri": BACK, **form}
        answer = await client.post("/v1/token", data=sent)
        return answer.status_code, provider.login.redeemed[0].method

    assert at_provider(play) == (status, "private_key_jwt")


def test_a_public_client_needs_no_secret() -> None:
    async def play(client: httpx.AsyncClient, provider: Provider) -> int:
        sent = {"client_id": "school", "code": await code(client), "redirect_uri": BACK}
        return (await client.post("/v1/token", data=sent)).status_code

    assert at_provider(play, secret=None) == 200


@pytest.mark.parametrize("mode", ["query", "fragment", "form_post"])
def test_how_the_answer_travels(mode: str) -> None:
    async def play(client: httpx.AsyncClient, provider: Provider) -> httpx.Response:
        return await client.get("/v1/auth", params={**ASKED, "response_mode": mode, "state": '"><b>'})

    answer = at_provider(play)
    if mode == "form_post":
        assert f'action="{BACK}"' in answer.text
        assert "<b>" not in answer.text
    else:
        assert answer.headers["location"].startswith(f"{BACK}{'#' if mode == 'fragment' else '?'}code=")


def test_nobody_gets_userinfo_without_a_token() -> None:
    async def play(client: httpx.AsyncClient, provider: Provider) -> list[int]:
        tried = ({}, {"authorization": "Bearer guess"}, {"authorization": "Basic x"})
        return [(await client.get("/v1/userinfo", headers=one)).status_code for one in tried]

    assert at_provider(play) == [401, 401, 401]


@given(st.text(max_size=100), st.sampled_from(["S256", "plain", "", "s256"]))
def test_only_the_right_verifier_matches(text: str, method: str) -> None:
    asked = {"code_challenge": CHALLENGE, "code_challenge_method": method}
    assert verifier(asked, text) in ("matches", "wrong")
    assert (verifier(asked, text) == "matches") is (method != "S256" and text == CHALLENGE)
    assert verifier({"code_challenge": CHALLENGE, "code_challenge_method": "S256"}, VERIFIER) == "matches"


def test_serving_tells_what_is_wrong(tmp_path: Path) -> None:
    provider = Provider(ISSUER, Client("school", None, ()), keys=KEYS)
    nothing = tmp_path / "nothing.pem"
    nothing.write_text("not a certificate", encoding="utf-8")
    authority = Authority()
    good = tmp_path / "good.pem"
    good.write_bytes(authority.leaf(["idp.school.example"]))

    async def serve(address: tuple[str, int], certificate: Path) -> None:
        async with serving(provider_app(provider), address, certificate):
            pass

    for broken in (nothing, tmp_path / "absent.pem"):
        with pytest.raises(MisuseError, match="the identity provider.s certificate"):
            asyncio.run(serve(("127.0.0.1", 0), broken))
    with pytest.raises(SchoolproofError, match="cannot listen"):
        asyncio.run(serve(("192.0.2.1", 9443), good))


def test_a_client_that_keeps_its_connection_does_not_hold_us_up(tmp_path: Path) -> None:
    """By default a TLS connection that the other side leaves open is waited for, half a minute long."""
    authority, provider = Authority(), Provider(ISSUER, Client("school", None, ()), keys=KEYS)
    certificate = tmp_path / "idp.pem"
    certificate.write_bytes(authority.leaf(["idp.school.example"]))
    (tmp_path / "ca.pem").write_bytes(authority.pem)
    context = ssl.create_default_context(cafile=tmp_path / "ca.pem")

    async def play() -> bytes:
        async with serving(provider_app(provider), ("127.0.0.1", 0), certificate) as (host, port):
            reader, writer = await asyncio.open_connection(host, port, ssl=context, server_hostname="idp.school.example")
            writer.write(b"GET /op/v1/keys HTTP/1.1\r\nHost: idp.school.example\r\n\r\n")
            first = await reader.readline()
        assert writer.transport is not None, "we never said goodbye"
        return first

    assert asyncio.run(asyncio.wait_for(play(), 20)).startswith(b"HTTP/1.1 200")
