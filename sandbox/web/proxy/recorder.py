"""The add-on that turns what passes through mitmproxy into exchanges, frames and gaps.

Responses are passed on chunk by chunk while their first bytes are kept, so that event streams live and memory stays
flat. Requests are read whole (up to the cap) before the upstream connection is needed, so that what an app wanted to
send to an unreachable host is seen all the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from mitmproxy import connection, dns, http, tcp, tls

from harness.sandbox.web.proxy.activity import Activity
from harness.sandbox.web.proxy.bodies import Body, Budget, Tap
from harness.sandbox.web.proxy.exchange import Exchange, Frame, Gap, answered, begun, target_url
from harness.sandbox.web.proxy.failures import CUT, browser_refused, describe
from harness.sandbox.web.proxy.meter import Meter
from harness.sandbox.web.proxy.scribe import Scribe

WRITER_WAIT = 2.0
"""Seconds that a new body may wait for the writer when much is held already."""
MOST_WAITING = 500
"""Entries that may wait for the writer before new answers do."""
MOST_GAPS = 10_000
"""Different gaps that are told in one run."""


@dataclass(slots=True)
class Client:
    """One connection of the browser: whose it is, which upstream handshakes failed behind it, and what it carried."""

    session: str
    tls_errors: set[str] = field(default_factory=set)
    meter: Meter = field(default_factory=Meter)
    silent: str = ""
    """The host for which a handshake with the client was done, while no request came since."""


@dataclass(slots=True)
class Open:
    """An exchange that has begun and not ended."""

    exchange: Exchange
    request: Tap | None = None
    response: Tap | None = None


def guarded[**P, R](hook: Callable[P, R]) -> Callable[P, R | None]:
    """A failure of ours becomes a gap, and the browser's traffic goes on."""

    @wraps(hook)
    def call(*arguments: P.args, **options: P.kwargs) -> R | None:
        try:
            return hook(*arguments, **options)
        except Exception as error:
            recorder: Any = arguments[0]
            recorder.failed(error, hook.__name__)
            return None

    return call


