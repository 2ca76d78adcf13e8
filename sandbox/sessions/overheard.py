"""Tokens that an app's own pages use, as they go by: what scripts add to requests, and what answers hand out.

In memory only: they open an account.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, Request, Response
from playwright.async_api import Error as PlaywrightError

from harness import belongs

MOST = 8
"""Different tokens, addresses of one, and answers that hand some out, which are remembered; the latest count."""
LARGEST = 64 * 1024
DEPTH = 4
SECONDS = 5.0
SHORTEST, LONGEST = 8, 16_384
_NAME = re.compile(r"[^a-z]")
ACCESS = frozenset({"accesstoken", "token", "jwt", "idtoken", "authtoken", "bearertoken", "access"})
REFRESH = frozenset({"refreshtoken", "refresh"})


@dataclass(frozen=True)
class Given:
    """An answer that handed out a token: what was asked, and what came."""

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    access: str | None = field(repr=False)
    refresh: str | None = field(repr=False)


class Overheard:
    """What the pages of a context use on the hosts in `own`. `bearers`: Authorization header → where it went (GET).

    Without `answers` only requests are listened to, which costs next to nothing.
    """

    def __init__(self, context: BrowserContext, own: Collection[str], *, answers: bool = True) -> None:
        self._own = own
        self.bearers: dict[str, list[str]] = {}
        self.given: list[Given] = []
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
        if json_like and response.ok and belongs(urlsplit(response.url).hostname or "", self._own):
            task = asyncio.ensure_future(self._read(response))
            self._reading.add(task)
            task.add_done_callback(self._reading.discard)

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
        sent = {name: value for name, value in headers.items() if not name.startswith(":")}
        self.given.append(
            Given(request.method, request.url, sent, request.post_data_buffer or b"", access, refresh)
        )
        del self.given[:-MOST]


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
