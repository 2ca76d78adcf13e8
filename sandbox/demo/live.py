"""What the profile page keeps alive by script: a signed token with one to renew it, a socket, and a worker.

The access token is a JWT that works no longer than the session it was given to; whoever renews it has to be signed in.
All of it is there only in a school that is asked for it, or with one of its faults.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from harness.sandbox.demo.fault import Switches
from harness.sandbox.demo.guard import check_origin, own_form
from harness.sandbox.demo.rendering import Demo, demo, own_data, viewer, visit
from harness.sandbox.demo.sessions import Session, Sessions
from harness.sandbox.demo.store import Row

COOKIE, AGAIN = "__Secure-vernieuw", "/live/vernieuw"
_MINUTES, _MONTH = 15 * 60, 30 * 86_400
_SIGNED_OUT = 4401
_WORKER = """
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate") {
    event.respondWith(fetch(event.request).catch(() => caches.match(event.request)));
  }
});
"""


@dataclass
class Live:
    """The tokens that were given out; nothing of them is kept longer than the school runs. `off`: accounts that are
    switched off.
    """

    faults: Switches
    sessions: Sessions
    off: Collection[str] = ()
    _given: dict[str, Session] = field(default_factory=dict, repr=False)
    _renewing: dict[str, tuple[str, str]] = field(default_factory=dict, repr=False)
    _reopening: dict[str, tuple[Session, str]] = field(default_factory=dict, repr=False)
    _late: set[str] = field(default_factory=set, repr=False)
    _sockets: dict[str, str] = field(default_factory=dict, repr=False)
    _secret: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    def __post_init__(self) -> None:
        """Take the secret that everybody's first example has, with its fault."""
        if self.faults.on("token-weak-secret"):
            self._secret = "secret"

    def grant(self, session: Session, person: Row) -> dict[str, Any]:
        """A token for this session and one to renew it with."""
        number, renewing = secrets.token_urlsafe(12), secrets.token_urlsafe(32)
        self._given[number], self._renewing[renewing] = session, (number, person["username"])
        lasts = _MONTH if self.faults.on("logout-keeps-token") else _MINUTES
        now = int(time.time())
        claims = {"sub": person["username"], "sid": number, "iat": now, "exp": now + lasts}
        if self.faults.on("token-tells-mail"):
            claims["email"] = person["email"]
        return {
            "access_token": self._signed(claims), "refresh_token": renewing, "token_type": "Bearer", "expires_in": lasts
        }

    def renew(self, running: Demo, token: str) -> dict[str, Any] | None:
        """New tokens for one that renews, which works once; None when its session is over."""
        number, username = self._renewing.get(token, ("", ""))
        off = username in self.off
        if off and not self.faults.on("removed-still-renews"):
            return None
        self._renewing.pop(token, None)
        session, person = self._given.get(number), running.store.person(username)
        if session is None or person is None:
            return None
        if not self._open(session):
            if not self.faults.on("logout-keeps-refresh"):
                return None
            session = self.sessions.start()
            self.sessions.sign_in(session, username)
        granted, number = self.grant(session, person), next(reversed(self._given))
        self._late |= {number} if off else set()
        return granted

    def keeper(self, session: Session, username: str) -> str:
        """The Set-Cookie line of what brings the session's cookie back, to one address alone."""
        token = secrets.token_urlsafe(32)
        self._reopening[token] = session, username
        return f"{COOKIE}={token}; Path={AGAIN}; Secure; HttpOnly; SameSite=Strict"

    def reopened(self, token: str) -> str | None:
        """The Set-Cookie line for whoever has that, as long as the session goes on; with its fault, after it too."""
        session, username = self._reopening.get(token, (None, ""))
        if session is None or username in self.off:
            return None
        if not self._open(session):
            if not self.faults.on("logout-keeps-cookie-renewal"):
                return None
            session = self.sessions.start()
            self.sessions.sign_in(session, username)
        return self.sessions.set_cookie(session.token)

    def reader(self, token: str) -> str | None:
        """Whose token it is, when it is one of ours and its session goes on."""
        try:
            head, claims = (json.loads(_unbased(part)) for part in token.split(".")[:2])
            signed = self._signed(claims, head)
        except (ValueError, TypeError, AttributeError):
            return None
        unsigned = head.get("alg") == "none" and self.faults.on("token-unsigned")
        if not (unsigned or self.faults.on("token-any-signature") or hmac.compare_digest(signed, token)):
            return None
        session = self._given.get(claims.get("sid"))
        goes_on = session is not None and (self._open(session) or self.faults.on("logout-keeps-token"))
        lasts = goes_on and claims.get("exp", 0) > time.time() and self._allowed(claims)
        return claims.get("sub") if lasts else None

    def _allowed(self, claims: dict[str, Any]) -> bool:
        """Whether the account is not switched off; with their faults, an old or a new token works on all the same."""
        spared = self.faults.on("removed-token-lives") or claims.get("sid") in self._late
        return spared or claims.get("sub") not in self.off

    def listener(self, token: str, session: Session | None) -> str | None:
        """Who may listen on a socket with this session; with its fault also who was signed in with it once."""
        if session is not None and session.username and session.username not in self.off:
            self._sockets[token] = session.username
        name = session.username if session and session.username not in self.off else None
        return name or (self._sockets.get(token) if self.faults.on("socket-after-logout") else None)

    def _open(self, session: Session) -> bool:
        return self.sessions.find(session.token) is session

    def _signed(self, claims: dict[str, Any], head: dict[str, Any] | None = None) -> str:
        said = ".".join(_based(json.dumps(part).encode()) for part in (head or {"alg": "HS256", "typ": "JWT"}, claims))
        return f"{said}.{_based(hmac.digest(self._secret.encode(), said.encode(), hashlib.sha256))}"


