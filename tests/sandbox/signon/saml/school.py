"""The demo school and our SAML provider in one event loop, and a visitor without a browser: SAML needs nothing else."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlsplit

import httpx
from cryptography import x509
from starlette.types import ASGIApp

from harness.sandbox.demo import hosts
from harness.sandbox.demo.app import school_app
from harness.sandbox.demo.saml import BACK, BEGIN, ENTITY, Federation, saml_claims
from harness.sandbox.demo.saml_place import ISSUER, key_pair
from harness.sandbox.signon.road import Arrived
from harness.sandbox.signon.saml.endpoints import saml_app
from harness.sandbox.signon.saml.provider import SamlProvider, Service
from harness.sandbox.signon.saml.signing import Signers, fresh_signer
from harness.sandbox.signon.saml.trying import SamlTrials
from harness.sandbox.signon.trying import Account
from tests.sandbox.signon.school import CAST, PEOPLE, HttpRoad, by_scheme

SIGNERS = Signers.around(fresh_signer("provider"))
SCHOOL = key_pair("demoschool")
ACS = f"https://{hosts.SCHOOL}{BACK}"
FEDERATION = Federation(ISSUER, SIGNERS.good.pem().decode(), SCHOOL.key)
_FORM = re.compile(r'<form method="post" action="([^"]*)">(.*?)</form>', re.DOTALL)
_FIELD = re.compile(r'name="([^"]*)" value="([^"]*)"')


class PostingRoad(HttpRoad):
    """Signs in as a browser would, which sends the provider's form by itself."""

    begins = BEGIN

    async def open(self, address: str) -> Arrived:
        answer = await self._browser.get(address)
        form = _FORM.search(answer.text) if answer.url.host == hosts.SAML_IDP else None
        if form is not None:
            fields = {unescape(name): unescape(value) for name, value in _FIELD.findall(form[2])}
            answer = await self._browser.post(unescape(form[1]), data=fields)
        return Arrived(answer.url.host == hosts.SCHOOL, answer.status_code)


class Near(httpx.AsyncBaseTransport):
    """Hosts within this process."""

    def __init__(self, apps: Mapping[str, ASGIApp]) -> None:
        self._apps = {host: httpx.ASGITransport(app, raise_app_exceptions=False) for host, app in apps.items()}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._apps[request.url.host].handle_async_request(request)


@dataclass(frozen=True)
class Playing:
    """What a test may use."""

    provider: SamlProvider
    trials: SamlTrials


@asynccontextmanager
async def playing(faults: Iterable[str], school: ASGIApp | None = None) -> AsyncIterator[Playing]:
    """The school with these faults (or another `school`), with trials that know how it wants answers to be signed."""
    service = Service(ENTITY, ACS, hosts.OWN, x509.load_pem_x509_certificate(SCHOOL.certificate.encode()))
    provider = SamlProvider(ISSUER, service, SIGNERS)
    idp = urlsplit(ISSUER).hostname or ""
    road = PostingRoad(Near({hosts.SCHOOL: school or school_with(faults), idp: saml_app(provider)}))
    accounts = [Account(str(one.persona), saml_claims(one), one.known) for one in CAST]
    trials = SamlTrials(provider, road, accounts[0], tuple(accounts[1:]))
    await trials.begin()
    await trials.learn()
    yield Playing(provider, trials)


def school_with(faults: Iterable[str]) -> ASGIApp:
    """The school, over HTTPS or plain HTTP as it is asked."""
    faults = list(faults)
    return by_scheme(school_app(PEOPLE, faults, federation=FEDERATION), faults)
