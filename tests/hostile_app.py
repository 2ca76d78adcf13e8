"""A small school app on this machine that is decent until it is given a trick: TLS of its own, one thread, one pupil.

Without a trick nothing in it is wrong, so whatever a test no longer sees pass is the doing of the trick alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs

from harness.model.profile import Profile
from harness.profile.load import load_profile
from harness.sandbox.demo.certificates import Authority

HOST = "schooltje.test"
PASSWORD = "Fiets-kikker-71"
CODES = {200: "OK", 302: "Found", 303: "See Other", 301: "Moved Permanently", 403: "Forbidden", 404: "Not Found"}
HEADERS = [
    ("strict-transport-security", "max-age=63072000; includeSubDomains"),
    ("content-security-policy", "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"),
    ("referrer-policy", "no-referrer"),
    ("permissions-policy", "geolocation=(), camera=(), microphone=()"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("cache-control", "no-store"),
]
FORM = """<form method=post action=/login><label>Gebruikersnaam <input name=user autocomplete=username></label>
<label>Wachtwoord <input name=password type=password></label><button>Aanmelden</button></form>"""
HOMEWORK = """<h1>Huiswerk van Adalberta</h1><p>ada.k7x2q@schooltje.test</p><p>Bijlage volgt</p>
<script src=/bijlage.js></script>"""
SCRIPT = """(async () => {
  const reader = (await fetch('/bijlage')).body.getReader();
  for (let part = {}; !part.done; part = await reader.read());
})().catch(() => 0).then(() => document.querySelector('p').append(' gelezen'));"""


@dataclass(frozen=True)
class Asked:
    """One request; `signed_in` when it carries the session that the app gave after the password."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    signed_in: bool


type Writer = asyncio.StreamWriter
type Trick = Callable[[Asked, Writer], Awaitable[bool]]
"""Answers a request itself and returns True, or leaves it to the decent app with False."""


async def decent(asked: Asked, writer: Writer) -> bool:
    """No trick at all."""
    return False


async def answer(
    writer: Writer, body: str | bytes, status: int = 200, *, kind: str = "text/html; charset=utf-8",
    more: Sequence[tuple[str, str]] = (),
) -> None:  # fmt: skip
    """A whole answer with the protective headers; header text is written as latin-1, so any byte can be given."""
    data = body.encode() if isinstance(body, str) else body
    await head(writer, status, [("content-type", kind), ("content-length", str(len(data))), *more])
    writer.write(data)
    await writer.drain()


async def head(writer: Writer, status: int, more: Sequence[tuple[str, str]]) -> None:
    """The head of an answer whose body the caller sends."""
    lines = [f"HTTP/1.1 {status} {CODES[status]}", *(f"{name}: {value}" for name, value in (*HEADERS, *more))]
    writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
    await writer.drain()


async def elsewhere(writer: Writer, place: str, status: int = 303, more: Sequence[tuple[str, str]] = ()) -> None:
    """A redirect."""
    await answer(writer, "", status, more=[("location", place), *more])


def page(content: str) -> str:
    return f"<!doctype html><html lang=nl><meta charset=utf-8><title>Schooltje</title><body>{content}</body></html>"


