"""What a page is told while somebody looks at it and types: answers to its scripts, and messages on its sockets."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, Request, Response, WebSocket

from harness import belongs
from harness.sandbox.web.page.failures import clean

ANSWERED = ("fetch", "xhr", "document")
MOST, MOST_BYTES = 60, 2 << 20
BODY_SECONDS = 5.0
ABORTED = "ERR_ABORTED"
"""What a script gives up by itself, as a search does at the next key: it asks again."""


@dataclass(frozen=True)
class Heard:
    """Something that came: `where` is its path (after the host of somebody else's), `content` None when it is lost."""

    where: str
    content: bytes | None


class Hearing:
    """Listens from its making on; `begin` says that what is asked from now on belongs to something new."""

    def __init__(self, page: Page, hosts: Collection[str]) -> None:
        self._hosts = hosts
        self._stretch = 0
        self._asked: dict[Request, int] = {}
        self._came: list[tuple[int, str, asyncio.Task[bytes | None]]] = []
        self._ready: list[tuple[int, Heard]] = []
        self.asked = 0
        page.on("request", self._went)
        page.on("response", self._answered)
        page.on("requestfailed", self._failed)
        page.on("websocket", self._opened)

    def begin(self) -> int:
        """The number of the stretch that begins; nothing was `asked` in it yet."""
        self._stretch += 1
        self.asked = 0
        return self._stretch

    async def take(self) -> list[tuple[int, Heard]]:
        """What came since the last time, with the stretch in which it was asked for."""
        came, self._came = self._came, []
        for stretch, where, body in came:
            self._ready.append((stretch, Heard(where, await body)))
        ready, self._ready = self._ready, []
        return ready

    def _went(self, request: Request) -> None:
        script = request.resource_type == "script" and self._stretch > 1  # the scripts of the page itself say nothing
        if request.resource_type in ANSWERED or script:
            self._asked[request] = self._stretch
            self.asked += self._own(request.url)

    def _own(self, url: str) -> bool:
        return belongs(urlsplit(url).hostname or "", self._hosts)

    def _answered(self, response: Response) -> None:
        stretch = self._asked.pop(response.request, None)
        if stretch is None or 300 <= response.status < 400 or response.status in (204, 205):
            return
        if response.status >= 500 or response.status == 429 or len(self._came) >= MOST:
            self._lost(stretch, response.url)
        else:
            self._came.append((stretch, self._where(response.url), asyncio.ensure_future(_body(response))))

    def _failed(self, request: Request) -> None:
        stretch = self._asked.pop(request, None)
        if stretch is not None and ABORTED not in (request.failure or ""):
            self._lost(stretch, request.url)

    def _lost(self, stretch: int, url: str) -> None:
        if self._own(url) and len(self._ready) < MOST:
            self._ready.append((stretch, Heard(self._where(url), None)))

    def _opened(self, socket: WebSocket) -> None:
        where = self._where(socket.url)

        def message(payload: str | bytes) -> None:
            content = payload.encode("utf-8", "replace") if isinstance(payload, str) else payload
            if len(self._ready) < MOST:
                self._ready.append((self._stretch, Heard(where, content[:MOST_BYTES])))

        socket.on("framereceived", message)

    def _where(self, url: str) -> str:
        parts = urlsplit(url)
        return clean(parts.path if self._own(url) else f"{parts.hostname or ''}{parts.path}", 120)


async def _body(response: Response) -> bytes | None:
    """The body; None when it does not come whole."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            body = await response.body()
    except (PlaywrightError, TimeoutError):
        return None
    return body if len(body) <= MOST_BYTES else None