def _based(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _unbased(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _live(request: Request) -> Live:
    if (live := demo(request).live) is None:
        raise HTTPException(404)
    return live


async def token(request: Request) -> Response:
    """Tokens for whoever is signed in, or for a token that renews."""
    live, form = _live(request), await own_form(request)
    if form.get("grant_type") == "refresh_token":
        renewed = live.renew(demo(request), form.get("refresh_token", ""))
        return JSONResponse(renewed or {"error": "invalid_grant"}, 200 if renewed else 400)
    session, person = visit(request).session, viewer(request)
    if session is None or person is None:
        return JSONResponse({"error": "invalid_grant"}, 401)
    answer = JSONResponse(live.grant(session, person))
    answer.headers.append("set-cookie", live.keeper(session, person["username"]))
    return answer


async def again(request: Request) -> Response:
    """The cookie of the session once more, for the one that brings it back."""
    check_origin(request)
    line = _live(request).reopened(request.cookies.get(COOKIE, ""))
    return Response(status_code=204, headers={"set-cookie": line}) if line else Response(status_code=401)


async def me(request: Request) -> Response:
    """The own data, for a token."""
    kind, _, given = request.headers.get("authorization", "").partition(" ")
    name = _live(request).reader(given) if kind.lower() == "bearer" else None
    person = demo(request).store.person(name) if name else None
    return JSONResponse(own_data(person)) if person else JSONResponse({"fout": "niet aangemeld"}, 401)


async def listen(socket: WebSocket) -> None:
    """Tell who asks what is new, as long as the session goes on."""
    running: Demo = socket.app.state.demo
    live, held = running.live, socket.scope["visit"]
    opened_here = socket.headers.get("origin", "").lower() == f"https://{socket.headers.get('host', '')}".lower()
    name = live.listener(held.given, held.session) if live and opened_here else None
    person = running.store.person(name) if name else None
    if live is None or person is None:
        await socket.close(_SIGNED_OUT)
        return
    await socket.accept()
    late = held.session is None
    deaf = late or live.faults.on("logout-keeps-socket")
    try:
        while await socket.receive_text() and (deaf or running.sessions.find(held.given)) and name not in live.off:
            await socket.send_json({"dag": person["first_name"], "nieuw": len(running.store.messages(person))})
        await socket.close(_SIGNED_OUT)
    except WebSocketDisconnect:
        return


async def worker(request: Request) -> Response:
    """The background script, which shows a page without the network; exists only with its fault."""
    if not demo(request).faults.on("worker-shows-page"):
        raise HTTPException(404)
    return Response(_WORKER, media_type="text/javascript")


ROUTES = [
    Route("/live/token", token, methods=["POST"]),
    Route(AGAIN, again, methods=["POST"]),
    Route("/live/me", me),
    WebSocketRoute("/live/socket", listen),
    Route("/live-worker.js", worker),
]
