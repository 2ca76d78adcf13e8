"""A small school on loopback and one real browser, for the tests of what happens on the page."""

from __future__ import annotations

import asyncio
import contextlib
import html
import json
import secrets
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import pyotp
from playwright.async_api import Browser, BrowserContext, Page, async_playwright
from pydantic import SecretStr

from harness.sandbox.web.page.totp import OneTimeCodes
from harness.sandbox.web.which import find_browser, find_shell

SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@dataclass(frozen=True)
class Persona:
    """A pupil as the profile would have it."""

    name: str = "ada"
    role: str = "pupil"
    username: str | None = "ada.k7x2q"
    password: SecretStr | None = SecretStr("Zonnebloem-42!")
    totp: SecretStr | None = None
    known: dict[str, str] = field(default_factory=lambda: {"first_name": "Adalberta", "pupil_number": "LL-83K2-771"})


@dataclass(frozen=True)
class Login:
    """[login]"""

    url: str | None = "/login"
    steps: tuple[dict[str, object], ...] | None = None
    script: str | None = None


@dataclass(frozen=True)
class Proof:
    """[login] proof"""

    text: str | None = "{first_name}"
    selector: str | None = None
    url: str | None = "/home"


@dataclass
class Request:
    """A request as the site saw it."""

    method: str
    path: str
    query: dict[str, str]
    form: dict[str, str]
    cookies: dict[str, str]


@dataclass
class Reply:
    """What the site answers."""

    body: str = ""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)


type Answer = str | Reply | Callable[[Request], str | Reply]


def go(path: str, **headers: str) -> Reply:
    """A redirect."""
    return Reply(status=303, headers={"Location": path, **{key.replace("_", "-"): text for key, text in headers.items()}})


class Site:
    """Pages by path, a log of what was asked, and accounts: POST /login wants the user name and the password in any field."""

    def __init__(self, persona: Persona | None = None) -> None:
        self.persona = persona or Persona()
        self.pages: dict[str, Answer] = {"/login": "", "/home": self._home, "/": self._home}
        self.posts: dict[str, Answer] = {"/login": self._login, "/code": self._code, "/identify": ""}
        self.log: list[tuple[str, str]] = []
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.sessions: set[str] = set()
        self.half: set[str] = set()
        self.used: set[str] = set()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def asked(self, method: str, path: str) -> int:
        """How often a path was asked for."""
        return self.log.count((method, path))

    def _home(self, request: Request) -> Reply:
        if request.cookies.get("session") not in self.sessions:
            return go("/login")
        return Reply(f"<title>Start</title><h1>Dag {html.escape(self.persona.known['first_name'])}</h1>")

    def _accepts(self, form: dict[str, str]) -> bool:
        secret = self.persona.password.get_secret_value() if self.persona.password else ""
        given = list(form.values())
        return self.persona.username in given and secret in given and not form.get("website")

    def _login(self, request: Request) -> Reply:
        if not self._accepts(request.form):
            name = next((value for value in request.form.values() if value), "")
            page = self.pages["/login"]
            again = page if isinstance(page, str) else ""
            return Reply(f"<p>Fout wachtwoord voor {html.escape(name)}</p>{again}")
        token = secrets.token_hex(8)
        if self.persona.totp is not None:
            self.half.add(token)
            return go("/code", Set_Cookie=f"half={token}; HttpOnly")
        self.sessions.add(token)
        return go("/home", Set_Cookie=f"session={token}; HttpOnly")

    def _code(self, request: Request) -> Reply:
        code = "".join(value for key, value in request.form.items() if key.startswith("c"))
        known = self.persona.totp is not None and request.cookies.get("half") in self.half
        if not known or code in self.used or not pyotp.TOTP(SEED).verify(code, valid_window=1):
            return Reply("<p>Onjuiste code</p>" + str(self.pages["/code"]), status=200)
        self.used.add(code)
        token = secrets.token_hex(8)
        self.sessions.add(token)
        return go("/home", Set_Cookie=f"session={token}; HttpOnly")

    def answer(self, request: Request) -> Reply:
        """The reply for a request."""
        table = self.pages if request.method == "GET" else self.posts
        found = table.get(request.path, Reply("<h1>Niet gevonden</h1>", status=404))
        reply = found(request) if callable(found) else found
        return Reply(reply) if isinstance(reply, str) else reply

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _serve(self) -> None:
                parts = urlsplit(self.path)
                length = int(self.headers.get("Content-Length") or 0)
                raw = self.rfile.read(length).decode()
                is_json = "json" in (self.headers.get("Content-Type") or "")
                form = json.loads(raw) if is_json and raw else dict(parse_qsl(raw, keep_blank_values=True))
                cookies = dict(
                    pair.strip().split("=", 1) for pair in (self.headers.get("Cookie") or "").split(";") if "=" in pair
                )
                site.log.append((self.command, parts.path))
                if self.command != "GET":
                    site.forms.append((parts.path, form))
                reply = site.answer(Request(self.command, parts.path, dict(parse_qsl(parts.query)), form, cookies))
                body = reply.body.encode()
                self.send_response(reply.status)
                self.send_header("Content-Type", reply.kind)
                self.send_header("Content-Length", str(len(body)))
                for key, value in reply.headers.items():
                    self.send_header(key, value)
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_DELETE = do_PUT = _serve

            def log_message(self, format: str, *args: object) -> None:
                """Quiet."""

        return Handler

    @contextlib.contextmanager
    def served(self) -> Iterator[Site]:
        """The site, answering until the block ends."""
        thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.server.shutdown()
            self.server.server_close()
            thread.join(5)