class Recorder:
    """mitmproxy calls the methods that carry its hooks' names. `clients` maps its connection ids to our sessions."""

    def __init__(
        self, scribe: Scribe, activity: Activity, budget: Budget, cap: int, *, tell_silent: bool = False
    ) -> None:
        self.clients: dict[str, Client] = {}
        self._scribe = scribe
        self._activity = activity
        self._budget = budget
        self._cap = cap
        self._tell_silent = tell_silent
        self._asked: set[tuple[str, str]] = set()
        self._silent: set[tuple[str, str]] = set()
        self._open: dict[str, Open] = {}
        self._told: set[Gap] = set()
        self._room = asyncio.Event()
        self._ended = False

    @guarded
    def http_connect(self, flow: http.HTTPFlow) -> None:
        self._activity.opening(self._client(flow.client_conn.id).session, flow.client_conn.id)

    @guarded
    def tls_established_client(self, data: tls.TlsData) -> None:
        self._opened(data.context.client.id)
        address = data.context.server.address
        self._client(data.context.client.id).silent = data.context.client.sni or (address[0] if address else "")

    @guarded
    def client_disconnected(self, client: connection.Client) -> None:
        self._opened(client.id)
        known = self._client(client.id)
        if self._tell_silent and known.silent and len(self._silent) < MOST_GAPS:
            self._silent.add((known.session, known.silent))

    def _opened(self, identity: str) -> None:
        self._activity.opened(self._client(identity).session, identity)

    @guarded
    def requestheaders(self, flow: http.HTTPFlow) -> None:
        self._opened(flow.client_conn.id)
        client = self._client(flow.client_conn.id)
        client.silent, session = "", client.session
        if self._tell_silent and len(self._asked) < MOST_GAPS:
            self._asked.add((session, flow.request.host))
        entry = self._open[flow.id] = Open(begun(flow, session))
        self._activity.started(session)
        headers = flow.request.headers
        headers.pop("proxy-connection", None)
        if "sec-websocket-extensions" in headers:
            del headers["sec-websocket-extensions"]  # compressed messages would be unpacked without a limit
        if flow.request.stream or self._endless_upload(flow):
            flow.request.stream = entry.request = Tap(self._cap, self._budget)

    def _endless_upload(self, flow: http.HTTPFlow) -> bool:
        """A request body of unknown length: HTTP/2 without a length, or chunks."""
        request = flow.request
        unsized = "content-length" not in request.headers and request.method not in ("GET", "HEAD", "OPTIONS")
        return unsized and (request.is_http2 or "transfer-encoding" in request.headers)

    @guarded
    def request(self, flow: http.HTTPFlow) -> None:
        if (entry := self._open.get(flow.id)) is None or entry.request is not None:
            return
        raw = flow.request.raw_content
        if flow.request.stream:
            entry.exchange.request_body = Body(b"", self._cap, False)
        elif raw:
            entry.exchange.request_body = self._held(raw, len(raw))

    async def responseheaders(self, flow: http.HTTPFlow) -> None:
        try:
            await self._writer_caught_up()
            self._tap_response(flow)
        except Exception as error:
            self.failed(error, "responseheaders")

    def _tap_response(self, flow: http.HTTPFlow) -> None:
        entry = self._open.get(flow.id)
        if entry is None or flow.response is None:
            return
        answered(entry.exchange, flow)
        if flow.response.status_code != 101:
            flow.response.stream = entry.response = Tap(self._cap, self._budget)

    @guarded
    def response(self, flow: http.HTTPFlow) -> None:
        self._finish(flow, None)

    @guarded
    def error(self, flow: http.HTTPFlow) -> None:
        client = self._client(flow.client_conn.id)
        message = flow.error.msg if flow.error is not None else "unknown"
        self._finish(flow, describe(message, client.tls_errors))

    @guarded
    def websocket_message(self, flow: http.HTTPFlow) -> None:
        if flow.websocket is None or not flow.websocket.messages:
            return
        message = flow.websocket.messages[-1]
        flow.websocket.messages.clear()  # a game's socket may send for hours
        scheme = "wss" if flow.request.scheme == "https" else "ws"
        url = target_url(scheme, flow.request.host, flow.request.port, flow.request.data.path.decode("latin-1"))
        frame = Frame(
            session=self._client(flow.client_conn.id).session,
            at=message.timestamp,
            url=url,
            host=flow.request.host,
            from_client=message.from_client,
            text=message.is_text,
            body=self._held(message.content[: self._cap], len(message.content)),
        )
        self._scribe.put(frame)

    @guarded
    def tcp_start(self, flow: tcp.TCPFlow) -> None:
        self._not_http(flow.client_conn.id, flow.server_conn.address)

    @guarded
    def dns_request(self, flow: dns.DNSFlow) -> None:
        self._not_http(flow.client_conn.id, flow.server_conn.address)

    @guarded
    def tls_clienthello(self, data: tls.ClientHelloData) -> None:
        # The server's handshake first, so that the browser is offered what the server speaks (HTTP/1.1 or 2). When it
        # fails the browser's goes on all the same: the request is then seen whole, and refused.
        data.establish_server_tls_first = data.context.server.tls

    @guarded
    def tls_failed_server(self, data: tls.TlsData) -> None:
        if data.conn.error:
            self._client(data.context.client.id).tls_errors.add(data.conn.error)

    @guarded
    def tls_failed_client(self, data: tls.TlsData) -> None:
        self._opened(data.context.client.id)
        address = data.context.server.address
        host = data.context.client.sni or (address[0] if address else "")
        reason = data.conn.error or "unknown"
        client = self._client(data.context.client.id)
        client.meter.read = False
        session = client.session
        self.gap(Gap(session, browser_refused(reason), (("host", host), ("reason", reason[:300]))))

    def unreadable(self, session: str, message: str) -> None:
        """A request that was no HTTP, or broken HTTP: it went nowhere, and there is no exchange to record."""
        self.gap(Gap(session, "bad-request", (("what", message.partition(": ")[2][:300]),)))

    def flush(self) -> None:
        """The run ends: whatever is still open is recorded as far as it came."""
        for session, host in sorted(self._silent - self._asked):
            self.gap(Gap(session, "tls-client-silent", (("host", host),)))
        self._ended = True
        for entry in list(self._open.values()):
            self._record(entry, CUT)
        self._open.clear()

    def gap(self, gap: Gap) -> None:
        """Record a gap, each different one once; nothing after the end, when connections close by our doing."""
        if gap not in self._told and len(self._told) < MOST_GAPS and not self._ended:
            self._told.add(gap)
            self._scribe.put(gap)

    def failed(self, error: BaseException, where: str) -> None:
        """Something in this process failed: say so in the bundle."""
        self.gap(Gap(None, "recorder-failed", (("what", f"{type(error).__name__} in {where}"),)))

    def released(self, count: int) -> None:
        """The writer holds `count` bytes less. Called on the event loop."""
        self._budget.give(count)
        if not self._behind():
            self._room.set()

    def _behind(self) -> bool:
        """The writer is behind, so much that new bodies had better wait for it."""
        return self._budget.tight or self._scribe.waiting > MOST_WAITING

    def _client(self, identity: str) -> Client:
        return self.clients[identity]

    def _not_http(self, identity: str, address: tuple[Any, ...] | None) -> None:
        host, port = (address[0], address[1]) if address else ("", 0)
        self._client(identity).meter.read = False
        self.gap(Gap(self._client(identity).session, "not-http", (("host", host), ("port", port))))

    async def _writer_caught_up(self) -> None:
        if self._behind():
            self._room.clear()
            try:
                async with asyncio.timeout(WRITER_WAIT):
                    await self._room.wait()
            except TimeoutError:
                return  # the budget decides what is still kept

    def _held(self, data: bytes, seen: int) -> Body:
        """A body that mitmproxy has read whole, if there is room for it."""
        if not self._budget.take(len(data)):
            return Body(b"", seen, False)
        return Body(data, seen, len(data) == seen)

    def _finish(self, flow: http.HTTPFlow, error: str | None) -> None:
        if (entry := self._open.pop(flow.id, None)) is None:
            return  # a CONNECT, or recorded at the end of the run
        answered(entry.exchange, flow)
        self._record(entry, error)

    def _record(self, entry: Open, error: str | None) -> None:
        exchange = entry.exchange
        exchange.error = error
        if entry.request is not None and entry.request.seen:
            exchange.request_body = entry.request.body(error is None)
        if entry.response is not None and entry.response.seen:
            exchange.response_body = entry.response.body(error is None)
        self._scribe.put(exchange)
        self._activity.finished(exchange.session)
