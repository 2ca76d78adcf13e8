"""Every third party of the demo: answers by host and path, and keeps nothing.

The scripts in `third_party/` are our own stand-ins. They do what the real ones are known for, collect and post, with
none of their code.
"""

from __future__ import annotations

import base64
import re
import secrets
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from harness.sandbox.demo import hosts
from harness.sandbox.demo.rendering import HERE

_GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 26"><path fill="#0b5394" d="M4 0h52v26H4z"/></svg>'
_FONT_CSS = f"""@font-face {{ font-family: Leesletter; src: url(https://{hosts.FONT_FILES}/leesletter.woff2); }}
h1 {{ font-family: Leesletter, sans-serif; }}
""".encode()
_EMBED = b"<!doctype html><html lang=nl><title>Video</title><body><p>Welkom op onze school.</p></body></html>"
_SCRIPTS = {
    host: (HERE / "third_party" / name).read_bytes()
    for host, name in {
        hosts.ADS: "ads.js",
        hosts.TAGS: "analytics.js",
        hosts.SOCIAL: "social.js",
        hosts.REPLAY: "replay_masked.js",
        hosts.REPLAY_FULL: "replay.js",
    }.items()
}
_REDIRECTS = {
    (hosts.CDN, "/door/teller.gif"): f"https://{hosts.COUNTER}/teller.gif",
}
_KINDS = {
    "js": "text/javascript", "css": "text/css", "svg": "image/svg+xml", "woff2": "font/woff2", "html": "text/html",
}
# Browsers that block third-party cookies still keep partitioned ones, and trackers moved to those.
_THIRD_PARTY_COOKIE = "Secure; SameSite=None; Partitioned"
_SYNC_ID = re.compile(r"(?:uuid2|partner_uid)=([0-9a-f]{20})")
_COOKIE_VALUE = re.compile(r"[A-Za-z0-9@._-]{1,100}")


@dataclass
class Answer:
    """One response."""

    status: int = 200
    kind: str = "image/gif"
    body: bytes = _GIF
    headers: dict[str, str] = field(default_factory=dict)


async def sink(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI application."""
    if scope["type"] == "websocket":
        await _listen(receive, send)
    elif scope["type"] == "http":
        while (await receive()).get("more_body"):
            pass
        asked = Headers(scope=scope)
        query = scope["query_string"].decode("latin-1")
        host = asked.get("host", "")
        answer = answer_to(scope["method"], host, scope["path"], query, asked.get("cookie", ""))
        headers = {"content-type": answer.kind, "cache-control": "no-store"} | _open_to_all(asked)
        headers |= _kept(host, scope["path"], asked) | answer.headers
        if answer.status != 204:
            headers["content-length"] = str(len(answer.body))
        head = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": answer.status, "headers": head})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else answer.body})


def answer_to(method: str, host: str, path: str, query: str, cookie: str = "") -> Answer:
    """What this third party says to this request, with these cookies."""
    host = host.lower().partition(":")[0]
    if method == "OPTIONS":
        return Answer(204, body=b"")
    if host in hosts.SYNC and path in ("/getuid", "/match"):
        return _match_ids(host, query, cookie)
    if (host, path) in _REDIRECTS:
        return Answer(302, body=b"", headers={"location": _REDIRECTS[host, path]})
    if host == hosts.VIDEO:
        return _video(path, query)
    if host == hosts.METER_BARE and path == "/start.gif":
        return _remember(query)
    if method == "POST":
        return Answer(kind="application/json", body=b'{"ok":true}')
    if host in _SCRIPTS and path.endswith((".js", "/gtag/js")):
        return Answer(kind=_KINDS["js"], body=_SCRIPTS[host])
    return _by_ending(host, path)


def _by_ending(host: str, path: str) -> Answer:
    ending = path.rpartition(".")[2]
    styles = _FONT_CSS if host == hosts.FONT_CSS else b"/* stand-in */\n"
    bodies = {"js": b"/* stand-in */\n", "css": styles, "svg": _LOGO, "woff2": b"", "html": _EMBED}
    if ending not in bodies:
        return Answer()
    return Answer(kind=_KINDS[ending], body=bodies[ending])


def _video(path: str, query: str) -> Answer:
    """The video: with `privacy=1` it sets no cookie, otherwise one that lasts a year."""
    script = path.endswith(".js")
    answer = Answer(kind=_KINDS["js" if script else "html"], body=b"/* player */\n" if script else _EMBED)
    if parse_qs(query).get("privacy") != ["1"]:
        value = secrets.token_hex(12)
        answer.headers["set-cookie"] = f"kijker={value}; Path=/; Max-Age=31536000; {_THIRD_PARTY_COOKIE}"
    return answer


def _match_ids(host: str, query: str, cookie: str) -> Answer:
    """The first company keeps an id in a cookie; it goes along to the next ones by redirects."""
    found = _SYNC_ID.search(cookie if host == hosts.SYNC[0] else query)
    value = found[1] if found else secrets.token_hex(10)
    if host == hosts.SYNC[-1]:
        return Answer()
    following = hosts.SYNC[hosts.SYNC.index(host) + 1]
    headers = {"location": f"https://{following}/match?partner_uid={value}"}
    if host == hosts.SYNC[0]:
        headers["set-cookie"] = f"uuid2={value}; Path=/; Max-Age=31536000; {_THIRD_PARTY_COOKIE}"
    return Answer(302, body=b"", headers=headers)


def _remember(query: str) -> Answer:
    """Uncover what came covered, and turn it into a cookie; anything that is no plain word is dropped."""
    try:
        covered = bytes.fromhex(parse_qs(query).get("u", [""])[0])
    except ValueError:
        return Answer()
    value = bytes(byte ^ hosts.COVER for byte in covered).decode("latin-1")
    if not _COOKIE_VALUE.fullmatch(value):
        return Answer()
    return Answer(headers={"set-cookie": f"lezer={value}; Path=/; {_THIRD_PARTY_COOKIE}"})


def _open_to_all(asked: Headers) -> dict[str, str]:
    """CORS as trackers do it: any origin, any header, with credentials."""
    origin = asked.get("origin")
    return {
        "access-control-allow-origin": origin or "*",
        "access-control-allow-headers": asked.get("access-control-request-headers", "*"),
        "access-control-allow-methods": "GET, POST, OPTIONS",
        "cross-origin-resource-policy": "cross-origin",
    } | ({"access-control-allow-credentials": "true"} if origin else {})


def _kept(host: str, path: str, asked: Headers) -> dict[str, str]:
    """The logo on every page may be kept, as delivery networks have it: it was a quarter of what an audit asked for.

    What tells them the page is asked for anew: a referrer that says too much has to be seen from each page.
    """
    if (host.lower(), path) != (hosts.CDN, "/logo/hosting.svg") or "referer" in asked:
        return {}
    return {"cache-control": "public, max-age=300", "vary": "origin"}


async def _listen(receive: Receive, send: Send) -> None:
    """Accept any WebSocket and acknowledge each message."""
    message = await receive()
    while message["type"] != "websocket.disconnect":
        accepted = message["type"] == "websocket.connect"
        await send({"type": "websocket.accept"} if accepted else {"type": "websocket.send", "text": "ok"})
        message = await receive()
