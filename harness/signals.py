"""How third parties were told: by a picture of one point, by a beacon, or by requests to which nothing came back.

Facts, no verdict. A host that only ever gives an invisible picture or nothing is there to receive.
"""

from __future__ import annotations

import struct
from collections import defaultdict

from harness.model.messages import host_of
from harness.model.records import BrowserRequest, Exchange
from harness.model.scope import Scope
from harness.model.traffic import Traffic

MOST_HOSTS = 4096
SMALL = 4096
"""Bytes: a picture of one point, with whatever a picture program writes beside it, is no larger."""
SVG = "image/svg+xml"


def signals(scope: Scope) -> dict[str, tuple[str, ...]]:
    """Host → how it was told, sorted: `beacon`, `empty` (every answer was empty), `pixel` (a picture of one point)."""
    third = Traffic(scope).third_party()
    found: defaultdict[str, set[str]] = defaultdict(set)
    gave: dict[str, bool] = {}
    for exchange in third:
        if exchange.host not in gave and len(gave) == MOST_HOSTS:
            continue
        if exchange.status is not None and not 300 <= exchange.status < 400 and exchange.method != "OPTIONS":
            gave[exchange.host] = gave.get(exchange.host, False) or _size(exchange) > 0
        if is_pixel(exchange, third):
            found[exchange.host].add("pixel")
    for host in _beacons(scope):
        if host in gave:
            found[host].add("beacon")
    for host, anything in gave.items():
        if not anything:
            found[host].add("empty")
    return {host: tuple(sorted(kinds)) for host, kinds in sorted(found.items())}


def _size(exchange: Exchange) -> int:
    return exchange.response_body.size if exchange.response_body is not None else 0


def is_pixel(exchange: Exchange, traffic: Traffic) -> bool:
    """Whether the answer is a picture of one point."""
    kind = exchange.content_type
    if not kind.startswith("image/") or kind == SVG or not 0 < _size(exchange) <= SMALL:
        return False
    return picture_size(traffic.body(exchange.response_body)) == (1, 1)


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a GIF, PNG or simple WebP picture by its first bytes; None when they do not tell."""
    try:
        if data[:6] in (b"GIF87a", b"GIF89a"):
            return struct.unpack_from("<HH", data, 6)
        if data[:8] == b"\x89PNG\r\n\x1a\n":
            return struct.unpack_from(">II", data, 16)
        if data[:4] == b"RIFF" and data[8:16] == b"WEBPVP8L":
            bits: int = struct.unpack_from("<I", data, 21)[0]
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    except struct.error:
        return None
    return None


def _beacons(scope: Scope) -> set[str]:
    """Hosts to which pages sent beacons."""
    told = (request for session in scope.sessions for request in session.counting("requests", BrowserRequest))
    return {host_of(request.url) for request in told if request.resource == "ping"}
