"""Our provider beside that of django-allauth, which nobody made for this test: both refuse the same of an app without a secret.

allauth 65.21.1 forces PKCE on such apps only.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import secrets
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import pytest

from harness.sandbox.demo import hosts
from harness.sandbox.settings.effects.tokens import places
from harness.sandbox.signon.endpoints import provider_app
from harness.sandbox.signon.provider import Client, Provider
from tests.sandbox.signon.school import KEYS, Wires
from tests.targets.allauth.house import NAME, house_in
from tests.targets.allauth.running import PUPIL, allauth
from tests.targets.environment import NotReachable

pytestmark = [pytest.mark.target, pytest.mark.xdist_group("allauth")]

BACK_AT = f"https://{hosts.SCHOOL}/back"
REFUSED = ("code used before", "another verifier", "no verifier", "another address", "another client")


async def refusals(browser: httpx.AsyncClient, issuer: str, client: str) -> dict[str, int]:
    """With which status a provider answers one sound request for a token, and each that is not."""
    metadata = (await browser.get(f"{issuer}/.well-known/openid-configuration")).json()
    told: dict[str, int] = {}
    for case in ("sound", *REFUSED):
        verifier = secrets.token_urlsafe(48)
        code = await code_of(browser, metadata["authorization_endpoint"], client, verifier)
        asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK_AT, "client_id": client}
        wrong = {"another verifier": {"code_verifier": "x" * 48}, "another address": {"redirect_uri": f"{BACK_AT}/x"},
                 "another client": {"client_id": "somebody"}}.get(case, {})  # fmt: skip
        asked |= {"code_verifier": verifier} | wrong
        asked = {name: value for name, value in asked.items() if (case, name) != ("no verifier", "code_verifier")}
        for _ in range(2 if case == "code used before" else 1):
            answer = await browser.post(metadata["token_endpoint"], data=asked)
        told[case] = answer.status_code
    return told


async def code_of(browser: httpx.AsyncClient, address: str, client: str, verifier: str) -> str:
    """A code for the pupil, who signs in where that is asked; "" when the app is turned away before."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {"response_type": "code", "client_id": client, "redirect_uri": BACK_AT, "scope": "openid", "state": "s", "nonce": "n"}
    asked |= {"code_challenge": challenge, "code_challenge_method": "S256"} if verifier else {}
    page = await browser.get(address, params=asked)
    for _ in range(8):
        leads = urljoin(str(page.url), page.headers.get("location", ""))
        if leads.startswith(BACK_AT):
            return parse_qs(urlsplit(leads).query).get("code", [""])[0]
        if page.is_redirect:
            page = await browser.get(leads)
        elif "/accounts/login/" in str(page.url) and page.request.method == "GET":
            hidden = {name: value for (kind, name), value in places(page.text, {}).items() if kind == "input"}
            typed = {**hidden, "login": PUPIL.username, "password": PUPIL.password}
            page = await browser.post(str(page.url), data=typed, headers={"referer": str(page.url)})
        else:
            return ""
    raise AssertionError(f"no code came: {page.status_code} {page.text[:300]}")


async def theirs(port: int, ca: Path, client: str) -> tuple[dict[str, int], str]:
    async with httpx.AsyncClient(transport=Wires(("127.0.0.1", port), ca), timeout=60) as browser:
        told = await refusals(browser, f"https://{NAME}", client)
        return told, await code_of(browser, f"https://{NAME}/identity/o/authorize", client, "")


async def ours(client: str) -> dict[str, int]:
    provider = Provider("https://idp.school.example", Client(client, None, (hosts.SCHOOL,)), keys=KEYS)
    provider.sign_in({"sub": "1"})
    async with httpx.AsyncClient(transport=httpx.ASGITransport(provider_app(provider))) as browser:
        return await refusals(browser, "https://idp.school.example", client)


def test_both_refuse_the_same(tmp_path: Path) -> None:
    house = house_in(tmp_path, BACK_AT)
    try:
        with allauth(house):
            told, without = asyncio.run(theirs(house.port, Path(house.ca), house.client))
    except NotReachable as why:
        pytest.skip(f"django-allauth was not met: the package registry gave nothing ({why})")
    assert without == "", "an app without a secret is turned away when it sends no challenge"
    own = asyncio.run(ours(house.client))
    assert told["sound"] == own["sound"] == 200
    for case in REFUSED:
        assert {told[case], own[case]} <= {400, 401}, case
