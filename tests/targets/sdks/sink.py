"""Every third party of the page: it answers as the real one does as far as the SDK asks, and keeps what it was sent.

What it keeps is this test's own record, made on the other side of the recording proxy, and read without any of our tools.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

type Json = dict[str, object]

FLAGS: Json = {
    "featureFlags": {}, "featureFlagPayloads": {}, "errorsWhileComputingFlags": False,
    "supportedCompression": ["gzip", "gzip-js"], "sessionRecording": {"endpoint": "/s/"}, "hasFeatureFlags": False,
}  # fmt: skip
ANSWERS: dict[tuple[str, str], Json] = {
    ("cdn.segment.com", "/v1/projects/"): {"integrations": {"Segment.io": {"apiKey": "0123456789abcdef"}}, "plan": {}},
    ("eu.i.posthog.com", "/flags/"): FLAGS,
    ("eu-assets.i.posthog.com", "/array/"): FLAGS,
    ("firebaseinstallations.googleapis.com", "/v1/"): {
        "name": "projects/1/installations/c0", "fid": "c0123456789abcdefghijk", "refreshToken": "2_nieuw",
        "authToken": {"token": "a.b.c", "expiresIn": "604800s"},
    },
    ("bam.eu01.nr-data.net", "/1/"): {"sts": 1, "err": 1, "ins": 1, "spa": 1, "sr": 0, "srs": 0, "log": 3, "st": 0},
    ("klasbord.count.ly", "/i"): {"result": "Success"},
}  # fmt: skip


@dataclass(frozen=True)
class Received:
    """One message that came in; `body` is as it was sent, or the text of a WebSocket message."""

    method: str
    host: str
    target: str
    encoding: str
    body: bytes


@dataclass
class Sink:
    """The ASGI application, and what it received."""

    received: list[Received] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = Headers(scope=scope)
        host = asked.get("host", "").partition(":")[0].lower()
        target = scope["path"] + ("?" + scope["query_string"].decode("latin-1") if scope["query_string"] else "")
        if scope["type"] == "websocket":
            await self._talk(host, target, receive, send)
            return
        body = await _body(receive)
        if scope["method"] != "OPTIONS":
            encoding = asked.get("content-encoding", "")
            self.received.append(Received(scope["method"], host, target, encoding, body))
        await _answer(scope, asked, host, send)

    async def _talk(self, host: str, target: str, receive: Receive, send: Send) -> None:
        """A live connection as Pusher opens it; every message of the page is kept."""
        await receive()
        await send({"type": "websocket.accept"})
        begun = json.dumps({"socket_id": "1234.5678", "activity_timeout": 120})
        await send({"type": "websocket.send", "text": _event("pusher:connection_established", begun)})
        while (message := await receive())["type"] != "websocket.disconnect":
            text = message.get("text") or ""
            self.received.append(Received("WS", host, target, "", text.encode()))
            if json.loads(text).get("event") == "pusher:signin":
                done = json.dumps({"user_data": json.loads(text)["data"]["user_data"]})
                await send({"type": "websocket.send", "text": _event("pusher:signin_success", done)})


def _event(name: str, data: str) -> str:
    return json.dumps({"event": name, "data": data})


async def _body(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


async def _answer(scope: Scope, asked: Headers, host: str, send: Send) -> None:
    paths = [path for name, path in ANSWERS if name == host and scope["path"].startswith(path)]
    body = json.dumps(ANSWERS[host, paths[0]] if paths else {}).encode()
    origin = asked.get("origin", "*")
    headers = {
        "content-type": "application/json", "content-length": str(len(body)), "cache-control": "no-store",
        "access-control-allow-origin": origin, "access-control-allow-methods": "GET, POST, PUT, REPORT, OPTIONS",
        "access-control-allow-headers": asked.get("access-control-request-headers", "*"),
        "access-control-allow-credentials": "true",
    }  # fmt: skip
    head = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": 200, "headers": head})
    await send({"type": "http.response.body", "body": body})
