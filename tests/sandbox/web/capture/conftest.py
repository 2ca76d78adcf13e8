"""A real browser, a tiny local site, and a writer that keeps everything in memory."""

from __future__ import annotations

import asyncio
import hashlib
import threading
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Playwright, async_playwright

from harness.sandbox.web.browser import launch, new_context
from harness.sandbox.web.capture import Capture
from harness.sandbox.web.which import find_browser

type Run = Callable[[Coroutine[Any, Any, Any]], Any]
type Session = AbstractAsyncContextManager[tuple[Capture, Page, "Memory"]]
type Sessions = Callable[..., Session]


class Memory:
    """A writer that keeps records in lists; `now` counts from its own start."""

    def __init__(self) -> None:
        self.records: dict[str, list[dict[str, Any]]] = {}
        self.blobs: dict[str, bytes] = {}
        self._start = time.monotonic()

    def now(self) -> float:
        return round(time.monotonic() - self._start, 3)

    def append(self, kind: str, record: Mapping[str, object]) -> None:
        self.records.setdefault(kind, []).append({"t": self.now(), **record})

    def gap(self, evidence: str, why: str, **values: object) -> None:
        self.append("gaps", {"evidence": evidence, "why": why, "values": values})

    def blob(self, data: bytes) -> str:
        digest = hashlib.sha256(data).hexdigest()
        self.blobs[digest] = data
        return digest

    def of(self, kind: str, **wanted: object) -> list[dict[str, Any]]:
        """The records of a kind whose fields have these values."""
        found = self.records.get(kind, [])
        return [record for record in found if all(record.get(key) == value for key, value in wanted.items())]


class Site:
    """A local web site: `pages` maps a path to (content type, body). Unknown paths are empty text."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[str, bytes]] = {}
        self.hits: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path.partition("?")[0]
                site.hits.append(self.path)
                content_type, body = site.pages.get(path, ("text/plain", b""))
                if path.startswith("/redirect"):
                    self.send_response(302)
                    self.send_header("Location", "/landed")
                else:
                    self.send_response(404 if path == "/missing" else 200)
                self.send_header("Content-Type", content_type)
                self.send_header("Access-Control-Allow-Origin", "*")
                if path.startswith("/cookie"):
                    self.send_header("Set-Cookie", "sid=s3cr3t; HttpOnly; SameSite=Strict; Path=/")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with suppress(ConnectionError):  # a page that leaves hangs up
                    self.wfile.write(body)

            do_POST = do_GET

            def log_message(self, format: str, *args: object) -> None:
                """Tests stay silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_port)
        self.url = f"http://127.0.0.1:{self.port}"
        self.other = f"http://localhost:{self.port}"  # another site to the browser, a secure context too
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def page(self, path: str, body: str) -> str:
        """Serve HTML at `path`; its URL."""
        self.pages[path] = ("text/html; charset=utf-8", body.encode())
        return self.url + path

    def script(self, path: str, body: str) -> str:
        """Serve JavaScript at `path`; its URL."""
        self.pages[path] = ("text/javascript; charset=utf-8", body.encode())
        return self.url + path

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="session")
def runner() -> Iterator[asyncio.Runner]:
    """One event loop for the whole session: the browser lives in it."""
    with asyncio.Runner() as loop:
        yield loop


@pytest.fixture
def run(runner: asyncio.Runner) -> Run:
    """Run a coroutine to its end, within 40 s."""

    async def bounded(work: Coroutine[Any, Any, Any]) -> Any:
        async with asyncio.timeout(40):
            return await work

    return lambda work: runner.run(bounded(work))


@pytest.fixture(scope="session")
def driver(runner: asyncio.Runner) -> Iterator[Playwright]:
    manager = async_playwright()
    playwright = runner.run(manager.start())
    yield playwright
    runner.run(playwright.stop())


@pytest.fixture(scope="session")
def browser(runner: asyncio.Runner, driver: Playwright) -> Iterator[Browser]:
    started = runner.run(launch(driver, find_browser().path))
    yield started
    runner.run(started.close())


@pytest.fixture
def site() -> Iterator[Site]:
    local = Site()
    yield local
    local.close()


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
def sessions(browser: Browser) -> Sessions:
    """`async with sessions() as (capture, page, memory)`: a captured context with one page."""

    @asynccontextmanager
    async def opened(
        prepare: Callable[[BrowserContext], Coroutine[Any, Any, None]] | None = None, **options: Any
    ) -> Any:
        memory = Memory()
        context = await new_context(browser, proxy=None, **options)
        try:
            if prepare is not None:
                await prepare(context)
            capture = await Capture.attach(context, memory)
            yield capture, await capture.new_page(), memory
            await capture.detach()
        finally:
            await context.close()

    return opened
