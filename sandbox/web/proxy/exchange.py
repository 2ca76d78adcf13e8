"""What the recorder saw, as plain values: taken from mitmproxy's objects on the event loop, written by the scribe.

Header and URL bytes are decoded as latin-1, which loses nothing whatever a hostile server sends.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from mitmproxy import http

from harness.sandbox.web.proxy.bodies import Body

type Headers = list[tuple[str, str]]


@dataclass(slots=True)
class Exchange:
    """One request and, as far as it came, its answer. `began` is a `time.time()`."""

    session: str
    began: float
    method: str
    url: str
    host: str
    port: int
    scheme: str
    http_version: str
    request_headers: Headers
    request_body: Body | None = None
    status: int | None = None
    response_headers: Headers = field(default_factory=list)
    response_body: Body | None = None
    error: str | None = None
    address: str | None = None
    tls: str | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """One WebSocket message, unmasked and whole unless it was over the cap."""

    session: str
    at: float
    url: str
    host: str
    from_client: bool
    text: bool
    body: Body


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that could not be recorded. `session` None: it belongs to the whole run."""

    session: str | None
    why: str
    values: tuple[tuple[str, object], ...] = ()


def pairs(fields: Iterable[tuple[bytes, bytes]]) -> Headers:
    """Headers in their order, names and values as latin-1."""
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in fields]


def ascii_host(host: str) -> str:
    """A host as it stands in a URL: punycode, and brackets around an IPv6 address."""
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            host = host.encode("utf-8", "replace").decode("latin-1")
    return f"[{host}]" if ":" in host else host


def target_url(scheme: str, host: str, port: int, path: str) -> str:
    """The URL of a request; the port is left out where it is the scheme's own."""
    usual = {"http": 80, "ws": 80, "https": 443, "wss": 443}.get(scheme)
    place = ascii_host(host) + ("" if port == usual else f":{port}")
    return f"{scheme}://{place}{path if path.startswith('/') else '/'}"


def begun(flow: http.HTTPFlow, session: str) -> Exchange:
    """The exchange as known from the request's head."""
    request = flow.request
    data = request.data
    scheme = data.scheme.decode("latin-1")
    headers = pairs(data.headers.fields)
    host = ascii_host(data.host)
    authority = data.authority.decode("latin-1")
    if data.http_version == b"HTTP/2.0" and authority.rpartition(":")[0] != host and authority != host:
        headers.insert(0, (":authority", authority))
    return Exchange(
        session=session,
        began=request.timestamp_start,
        method=data.method.decode("latin-1"),
        url=target_url(scheme, data.host, data.port, data.path.decode("latin-1")),
        host=host.strip("[]"),
        port=data.port,
        scheme=scheme,
        http_version=data.http_version.decode("latin-1"),
        request_headers=headers,
    )


def answered(exchange: Exchange, flow: http.HTTPFlow) -> None:
    """Add the response's head and where it came from."""
    if flow.response is not None:
        exchange.status = flow.response.status_code
        exchange.response_headers = pairs(flow.response.data.headers.fields)
    server = flow.server_conn
    if server.peername is not None:
        exchange.address = place(server.peername)
    if server.tls_established:
        exchange.tls = server.tls_version


def place(address: Sequence[object]) -> str:
    """ "ip:port", or "[ip]:port" for IPv6."""
    return f"{ascii_host(str(address[0]))}:{address[1]}"