class Clock:
    """A clock whose hours pass only by waiting."""

    def __init__(self, now: float) -> None:
        self.now = now
        self.waits: list[float] = []

    def time(self) -> float:
        """Unix seconds."""
        return self.now

    async def pause(self, seconds: float) -> None:
        """Time passes."""
        self.waits.append(seconds)
        self.now += seconds

    def codes(self) -> OneTimeCodes:
        """One-time codes by this clock."""
        return OneTimeCodes(self.time, self.pause)


class Stage:
    """One browser and one event loop; every play has a fresh context."""

    def __init__(self, runner: asyncio.Runner, browser: Browser) -> None:
        self._runner = runner
        self._browser = browser

    def play[T](self, act: Callable[[Page], Awaitable[T]], *, limit: float = 40.0) -> T:
        """Runs `act` on a new page, at most `limit` seconds."""
        return self._runner.run(self._play(act, limit))

    def plays[T](self, acts: Mapping[str, Callable[[Page], Awaitable[T]]], *, at_once: int = 4) -> dict[str, T]:
        """Runs several plays side by side (most of their time is waiting); the results by name."""

        async def every() -> list[T]:
            seats = asyncio.Semaphore(at_once)

            async def one(act: Callable[[Page], Awaitable[T]]) -> T:
                async with seats:
                    return await self._play(act, 60.0)

            return await asyncio.gather(*(one(act) for act in acts.values()))

        return dict(zip(acts, self._runner.run(every()), strict=True))

    async def _play[T](self, act: Callable[[Page], Awaitable[T]], limit: float) -> T:
        context: BrowserContext = await self._browser.new_context(accept_downloads=True)
        try:
            async with asyncio.timeout(limit):
                return await act(await context.new_page())
        finally:
            await context.close()

    def show[T](self, content: str, act: Callable[[Page], Awaitable[T]]) -> T:
        """Runs `act` on a page with this content."""

        async def shown(page: Page) -> T:
            await page.set_content(content)
            return await act(page)

        return self.play(shown)


@contextlib.contextmanager
def open_stage() -> Iterator[Stage]:
    """A stage with the machine's browser, without its windows."""
    executable = find_shell(find_browser()).path
    with asyncio.Runner() as runner:
        driver = runner.run(async_playwright().start())
        try:
            browser = runner.run(driver.chromium.launch(executable_path=executable))
            yield Stage(runner, browser)
            runner.run(browser.close())
        finally:
            runner.run(driver.stop())
