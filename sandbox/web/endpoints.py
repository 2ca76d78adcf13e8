"""Which addresses of the app answered with the persona's own data, read back from what was recorded."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import msgspec

from harness import Exchange, Persona, Run, belongs

_JSON = ("application/json", "text/json")


def personal_endpoints(run: Run, session: str, persona: Persona) -> list[str]:
    """Addresses of GET requests whose answer showed a planted value; JSON first, those are what scripts read."""
    found: dict[str, bool] = {}
    values = [value.encode() for value in persona.canaries.values()]
    for exchange in exchanges(run, session):
        if exchange.method != "GET" or not belongs(exchange.host, run.profile.app.hosts) or "⟦" in exchange.url:
            continue
        body = body_of(run, exchange)
        if exchange.url not in found and any(value in body for value in values):
            found[exchange.url] = exchange.content_type in _JSON or exchange.content_type.endswith("+json")
    return sorted(found, key=lambda url: not found[url])


def exchanges(run: Run, session: str) -> Iterator[Exchange]:
    """The exchanges of a session so far, in order."""
    path = run.writer.root / "sessions" / session / "traffic.jsonl"
    decoder = msgspec.json.Decoder(Exchange)
    if not path.is_file():
        return
    with path.open("rb") as stream:
        for line in stream:
            # A line without its end is still being written: what a page sends as it closes may come late.
            if b'"kind":"exchange"' in line and line.endswith(b"\n"):
                yield decoder.decode(line)


def body_of(run: Run, exchange: Exchange) -> bytes:
    """The body of an answer, at most 4 MiB; empty when it was not kept."""
    body = exchange.response_body
    if body is None or body.sha256 is None:
        return b""
    try:
        packed = (run.writer.root / "blobs" / body.sha256).read_bytes()
        return zlib.decompressobj().decompress(packed, 4 << 20)
    except (OSError, zlib.error):
        return b""
