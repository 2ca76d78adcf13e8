"""Somebody who visits the demo school, over a real connection or in this process."""

from __future__ import annotations

import asyncio
import re
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import pyotp
from starlette.types import ASGIApp

from harness.sandbox.demo.app import plain_app, school_app
from harness.sandbox.demo.people import Person
from harness.sandbox.demo.school import RunningDemo

HOME = "https://demoschool.test"
PLAIN = "http://demoschool.test"


@dataclass
class Visitor:
    """A browser without scripts: keeps cookies, follows no redirect unless asked."""

    client: httpx.Client
    plain: httpx.Client
    grow_older: Callable[[float], None]

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.client.get(path, headers=headers, follow_redirects=False)

    def post(self, path: str, **fields: str) -> httpx.Response:
        """Send a form with the token of the page that it stands on."""
        return self.post_raw(path, {"csrf": self.csrf(path)} | fields)

    def post_raw(self, path: str, fields: dict[str, str], origin: str = HOME) -> httpx.Response:
        """Send a form as it is, from this origin."""
        return self.client.post(path, data=fields, headers={"origin": origin}, follow_redirects=False)

    def csrf(self, path: str) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.get(path).text)
        return found[1] if found else ""

    def sign_in(self, person: Person) -> httpx.Response:
        """Password, and the code for staff; returns the last answer."""
        answer = self.post("/login", username=person.username, password=person.password)
        if person.totp and answer.headers.get("location") == "/login/code":
            answer = self.post("/login/code", code=pyotp.TOTP(person.totp).now())
        return answer

    @property
    def session_id(self) -> str | None:
        return next((cookie.value for cookie in self.client.cookies.jar if cookie.name.endswith("sessie")), None)


class InProcess(httpx.BaseTransport):
    """Hands each request to an application in this process."""

    def __init__(self, app: ASGIApp, runner: asyncio.Runner) -> None:
        self._inner = httpx.ASGITransport(app, raise_app_exceptions=True)
        self._runner = runner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._runner.run(self._answer(request))

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        answer = await self._inner.handle_async_request(request)
        return httpx.Response(answer.status_code, headers=answer.headers, content=await answer.aread())


@contextmanager
def in_process(people: Iterable[Person], faults: Iterable[str]) -> Iterator[Visitor]:
    """A school in this process, without sockets."""
    faults, ahead = list(faults), [0.0]
    school = school_app(people, faults, lambda: time.monotonic() + sum(ahead))
    with (
        asyncio.Runner() as runner,
        httpx.Client(base_url=HOME, transport=InProcess(school, runner)) as client,
        httpx.Client(base_url=PLAIN, transport=InProcess(plain_app(school, faults), runner)) as clear,
    ):
        yield Visitor(client, clear, ahead.append)


class Mapped(httpx.HTTPTransport):
    """Connects where the demo's names point, with the right name in SNI and Host."""

    def __init__(self, demo: RunningDemo) -> None:
        super().__init__(verify=ssl.create_default_context(cafile=str(demo.ca)))
        self._names = demo.names

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        tail = ":80" if request.url.scheme == "http" else ""
        address, _, port = self._names.get(host + tail, self._names["*" + tail]).rpartition(":")
        inner = httpx.Request(
            request.method,
            request.url.copy_with(host=address, port=int(port)),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": host},
        )
        return super().handle_request(inner)


@contextmanager
def at(demo: RunningDemo) -> Iterator[Visitor]:
    """A visitor of a demo that runs in its own process."""
    with (
        httpx.Client(base_url=HOME, transport=Mapped(demo)) as client,
        httpx.Client(base_url=PLAIN, transport=Mapped(demo)) as clear,
    ):
        yield Visitor(client, clear, demo.grow_older)
