"""The demo school signs in at a certified provider that nobody made for this test: it is a client like any other."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
import secrets
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, quote_plus, urljoin, urlsplit

import httpx
import pytest

from harness.sandbox.demo import hosts
from harness.sandbox.demo.certificates import Authority
from harness.sandbox.demo.signon import BACK, BEGIN, Registration
from harness.sandbox.demo.signon_people import claims_of
from harness.sandbox.signon.endpoints import provider_app
from harness.sandbox.signon.provider import Client, Provider
from tests.sandbox.signon.school import CAST, CLIENT, KEYS, SECRET, Wires, school_with
from tests.targets.environment import NotReachable
from tests.targets.panva.running import panva

pytestmark = [pytest.mark.target, pytest.mark.xdist_group("panva")]

ISSUER = f"https://{hosts.IDP}"
BACK_AT = f"https://{hosts.SCHOOL}{BACK}"
PROMPT = re.compile(r'name="prompt" value="(\w+)"')
FORM = re.compile(r'<form[^>]*action="([^"]+)"')
PUPIL = next(one for one in CAST if one.persona == "pupil")


def signed_in(folder: Path, faults: Iterable[str] = ()) -> tuple[int, str]:
    """Status of the page at which the login ended, and the text of the pupil's own page after it."""
    return at_panva(folder, partial(_login, faults=faults))


def at_panva[T](folder: Path, go: Callable[[int, Path], Awaitable[T]]) -> T:
    """Do something at the provider, which listens at a port by a certificate of the authority in a file."""
    authority, ca, certificate = Authority(), folder / "ca.pem", folder / "idp.pem"
    ca.write_bytes(authority.pem)
    certificate.write_bytes(authority.leaf([hosts.IDP]))
    order = {"client": CLIENT, "secret": SECRET, "back": BACK_AT, "certificate": str(certificate)}
    try:
        with panva({"issuer": ISSUER, **order}) as port:
            return asyncio.run(_done(go(port, ca)))
    except NotReachable as why:
        pytest.skip(f"no certified provider was met: the package registry gave nothing ({why})")


async def _done[T](what: Awaitable[T]) -> T:
    return await what


async def _login(port: int, ca: Path, faults: Iterable[str]) -> tuple[int, str]:
    wires = Wires(("127.0.0.1", port), ca)
    wires.carry(school_with(faults, Registration(ISSUER, f"127.0.0.1:{port}", str(ca), CLIENT, SECRET)))
    async with httpx.AsyncClient(transport=wires, follow_redirects=True, timeout=60) as browser:
        page = await browser.get(f"https://{hosts.SCHOOL}{BEGIN}")
        for answer in ({"prompt": "login", "login": claims_of(PUPIL)["sub"], "password": "any"}, {"prompt": "consent"}):
            form = FORM.search(page.text)
            if page.url.host != hosts.IDP or form is None:
                break
            page = await browser.post(urljoin(str(page.url), unescape(form[1])), data=answer)
        told = page.status_code, (await browser.get(f"https://{hosts.SCHOOL}/profile")).text
    await wires.end()
    return told


def test_the_sound_school_signs_in_there(tmp_path: Path) -> None:
    status, text = signed_in(tmp_path)
    assert status == 200
    assert str(PUPIL.pupil_number) in text


def test_a_school_without_pkce_is_turned_away_there(tmp_path: Path) -> None:
    status, text = signed_in(tmp_path, ["signon-no-pkce"])
    assert status == 403
    assert str(PUPIL.pupil_number) not in text


REFUSED = ("code used before", "another verifier", "no verifier", "another secret", "another address")


async def _refusals(browser: httpx.AsyncClient) -> dict[str, tuple[int, str]]:
    """What a provider answers to one sound request for a token, and to each that is not."""
    metadata = (await browser.get(f"{ISSUER}/.well-known/openid-configuration")).json()
    told = {}
    for case in ("sound", *REFUSED):
        verifier = secrets.token_urlsafe(48)
        code = await _code(browser, metadata["authorization_endpoint"], verifier)
        asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK_AT, "code_verifier": verifier}
        asked |= {"another verifier": {"code_verifier": "x" * 48}, "another address": {"redirect_uri": f"{BACK_AT}/x"}}.get(case, {})
        asked = {name: value for name, value in asked.items() if (case, name) != ("no verifier", "code_verifier")}
        key = httpx.BasicAuth(CLIENT, quote_plus("not the secret" if case == "another secret" else SECRET))
        for _ in range(2 if case == "code used before" else 1):
            answer = await browser.post(metadata["token_endpoint"], data=asked, auth=key)
        told[case] = answer.status_code, str(answer.json().get("error", ""))
    return told


async def _code(browser: httpx.AsyncClient, address: str, verifier: str) -> str:
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {"response_type": "code", "client_id": CLIENT, "redirect_uri": BACK_AT, "scope": "openid", "state": "s",
             "nonce": "n", "code_challenge": challenge, "code_challenge_method": "S256"}  # fmt: skip
    page = await browser.get(address, params=asked)
    for _ in range(12):
        leads = urljoin(str(page.url), page.headers.get("location", ""))
        if leads.startswith(BACK_AT):
            return parse_qs(urlsplit(leads).query)["code"][0]
        if page.is_redirect:
            page = await browser.get(leads)
        elif (form := FORM.search(page.text)) is not None:
            prompt = PROMPT.search(page.text)
            typed = {"prompt": prompt[1] if prompt else "", "login": claims_of(PUPIL)["sub"], "password": "any"}
            page = await browser.post(urljoin(str(page.url), unescape(form[1])), data=typed)
    raise AssertionError(f"no code came: {page.status_code} {page.text[:300]}")


async def _of_panva(port: int, ca: Path) -> dict[str, tuple[int, str]]:
    async with httpx.AsyncClient(transport=Wires(("127.0.0.1", port), ca), timeout=60) as browser:
        return await _refusals(browser)


async def _of_ours() -> dict[str, tuple[int, str]]:
    provider = Provider(ISSUER, Client(CLIENT, SECRET, (hosts.SCHOOL,)), keys=KEYS)
    provider.sign_in(claims_of(PUPIL))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(provider_app(provider))) as browser:
        return await _refusals(browser)


def test_our_provider_refuses_what_a_certified_one_refuses(tmp_path: Path) -> None:
    """An app that passes with our provider, which asks less than others do, would be passed for nothing."""
    theirs = at_panva(tmp_path, _of_panva)
    assert theirs == asyncio.run(_of_ours())
    assert theirs["sound"] == (200, "")
    assert {theirs[case][0] for case in REFUSED} <= {400, 401}
