"""WebSockets of an app: which of its pages' tell something of the person, and one that is held open while signing out.

The one that is held stands on an empty page at the app's own address, which is never asked for: no script of the app
runs there, so nothing but the server can end it. What passes is read from the browser's own protocol.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, CDPSession, Page, Route
from playwright.async_api import Error as PlaywrightError

from harness import Persona, belongs

SENT, LARGEST = 8, 4096
"""Messages of a page that are said again, and the characters of one."""
LINES = 20
SECONDS = 5.0
LISTENED = 2.0
"""Seconds that a page's socket has to tell something before the next page is opened."""
BINARY = 2
_OPEN = """([url, protocols, sent]) => {
  const line = globalThis.line = protocols.length ? new WebSocket(url, protocols) : new WebSocket(url);
  const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const say = ([text, raw]) => line.send(raw ? bytes(text) : text);
  globalThis.say = () => { if (line.readyState === 1) sent.forEach(say); };
  line.addEventListener('open', globalThis.say);
}"""


@dataclass
class Line:
    """One socket: what was sent on it before something came that names the person, and how often that came."""

    url: str
    protocols: list[str] = field(default_factory=list)
    sent: list[tuple[str, bool]] = field(default_factory=list, repr=False)
    told: int = 0
    closed: bool = False
    heard_out: bool = False


class Lines:
    """The sockets of one page on hosts of `own`, in the order in which they were opened."""

    def __init__(self, persona: Persona, own: Collection[str]) -> None:
        self._persona, self._own = persona, own
        self._values = [value for value in persona.canaries.values() if value]
        self._lines: dict[str, Line] = {}
        self.changed = asyncio.Event()

    async def watch(self, page: Page) -> CDPSession:
        """Read along with everything that the page's sockets say from now on."""
        devtools = await page.context.new_cdp_session(page)
        devtools.on("Network.webSocketCreated", self._created)
        devtools.on("Network.webSocketWillSendHandshakeRequest", self._shaking)
        devtools.on("Network.webSocketFrameSent", self._sent)
        devtools.on("Network.webSocketFrameReceived", self._received)
        devtools.on("Network.webSocketClosed", self._closed)
        await devtools.send("Network.enable")
        return devtools

    @property
    def telling(self) -> Line | None:
        """The first that told something of the person."""
        return next((line for line in self._lines.values() if line.told), None)

    @property
    def last(self) -> Line | None:
        """The one that was opened last."""
        return next(reversed(self._lines.values()), None)

    async def listen(self) -> None:
        """Give each socket that was opened, once, a moment in which it may tell something."""
        waiting = [line for line in self._lines.values() if not line.heard_out]
        await self.until(lambda: all(line.told or line.closed for line in waiting), LISTENED)
        for line in waiting:
            line.heard_out = True

    async def until(self, done: Callable[[], bool], seconds: float) -> None:
        """Wait until something is so, at most so long; it may change with whatever passes."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not done():
                    self.changed.clear()
                    await self.changed.wait()

    def _created(self, event: dict[str, Any]) -> None:
        if len(self._lines) < LINES and belongs(urlsplit(event["url"]).hostname or "", self._own):
            self._lines[event["requestId"]] = Line(event["url"])

    def _shaking(self, event: dict[str, Any]) -> None:
        if line := self._lines.get(event["requestId"]):
            headers = {name.lower(): value for name, value in event["request"].get("headers", {}).items()}
            asked = headers.get("sec-websocket-protocol", "")
            line.protocols = [word.strip() for word in asked.split(",") if word.strip()]

    def _sent(self, event: dict[str, Any]) -> None:
        line, frame = self._lines.get(event["requestId"]), event["response"]
        if line and not line.told and len(line.sent) < SENT and len(frame["payloadData"]) <= LARGEST:
            line.sent.append((frame["payloadData"], frame["opcode"] == BINARY))

    def _received(self, event: dict[str, Any]) -> None:
        line, frame = self._lines.get(event["requestId"]), event["response"]
        if line and self._names(frame["payloadData"], raw=frame["opcode"] == BINARY):
            line.told += 1
            self.changed.set()

    def _names(self, text: str, *, raw: bool) -> bool:
        data = base64.b64decode(text) if raw else text.encode("utf-8", "surrogatepass")
        return any(value.encode() in data for value in self._values)

    def _closed(self, event: dict[str, Any]) -> None:
        if line := self._lines.get(event["requestId"]):
            line.closed = True
            self.changed.set()


class Held:
    """A socket of ours like one of the page's, in the same browser; `line` is the one opened last."""

    def __init__(self, page: Page, lines: Lines, model: Line) -> None:
        self._page, self._lines, self._model = page, lines, model
        self.line: Line | None = None

    @classmethod
    async def beside(cls, context: BrowserContext, persona: Persona, own: Collection[str], model: Line) -> Held:
        """On a page of its own, which nothing has been opened on yet."""
        page, lines = await context.new_page(), Lines(persona, own)
        devtools = await lines.watch(page)
        await devtools.send("Network.setBypassServiceWorker", {"bypass": True})
        await page.route("**/*", _empty)
        parts = urlsplit(model.url)
        scheme = "https" if parts.scheme == "wss" else "http"
        await page.goto(f"{scheme}://{parts.netloc}/", wait_until="commit", timeout=SECONDS * 1000)
        return cls(page, lines, model)

    async def open(self) -> bool:
        """Open it and say what the page said; whether it tells something of the person."""
        before = self._lines.last
        await self._page.evaluate(_OPEN, [self._model.url, self._model.protocols, self._model.sent])
        await self._lines.until(
            lambda: (new := self._lines.last) is not before and bool(new and (new.told or new.closed)), SECONDS
        )
        self.line = self._lines.last if self._lines.last is not before else None
        return bool(self.line and self.line.told)

    async def tells(self) -> bool:
        """Say it again on the one that is open; whether that brings something of the person."""
        line = self.line
        if line is None or line.closed:
            return False
        before = line.told
        with contextlib.suppress(PlaywrightError):
            await self._page.evaluate("() => globalThis.say()")
        await self._lines.until(lambda: line.told > before or line.closed, SECONDS)
        return line.told > before


async def _empty(route: Route) -> None:
    await route.fulfill(status=200, content_type="text/html", body="<!doctype html><title>-</title>")
