"""One HTTP flow of mitmproxy as plain values. Its state came from a file: any part may be of any type, so nothing is
taken for granted, and whatever mitmproxy raises about it makes the flow unfit."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from mitmproxy import dns, http

from harness.catalogue.domains import is_address, is_host, normalise
from harness.sandbox.held import LATEST, LEARNED, MAX_BODY, MAX_HEAD, Headers, HeldBody, HeldFrame, HeldRequest, Unfit
from harness.sandbox.web.proxy.bodies import Body, decode, encodings
from harness.sandbox.web.proxy.cnames import follow
from harness.sandbox.web.proxy.exchange import answered, begun, target_url
from harness.sandbox.web.proxy.failures import describe

CNAME = 5


class FlowItem:
    """A flow as `book.py` wants it."""

    local = False

    def __init__(self, flow: http.HTTPFlow) -> None:
        self._flow = flow

    @property
    def moment(self) -> float:
        at = self._flow.request.timestamp_start
        return float(at) if isinstance(at, int | float) and 0 < at < LATEST else math.inf

    def request(self) -> HeldRequest:
        try:
            return held_request(self._flow)
        except Unfit:
            raise
        except Exception:
            raise Unfit from None

    def frames(self) -> Iterator[HeldFrame | None]:
        messages: Any = self._flow.websocket.messages if self._flow.websocket is not None else []
        for one in messages:
            try:
                yield _frame(one)
            except Exception:
                yield None

    def learnable(self) -> Iterator[tuple[Headers, list[bytes]]]:
        with suppress(Unfit):
            held = self.request()
            asked, came = (held.request_headers, held.request_body), (held.response_headers, held.response_body)
            for headers, body in (asked, came):
                yield headers, [body.data[:LEARNED]] if body and body.data else []
        yield [], [one.body.data for one in self.frames() if one is not None and one.body.data]


def held_request(flow: http.HTTPFlow) -> HeldRequest:
    """The flow as request and answer; raises Unfit, or anything at all for a state of odd types."""
    exchange = begun(flow, "")
    answered(exchange, flow)
    host = normalise(_name(flow, exchange.host))
    if not is_host(host) or exchange.scheme not in ("http", "https") or not 0 < exchange.port < 65536:
        raise Unfit
    url = target_url(exchange.scheme, host, exchange.port, flow.request.data.path.decode("latin-1"))
    headers = [*exchange.request_headers, *exchange.response_headers]
    if len(url) + sum(len(name) + len(value) for name, value in headers) > MAX_HEAD:
        raise Unfit
    head = {"method": exchange.method[:40], "url": url, "host": host, "port": exchange.port, "scheme": exchange.scheme}
    way = {"http_version": exchange.http_version[:20], "address": exchange.address, "tls": exchange.tls}
    return HeldRequest(
        url=url,
        head={**head, **way},
        request_headers=exchange.request_headers,
        request_body=_body(flow.request, exchange.request_headers),
        status=exchange.status if exchange.status is not None and 100 <= exchange.status <= 999 else None,
        response_headers=exchange.response_headers,
        response_body=None if flow.response is None else _body(flow.response, exchange.response_headers),
        error=describe(str(flow.error.msg), frozenset())[:200] if flow.error is not None else None,
    )


def _name(flow: http.HTTPFlow, host: str) -> str:
    """The name that was asked: a proxy that traffic was led to without its knowing sees an address only."""
    if is_address(host):
        for name in (flow.client_conn.sni, flow.request.pretty_host):
            if isinstance(name, str) and is_host(name) and not is_address(name):
                return name
    return host


def _body(message: http.Message, headers: Headers) -> HeldBody | None:
    """A body without its encodings; what was streamed past the recorder is missing."""
    raw = message.raw_content
    lengths = [int(value) for name, value in headers if name.lower() == "content-length" and value.isdecimal()]
    if raw is None:
        return HeldBody(None, min(max(lengths, default=0), 1 << 50))
    if not raw:
        return None
    named = encodings(value for name, value in headers if name.lower() == "content-encoding")
    found = decode(Body(raw[:MAX_BODY], len(raw), len(raw) <= MAX_BODY), named)
    size = len(raw) if found.why is not None or not named else len(found.data)
    return HeldBody(found.data, max(size, len(found.data) + (not found.whole)), found.why)


def _frame(message: Any) -> HeldFrame:
    content, at = message.content, message.timestamp
    when = float(at) if 0 < at < LATEST else math.inf
    return HeldFrame(when, bool(message.from_client), bool(message.is_text), HeldBody(content[:MAX_BODY], len(content)))


def held_lookup(flow: dns.DNSFlow) -> tuple[str, list[str], bool] | None:
    """(name, the names that it stands for, whether an address came), of an answered question; None for any other."""
    try:
        if flow.response is None or not flow.response.questions:
            return None
        name = normalise(flow.response.questions[0].name)
        stands = {normalise(one.name): normalise(one.domain_name) for one in flow.response.answers if one.type == CNAME}
        found = any(one.type in (1, 28) for one in flow.response.answers)
    except Exception:
        return None
    return (name, follow(name, stands), found) if is_host(name) else None
