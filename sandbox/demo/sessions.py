"""Sessions, kept on the server: the browser holds a random id and nothing else."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from harness.sandbox.demo.fault import Switches
from harness.sandbox.demo.fault_commands import FOREIGN_COOKIE
from harness.sandbox.demo.store import Row

IDLE_SECONDS = 3600
LONGEST_SECONDS = 12 * 3600
LATER_SECONDS = 8.0
_MOST = 10_000


@dataclass
class Session:
    """What the server knows of one browser. `pending` has given a password and still owes a code; `ceremony` is what a
    passkey has to answer, `later` whose session it becomes by itself, and when.
    """

    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    username: str | None = None
    pending: str | None = None
    tries: int = 0
    unlisted: bool = False
    first: Row | None = None
    ceremony: dict[str, Any] | None = field(default=None, repr=False)
    later: tuple[str, float] | None = None
    created: float = 0.0
    seen: float = 0.0


class Sessions:
    """All open sessions, by id. `clock` counts seconds; a test may let it run ahead."""

    def __init__(self, faults: Switches, clock: Callable[[], float] = time.monotonic) -> None:
        self.faults = faults
        self._clock = clock
        self._open: dict[str, Session] = {}

    @property
    def cookie(self) -> str:
        """The cookie's name; a browser refuses the prefix on a cookie that is not Secure."""
        plain = self.faults.on("cookie-no-secure") or self.faults.on("cookie-no-prefix")
        return "sessie" if plain else "__Host-sessie"

    def find(self, token: str | None) -> Session | None:
        """The live session of this id; an id that was not given out here is never taken over."""
        session = self._open.get(token or "")
        if session is None or token is None:
            return None
        now = self._clock()
        over = now - session.seen > IDLE_SECONDS or now - session.created > LONGEST_SECONDS
        if over and not self.faults.on("session-never-ends"):
            del self._open[token]
            return None
        session.seen = now
        if session.later is not None and now >= session.later[1]:
            session.username, session.pending, session.later = session.later[0], None, None
        return session

    def start(self) -> Session:
        """A new session of nobody yet. The oldest goes when there are too many."""
        if len(self._open) >= _MOST:
            del self._open[next(iter(self._open))]
        session = Session(created=self._clock(), seen=self._clock())
        self._open[session.token] = session
        return session

    def sign_in(self, session: Session, username: str) -> None:
        """Make it this person's session, under a new id."""
        if not self.faults.on("session-not-renewed"):
            if not self.faults.on("session-old-valid"):
                del self._open[session.token]
            session.token = secrets.token_urlsafe(32)
            self._open[session.token] = session
        session.csrf = secrets.token_urlsafe(32)
        session.username, session.pending, session.first, session.created = username, None, None, self._clock()

    def sign_in_later(self, session: Session, username: str) -> None:
        """Let the browser that has it in, some seconds after it was told that it is not."""
        session.later = username, self._clock() + LATER_SECONDS

    def others(self, session: Session, *, listed: bool = False) -> int:
        """How many other sessions are open of the same person: its other devices; only those still `listed`."""
        return len([one for one in self._of(session.username, session) if not (listed and one.unlisted)])

    def end_others(self, session: Session) -> None:
        """End every other session of the same person."""
        self.end_all(session.username, but=session)

    def end_all(self, username: str | None, but: Session | None = None) -> None:
        """End every session of a person; with its fault, none."""
        if self.faults.on("change-keeps-sessions"):
            return
        for one in self._of(username, but):
            self.end(one)

    def unlist_others(self, session: Session) -> None:
        """Show them no more, and let them live."""
        for other in self._of(session.username, session):
            other.unlisted = True

    def _of(self, username: str | None, but: Session | None) -> list[Session]:
        same = {id(one): one for one in self._open.values() if one.username == username}
        return [one for one in same.values() if one is not but]

    def end(self, session: Session) -> None:
        """Forget the session, whatever ids it has."""
        for token in [token for token, known in self._open.items() if known is session]:
            del self._open[token]

    def set_cookie(self, token: str) -> str:
        """The Set-Cookie line that hands out this id."""
        parts = [f"{self.cookie}={token}", "Path=/"]
        if not self.faults.on("cookie-no-secure"):
            parts.append("Secure")
        if not self.faults.on("cookie-no-httponly"):
            parts.append("HttpOnly")
        if any(map(self.faults.on, ("cookie-samesite-none", *FOREIGN_COOKIE))):
            parts.append("SameSite=None")
        elif not self.faults.on("cookie-no-samesite"):
            parts.append("SameSite=Lax")
        return "; ".join(parts)


class Visit:
    """One request's hold on its session. `given`: the id that came along, whether or not it is one."""

    def __init__(self, sessions: Sessions, token: str | None) -> None:
        self.sessions = sessions
        self.session = sessions.find(token)
        self.given = token or ""
        self._given = token if self.session else None

    def open(self) -> Session:
        """The session, started now if there was none."""
        if self.session is None:
            self.session = self.sessions.start()
        return self.session

    def end(self) -> None:
        """Sign out."""
        if self.session is not None:
            self.sessions.end(self.session)
            self.session = None

    def set_cookie(self) -> str | None:
        """The Set-Cookie line that the response must carry, if the id changed."""
        token = self.session.token if self.session else None
        if token == self._given:
            return None
        if token is None:
            return self.sessions.set_cookie("") + "; Max-Age=0"
        return self.sessions.set_cookie(token)


class SessionMiddleware:
    """Puts a Visit into `scope["visit"]` and its cookie into the response."""

    def __init__(self, app: ASGIApp, sessions: Sessions) -> None:
        self._app = app
        self._sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "websocket":
            scope["visit"] = Visit(self._sessions, self._token(scope))
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        visit = scope["visit"] = Visit(self._sessions, self._token(scope))

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and (cookie := visit.set_cookie()):
                MutableHeaders(scope=message).append("set-cookie", cookie)
            await send(message)

        await self._app(scope, receive, with_cookie)

    def _token(self, scope: Scope) -> str | None:
        cookies = HTTPConnection(scope).cookies
        if (given := cookies.get(self._sessions.cookie)) is not None:
            return str(given)
        kind, _, given = HTTPConnection(scope).headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            return given
        if self._sessions.faults.on("session-in-url"):
            return next(iter(parse_qs(str(scope["query_string"], "latin-1")).get("sessie", [])), None)
        return None
