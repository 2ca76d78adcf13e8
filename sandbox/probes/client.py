"""The only way in which a probe may send a request: it checks scope and date, paces, bounds and logs.

Names are resolved as the proxy resolves them, so a probe reaches what the browser reached, and never the tester's own
network. Redirects are not followed: they could lead out of scope.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit, urlunsplit

from harness import Profile, Run, SchoolproofError, belongs
from harness.model.untouchable import untouchable
from harness.sandbox.web.proxy.names import Names

RATE = 5
"""Requests a second and host where the authorisation names no other rate; `probe-rate` judges it afterwards."""
MAX_BODY = 1 << 20
SECONDS = 15.0


class OutOfScopeError(SchoolproofError):
    """A probe asked for something that the authorisation does not cover; nothing was sent."""


@dataclass(frozen=True)
class Answer:
    """What came back: status, headers (lower-case names), at most 1 MiB of body, and each Set-Cookie line.

    `seconds`: from sending the request to the end of the answer.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    set_cookie: tuple[str, ...] = ()
    seconds: float = 0.0


def refusal(profile: Profile, today: date) -> str | None:
    """Why no active probe may run, or None."""
    if profile.authorisation is None:
        return "the profile has no [authorisation]"
    if today > profile.authorisation.until:
        return f"the authorisation ended on {profile.authorisation.until}"
    return None


def refuse_outside(profile: Profile, probe: str, host: str) -> None:
    """Raise OutOfScopeError when the authorisation, today, does not cover an act of this probe on the host."""
    why = "a government sign-in" if untouchable(host) else refusal(profile, datetime.now(UTC).date())
    if why is not None or not belongs(host, profile.app.hosts):
        raise OutOfScopeError(f"probe {probe} may not ask {host}: {why or 'not a host of the app'}")


@lru_cache(maxsize=4)
def _trusting(ca: Path | None, written: int) -> ssl.SSLContext:
    """What all clients of a run trust; reading the machine's authorities took most of what a client costs."""
    context = ssl.create_default_context()
    if ca is not None:
        context.load_verify_locations(ca)
    return context


class ProbeClient:
    """Sends requests for one probe, from `source` (an address of this machine) if given; an async context manager."""

    def __init__(self, run: Run, probe: str, pace: Pace, *, source: str | None = None) -> None:
        import httpx  # a quarter of a second, and a run without probes needs none

        self._failures = (httpx.HTTPError, OSError)
        self._run = run
        self._pace = pace
        self.probe = probe
        sandbox = run.profile.sandbox
        self._names = Names(sandbox.names, public=sandbox.public)
        context = _trusting(sandbox.ca, sandbox.ca.stat().st_mtime_ns if sandbox.ca else 0)
        # It keeps no cookie by itself: a stranger's request must not carry what an answer before it handed out.
        forgetful = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
        carrier = httpx.AsyncHTTPTransport(verify=context, trust_env=False, local_address=source)
        self._http = httpx.AsyncClient(
            transport=carrier, follow_redirects=False, timeout=SECONDS, trust_env=False, cookies=forgetful
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def get(self, url: str, *, persona: str, headers: Mapping[str, str]) -> Answer | None:
        """GET an address of the app; see `ask`."""
        return await self.ask("GET", url, persona=persona, headers=headers)

    async def ask(
        self, method: str, url: str, *, persona: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Answer | None:
        """Ask an address of the app; None when it did not answer. Raises OutOfScopeError before anything is sent.

        A `host` among the headers is what the app is told in place of the host that is asked.
        """
        parts = urlsplit(url)
        host = parts.hostname or ""
        refuse_outside(self._run.profile, self.probe, host)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        await self._pace.turn(host, self.probe)
        sent, status = self._run.writer.now(), None
        try:
            address, mapped = (await self._names.addresses(host, port))[0]
            netloc = f"[{address}]:{mapped}" if ":" in address else f"{address}:{mapped}"
            target = urlunsplit((parts.scheme, netloc, parts.path or "/", parts.query, ""))
            answer = await self._send(method, target, {"host": parts.netloc, **headers}, host, body)
            status = answer.status
        except self._failures:
            return None
        finally:
            record = {"t": sent, "probe": self.probe, "persona": persona, "method": method, "url": url, "host": host}
            self._run.writer.probe("requests", {**record, "status": status})
        return answer

    async def _send(
        self, method: str, target: str, headers: Mapping[str, str], host: str, content: bytes | None
    ) -> Answer:
        named = {"sni_hostname": host}
        request = self._http.build_request(method, target, headers=headers, content=content, extensions=named)
        began = time.monotonic()
        response = await self._http.send(request, stream=True)
        body = b""
        try:
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) >= MAX_BODY:
                    break
        finally:
            await response.aclose()
        cookies = tuple(response.headers.get_list("set-cookie"))
        took = time.monotonic() - began
        return Answer(response.status_code, dict(response.headers), body[:MAX_BODY], cookies, took)


class Pace:
    """At most so many requests a second and host, over all probes of one run; `taken` counts them by probe."""

    def __init__(self, profile: Profile | None = None) -> None:
        given = profile.authorisation.rate if profile is not None and profile.authorisation is not None else None
        self.rate = given or RATE
        self.taken: Counter[str] = Counter()
        self._every = 1.02 / self.rate
        self._next: defaultdict[str, float] = defaultdict(float)
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._alone: dict[str, asyncio.Task[object] | None] = {}

    async def turn(self, host: str, probe: str = "") -> None:
        """Wait for the next free place, counted from when the last one was really taken: a late one is not made up."""
        self.taken[probe] += 1
        if host in self._alone and self._alone[host] is asyncio.current_task():
            await self._wait(host)
            return
        async with self._turns[host]:
            await self._wait(host)

    @asynccontextmanager
    async def alone(self, host: str) -> AsyncIterator[None]:
        """Nobody else takes a turn meanwhile, for whoever measures time. Only the task that entered it does."""
        async with self._turns[host]:
            self._alone[host] = asyncio.current_task()
            try:
                yield
            finally:
                del self._alone[host]

    async def _wait(self, host: str) -> None:
        wait = self._next[host] - time.monotonic()
        if wait > 0:
            await asyncio.sleep(wait)
        self._next[host] = time.monotonic() + self._every