class School:
    """The decent app, and the trick that comes before it."""

    def __init__(self, trick: Trick) -> None:
        self._trick = trick
        self._session = secrets.token_urlsafe(24)

    async def connected(self, reader: asyncio.StreamReader, writer: Writer) -> None:
        """Answer the requests of one connection until it closes; a caller that goes away is no error, nor is our end."""
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while asked := await self._read(reader):
                if not await self._trick(asked, writer):
                    await self._answer(asked, writer)
        writer.close()

    async def forward(self, reader: asyncio.StreamReader, writer: Writer) -> None:
        """The side without encryption sends everyone to the other."""
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await reader.readuntil(b"\r\n\r\n")
            await elsewhere(writer, f"https://{HOST}/", 301, [("connection", "close")])
        writer.close()

    async def _read(self, reader: asyncio.StreamReader) -> Asked:
        first, *rest = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, _ = first.split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        return Asked(method, path, headers, body, self._session in headers.get("cookie", ""))

    async def _answer(self, asked: Asked, writer: Writer) -> None:
        match asked.path:
            case "/login" if asked.method == "POST":
                await self._sign_in(asked, writer)
            case "/login":
                await answer(writer, page(FORM))
            case "/" if asked.signed_in:
                await answer(writer, page("<h1>Dag Adalberta</h1><a href=/homework>Huiswerk</a>"))
            case "/":
                await answer(writer, page("<h1>Welkom op Schooltje</h1><a href=/login>Aanmelden</a>"))
            case "/homework" if asked.signed_in:
                await answer(writer, page(HOMEWORK))
            case "/bijlage.js":
                await answer(writer, SCRIPT, kind="text/javascript")
            case "/bijlage":
                await answer(writer, "Tel tot honderd.", kind="text/plain")
            case _:
                await answer(writer, page("<h1>Deze pagina bestaat niet.</h1>"), 404)

    async def _sign_in(self, asked: Asked, writer: Writer) -> None:
        if parse_qs(asked.body.decode()).get("password") != [PASSWORD]:
            await answer(writer, page(FORM), 403)
            return
        cookie = f"__Host-sessie={self._session}; Secure; HttpOnly; SameSite=Lax; Path=/"
        await elsewhere(writer, "/", 303, [("set-cookie", cookie)])


@contextlib.contextmanager
def hostile_app(folder: Path, trick: Trick = decent) -> Iterator[Profile]:
    """Run the app, with this trick, as long as the context lasts; gives its profile, which lies in `folder`."""
    authority = Authority()
    (folder / "ca.pem").write_bytes(authority.pem)
    encrypted = authority.context([HOST], folder)
    school = School(trick)
    with socket.create_server(("127.0.0.1", 0)) as safe, socket.create_server(("127.0.0.1", 0)) as plain:
        stop, started = asyncio.Event(), threading.Event()
        loop = asyncio.new_event_loop()

        async def serve() -> None:
            await asyncio.start_server(school.connected, sock=safe, ssl=encrypted)
            await asyncio.start_server(school.forward, sock=plain)
            started.set()
            await stop.wait()

        def run() -> None:
            with asyncio.Runner(loop_factory=lambda: loop) as runner:  # its end cancels what still answers
                runner.run(serve())

        thread = threading.Thread(target=run, name="hostile-app", daemon=True)
        thread.start()
        try:
            assert started.wait(10), "the app of the test did not start"
            yield load_profile(_profile(folder, safe.getsockname()[1], plain.getsockname()[1]))
        finally:
            loop.call_soon_threadsafe(stop.set)
            thread.join(10)


def _profile(folder: Path, safe: int, plain: int) -> Path:
    path = folder / "schooltje.toml"
    path.write_text(f"""schema = 1
[app]
name = "Schooltje"
kind = "web"
url = "https://{HOST}/"
hosts = ["{HOST}"]
[authorisation]
by = "Schooltje"
until = 2099-12-31
[sandbox]
names = {{ "{HOST}" = "127.0.0.1:{safe}", "{HOST}:80" = "127.0.0.1:{plain}" }}
ca = "ca.pem"
public = false
[personas.pupil]
role = "pupil"
username = "ada"
password = "{PASSWORD}"
known = {{ first_name = "Adalberta", email = "ada.k7x2q@schooltje.test" }}
[login]
url = "/login"
proof = {{ text = "{{first_name}}" }}
[[journeys]]
name = "homework"
personas = ["pupil"]
steps = [{{ goto = "/homework" }}, {{ expect = {{ text = "Huiswerk van {{first_name}}" }} }}]
""")
    return path
