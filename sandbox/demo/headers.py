"""The protective headers, on every response: pages, API, files and errors."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from harness.sandbox.demo import hosts
from harness.sandbox.demo.fault import Switches
from harness.sandbox.demo.faults import FAULTS

_PERSONAL_API = ("/api/me", "/api/class", "/api/homework", "/api/messages", "/api/settings")
_VISITOR_COOKIE = "_dm"
_TWO_YEARS = 2 * 365 * 24 * 3600


class HeadersMiddleware:
    """Puts a script nonce into `scope["nonce"]` and the headers onto the response."""

    def __init__(self, app: ASGIApp, faults: Switches) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = scope["nonce"] = secrets.token_urlsafe(16)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                bare = message["status"] >= 400 and self._faults.on("error-page-bare")
                headers.update(protective_headers(self._faults, nonce, bare=bare))
                headers.update(_caching(self._faults, scope["path"], headers))
                headers.update(_sharing(self._faults, scope["path"], Headers(scope=scope).get("origin")))
                self._visitor_cookie(scope, headers)
            await send(message)

        await self._app(scope, receive, with_headers)

    def _visitor_cookie(self, scope: Scope, headers: MutableHeaders) -> None:
        wanted = self._faults.on("cookie-before-choice") or self._faults.on("consent-preset")
        page = headers.get("content-type", "").startswith("text/html")
        if wanted and page and _VISITOR_COOKIE not in HTTPConnection(scope).cookies:
            value = f"DM1.1.{secrets.randbelow(10**10):010}.{secrets.randbelow(10**10):010}"
            line = f"{_VISITOR_COOKIE}={value}; Path=/; Max-Age={_TWO_YEARS}; Secure; SameSite=Lax"
            headers.append("set-cookie", line)


def protective_headers(faults: Switches, nonce: str, *, bare: bool = False) -> dict[str, str]:
    """The headers that protect the browser; a `bare` response has none but HSTS and the referrer policy."""
    headers = {"referrer-policy": _referrer_policy(faults)}
    if not faults.on("no-hsts"):
        headers["strict-transport-security"] = (
            "max-age=86400" if faults.on("short-hsts") else "max-age=63072000; includeSubDomains; preload"
        )
    if bare:
        return headers
    headers["cross-origin-opener-policy"] = "same-origin"
    headers["cross-origin-resource-policy"] = "same-site"
    headers["permissions-policy"] = _permissions(faults)
    if not faults.on("no-nosniff"):
        headers["x-content-type-options"] = "nosniff"
    if not faults.on("framable"):
        headers["x-frame-options"] = "DENY"
    if not faults.on("no-csp"):
        headers["content-security-policy"] = content_policy(faults, nonce)
    return headers


def content_policy(faults: Switches, nonce: str) -> str:
    """The Content-Security-Policy: own files, declared recipients, and whatever the faults that are on need."""
    loose = faults.on("weak-csp")
    outside = sorted({host for fault in faults for host in FAULTS[fault].recipients})
    third = " ".join(f"https://{host}" for host in outside)
    sockets = " ".join(f"wss://{host}" for host in outside)
    own = f"'self' https://{hosts.STATIC}"
    clear = f"http://{hosts.STATIC}" if faults.on("mixed-image") else ""
    rules = {
        "default-src": "'none'",
        "script-src": f"{own} {third} " + ("'unsafe-inline' 'unsafe-eval'" if loose else f"'nonce-{nonce}'"),
        "style-src": f"{own} {third}",
        "img-src": f"{own} data: https://{hosts.CDN} {third} {clear}",
        "font-src": f"{own} {third}",
        "connect-src": f"'self' {third} {sockets}",
        "media-src": "'self' blob:",
        "worker-src": "'self'",
        "frame-src": f"https://{hosts.VIDEO}",
        "form-action": "'self'" + (f" http://{hosts.SCHOOL}" if faults.on("form-over-http") else ""),
        "frame-ancestors": "" if faults.on("framable") else "'none'",
        "base-uri": "" if loose else "'none'",
        "object-src": "" if loose else "'none'",
    }
    return "; ".join(f"{name} {' '.join(value.split())}" for name, value in rules.items() if value)


def _referrer_policy(faults: Switches) -> str:
    unsafe = faults.on("referrer-unsafe") or faults.on("referrer-pupil-number")
    return "unsafe-url" if unsafe else "same-origin"


def _permissions(faults: Switches) -> str:
    located = any(faults.on(fault) for fault in ("geo-at-start", "geo-to-own-api", "geo-to-third-party"))
    heard = faults.on("microphone-at-start")
    return f"camera=(self), geolocation=({'self' if located else ''}), microphone=({'self' if heard else ''})"


def _caching(faults: Switches, path: str, headers: Headers) -> dict[str, str]:
    """Nothing but the school's own files may be kept by a browser or a proxy."""
    if path.startswith("/static/"):
        return {"cache-control": headers.get("cache-control", "public, max-age=300")}
    kept = faults.on("page-cached") or faults.on("back-shows-page")
    cached = (kept and path == "/profile") or (faults.on("api-cached") and path == "/api/me")
    return {"cache-control": "private, max-age=600" if cached else "no-store"}


def _sharing(faults: Switches, path: str, origin: str | None) -> dict[str, str]:
    """No CORS at all, unless a fault gives the API away."""
    if not _under(path, _PERSONAL_API):
        return {}
    if faults.on("cors-reflect") and origin:
        return {"access-control-allow-origin": origin, "access-control-allow-credentials": "true", "vary": "origin"}
    if faults.on("cors-null") and origin == "null":
        return {"access-control-allow-origin": "null", "access-control-allow-credentials": "true"}
    return {"access-control-allow-origin": "*"} if faults.on("cors-star") else {}


def _under(path: str, folders: Iterable[str]) -> bool:
    return any(path == folder or path.startswith(folder + "/") for folder in folders)
