"""The demo school and our identity provider in one event loop, and a visitor without a browser: seconds, not minutes."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

from harness.sandbox.demo import hosts
from harness.sandbox.demo.app import plain_app, school_app
from harness.sandbox.demo.certificates import Authority
from harness.sandbox.demo.people import invent_people
from harness.sandbox.demo.signon import BEGIN, Registration
from harness.sandbox.demo.signon_people import claims_of
from harness.sandbox.signon.endpoints import provider_app
from harness.sandbox.signon.provider import Client, Provider
from harness.sandbox.signon.road import Arrived
from harness.sandbox.signon.scenarios import builtin_sheet
from harness.sandbox.signon.serving import serving
from harness.sandbox.signon.tokens import Keys
from harness.sandbox.signon.trying import Account, Trials

ISSUER = "https://idp.demoschool-test.example/op"
CLIENT, SECRET = "demoschool", "a secret of words & signs %+"
KEYS = Keys()
PEOPLE = invent_people()
CAST = [person for person in PEOPLE if person.persona in ("pupil", "other_pupil")]


class HttpRoad:
    """Signs in at the school as a browser would, without being one."""

    begins = BEGIN

    def __init__(self, wires: httpx.AsyncBaseTransport) -> None:
        self._wires = wires
        self._browser = httpx.AsyncClient(transport=wires)

    async def forget(self) -> None:
        self._browser = httpx.AsyncClient(transport=self._wires, follow_redirects=True)

    async def begin(self) -> Arrived:
        return await self.open(f"https://{hosts.SCHOOL}{self.begins}")

    async def open(self, address: str) -> Arrived:
        answer = await self._browser.get(address)
        return Arrived(answer.url.host == hosts.SCHOOL, answer.status_code)

    async def shown(self, values: frozenset[str]) -> frozenset[str]:
        text = (await self._browser.get(f"https://{hosts.SCHOOL}/profile")).text
        return frozenset(value for value in values if value in text)

    async def shot(self) -> str | None:
        return None


class Wires(httpx.AsyncBaseTransport):
    """The school within this process, and every other host by TLS at one address."""

    def __init__(self, address: tuple[str, int], ca: Path) -> None:
        self._school: httpx.AsyncBaseTransport = httpx.AsyncHTTPTransport()
        self._outside = httpx.AsyncHTTPTransport(verify=ssl.create_default_context(cafile=ca))
        self._address = address

    def carry(self, school: ASGIApp) -> None:
        """From now on this is the school."""
        self._school = httpx.ASGITransport(school, raise_app_exceptions=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == hosts.SCHOOL:
            return await self._school.handle_async_request(request)
        named = {**request.extensions, "sni_hostname": request.url.host}
        there = request.url.copy_with(host=self._address[0], port=self._address[1])
        moved = httpx.Request(request.method, there, headers=request.headers, stream=request.stream, extensions=named)
        return await self._outside.handle_async_request(moved)

    async def aclose(self) -> None:
        """It outlives each of the browsers."""

    async def end(self) -> None:
        await self._outside.aclose()


type School = Callable[[Wires], ASGIApp]


@dataclass(frozen=True)
class Playing:
    """What a test may use."""

    provider: Provider
    road: HttpRoad
    trials: Trials
    accounts: tuple[Account, ...]


@asynccontextmanager
async def playing(
    faults: Iterable[str], folder: Path, sheet: str = "generic", school: School | None = None
) -> AsyncIterator[Playing]:
    """The school with these faults (or another `school`), with trials of its pupil's logins."""
    data, authority, host = builtin_sheet(sheet), Authority(), urlsplit(ISSUER).hostname or ""
    ca, certificate = folder / "ca.pem", folder / "idp.pem"
    ca.write_bytes(authority.pem)
    certificate.write_bytes(authority.leaf([host]))
    provider = Provider(ISSUER, Client(CLIENT, SECRET, hosts.OWN), metadata=data.metadata, keys=KEYS)
    async with serving(provider_app(provider), ("127.0.0.1", 0), certificate) as address:
        known = Registration(ISSUER, f"{address[0]}:{address[1]}", str(ca), CLIENT, SECRET)
        wires = Wires(address, ca)
        wires.carry(school(wires) if school else school_with(faults, known))
        road = HttpRoad(wires)
        accounts = tuple(
            Account(str(one.persona), {**claims_of(one), **data.base}, one.known) for one in CAST
        )
        trials = Trials(provider, road, accounts[0], accounts[1:])
        await trials.begin()
        yield Playing(provider, road, trials, accounts)
        await wires.end()


def school_with(faults: Iterable[str], known: Registration) -> ASGIApp:
    """The school, over HTTPS or plain HTTP as it is asked."""
    faults = list(faults)
    return by_scheme(school_app(PEOPLE, faults, registration=known), faults)


def by_scheme(school: ASGIApp, faults: Iterable[str]) -> ASGIApp:
    """A school with both of its ports."""
    plain = plain_app(school, faults)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await (plain if scope["scheme"] == "http" else school)(scope, receive, send)

    return app
