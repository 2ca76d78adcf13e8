"""Tokens that an app's own pages use, as they go by: what scripts add to requests, and what answers hand out.

In memory only: they open an account.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Collection, Coroutine, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote, urlsplit

from playwright.async_api import BrowserContext, Request, Response
from playwright.async_api import Error as PlaywrightError

from harness import belongs
from harness.sandbox.probes.session_life import may_be_session

MOST = 8
"""Different tokens, addresses of one, and answers that hand some out, which are remembered; the latest count."""
LARGEST = 64 * 1024
DEPTH, FAILED = 4, 400
SECONDS = 5.0
SHORTEST, LONGEST = 8, 16_384
_NAME = re.compile(r"[^a-z]")
ACCESS = frozenset({"accesstoken", "token", "jwt", "idtoken", "authtoken", "bearertoken", "access"})
REFRESH = frozenset({"refreshtoken", "refresh"})
RENEWS = re.compile(r"refresh|renew|keep-?alive|vernieuw|rafra[iî]ch|renouvel|erneuer", re.IGNORECASE)
"""What stands in the address of a request for another session cookie, and in the name of a cookie that brings one."""


@dataclass(frozen=True)
class Given:
    """An answer that handed out a token: what was asked, and what came."""

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    access: str | None = field(default=None, repr=False)
    refresh: str | None = field(default=None, repr=False)


class Overheard:
    """What the pages of a context use on the hosts in `own`. `bearers`: Authorization header → where it went (GET);
    `given`: what handed out tokens, `again`: what was asked for another session cookie, and set one.

    Without `answers` only requests are listened to, which costs next to nothing.
    """

    def __init__(self, context: BrowserContext, own: Collection[str], *, answers: bool = True) -> None:
        self._own = own
        self.bearers: dict[str, list[str]] = {}
        self.given: list[Given] = []
        self.again: list[Given] = []
        self._reading: set[asyncio.Task[None]] = set()
        context.on("request", self._asked)
        if answers:
            context.on("response", self._answered)

    @property
    def bearer(self) -> str | None:
        """The header that was used last."""
        return next(reversed(self.bearers), None)

    @property
    def refresh(self) -> Given | None:
        """The latest answer that handed out a token to renew with."""
        return next((one for one in reversed(self.given) if one.refresh), None)

    async def caught_up(self) -> None:
        """Wait until the answers so far are read, a few seconds at most."""
        if self._reading:
            await asyncio.wait(set(self._reading), timeout=SECONDS)

    def _asked(self, request: Request) -> None:
        said = request.headers.get("authorization")
        if said and belongs(urlsplit(request.url).hostname or "", self._own):
            places = self.bearers.pop(said, [])
            fresh = request.method == "GET" and request.url not in places
            self.bearers[said] = [*places, *([request.url] if fresh else [])][-MOST:]
            while len(self.bearers) > MOST:
                del self.bearers[next(iter(self.bearers))]

    def _answered(self, response: Response) -> None:
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        json_like = kind == "application/json" or kind.endswith("+json")
        if not belongs(urlsplit(response.url).hostname or "", self._own):
            return
        if json_like and response.ok:
            self._start(self._read(response))
        if response.status < FAILED and self._asks_again(response.request):
            self._start(self._read_cookies(response))

    def _start(self, reading: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(reading)
        self._reading.add(task)
        task.add_done_callback(self._reading.discard)

    def _asks_again(self, request: Request) -> bool:
        body = request.post_data_buffer or b""
        spends = any(one.refresh.encode() in body for one in self.given if one.refresh)
        return spends or RENEWS.search(unquote(urlsplit(request.url).path)) is not None

    async def _read_cookies(self, response: Response) -> None:
        try:
            async with asyncio.timeout(SECONDS):
                lines = [one["value"] for one in await response.headers_array() if one["name"].lower() == "set-cookie"]
                headers = await response.request.all_headers()
        except (PlaywrightError, TimeoutError):
            return
        if session_cookies(lines):
            self.again.append(_asked_with(response.request, headers))
            del self.again[:-MOST]

    async def _read(self, response: Response) -> None:
        try:
            async with asyncio.timeout(SECONDS):
                request = response.request
                if (await request.sizes())["responseBodySize"] > LARGEST:
                    return
                access, refresh = tokens_in(await response.body())
                if not (access or refresh):
                    return
                headers = await request.all_headers()
        except (PlaywrightError, TimeoutError):
            return
        self.given.append(replace(_asked_with(request, headers), access=access, refresh=refresh))
        del self.given[:-MOST]


def _asked_with(request: Request, headers: Mapping[str, str]) -> Given:
    sent = {name: value for name, value in headers.items() if not name.startswith(":")}
    return Given(request.method, request.url, sent, request.post_data_buffer or b"")


def session_cookies(lines: Iterable[str]) -> dict[str, str]:
    """What Set-Cookie lines set that may carry a session: name → value. What they take away is left out."""
    found: dict[str, str] = {}
    for line in lines:
        pair, *flags = (part.strip() for part in line.replace("\n", ";").split(";"))
        name, _, value = pair.partition("=")
        told = {flag.lower().replace(" ", "") for flag in flags}
        if value and "max-age=0" not in told and may_be_session(name, "httponly" in told):
            found[name.strip()] = value.strip()
    return found


def tokens_in(body: bytes) -> tuple[str | None, str | None]:
    """The access and the refresh token that a JSON answer hands out (RFC 6749, 5.1), whatever its names look like."""
    if len(body) > LARGEST:
        return None, None
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return None, None
    named = list(_strings(read, DEPTH))
    access = next((value for name, value in named if name in ACCESS), None)
    return access, next((value for name, value in named if name in REFRESH), None)


def keeps_to_renew(stored: Collection[tuple[str, str, str]]) -> bool:
    """Whether what a browser keeps for a page (store, name, value) holds a token to renew with."""
    endings = tuple(REFRESH)
    named = any(value and _NAME.sub("", name.lower()).endswith(endings) for _, name, value in stored)
    return named or any(tokens_in(value.encode("utf-8", "replace"))[1] for _, _, value in stored)


def _strings(value: Any, depth: int) -> Iterator[tuple[str, str]]:
    if not isinstance(value, dict) or not depth:
        return
    for name, inner in value.items():
        if isinstance(inner, str) and SHORTEST <= len(inner) <= LONGEST and inner.isascii() and inner.isprintable():
            yield _NAME.sub("", name.lower()), inner
        else:
            yield from _strings(inner, depth - 1)
