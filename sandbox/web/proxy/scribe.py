"""The writer's thread: decodes bodies, replaces session values and appends records, beside the event loop.

Compressing and redacting a large script takes tens of milliseconds; on the event loop every other page would wait for
it. One thread also keeps one order: a session value is learned before anything later is written.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import Protocol

from harness.catalogue.domains import belongs
from harness.sandbox.web.proxy.bodies import Body, decode, encodings
from harness.sandbox.web.proxy.cnames import Lookup
from harness.sandbox.web.proxy.exchange import Exchange, Frame, Gap, Headers
from harness.sandbox.web.proxy.tokens import Tokens

type Entry = Exchange | Frame | Gap | Lookup
type Mark = Callable[[], object]


class SessionWriting(Protocol):
    """What is needed of `harness.bundle.writer.SessionWriter`."""

    def append(self, kind: str, record: dict[str, object]) -> None: ...
    def gap(self, evidence: str, why: str, **values: object) -> None: ...
    def blob(self, data: bytes) -> str: ...


class Writing(Protocol):
    """What is needed of `harness.bundle.writer.BundleWriter`."""

    def session(self, name: str) -> SessionWriting: ...
    def probe(self, kind: str, record: dict[str, object]) -> None: ...
    def gap(self, evidence: str, why: str, **values: object) -> None: ...


class Scribe:
    """Writes entries in the order in which they were put.

    `released(bytes)` is called from the thread when an entry is written and its bodies are no longer held,
    `trouble(text)` when not even a gap could be written (a full disk). `own` are the app's hosts.
    """

    def __init__(
        self,
        writer: Writing,
        tokens: Tokens,
        epoch: float,
        released: Callable[[int], None],
        trouble: Callable[[str], None],
        own: Sequence[str] = (),
    ) -> None:
        self._writer = writer
        self._tokens = tokens
        self._epoch = epoch
        self._released = released
        self._trouble = trouble
        self._own = tuple(own)
        self._sessions: dict[str, SessionWriting] = {}
        self._told_full = False
        self._queue: SimpleQueue[Entry | Mark | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="scribe", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def put(self, entry: Entry) -> None:
        """Hand over an entry; it must not be changed afterwards."""
        self._queue.put(entry)

    def mark(self, reached: Mark) -> None:
        """Call `reached` from the thread once all that was put before is written, and its session values are told."""
        self._queue.put(reached)

    @property
    def waiting(self) -> int:
        """Entries that are not written yet."""
        return self._queue.qsize()

    def close(self, timeout: float) -> bool:
        """Write what is waiting and end; False when that took longer than `timeout` seconds."""
        self._queue.put(None)
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (entry := self._queue.get()) is not None:
            if not isinstance(entry, Exchange | Frame | Gap | Lookup):
                entry()
                continue
            try:
                self._write(entry)
            except Exception as error:
                self._failed(entry, error)
            finally:
                self._released(held_bytes(entry))

    def _write(self, entry: Entry) -> None:
        match entry:
            case Exchange():
                self._exchange(entry)
            case Frame():
                self._frame(entry)
            case Lookup():
                self._lookup(entry)
            case Gap(session=None):
                self._writer.gap("traffic", entry.why, **dict(entry.values))
            case Gap(session=str(name)):
                self._session(name).gap("traffic", entry.why, **dict(entry.values))

    def _lookup(self, entry: Lookup) -> None:
        if entry.why is not None:
            self._writer.gap("dns", entry.why, name=entry.name)
        if entry.name:
            told = {"name": entry.name, "chain": list(entry.chain), "address": entry.address, "how": entry.how}
            self._writer.probe("dns", {"t": max(round(entry.at - self._epoch, 3), 0.0), **told})

    def _failed(self, entry: Entry, error: Exception) -> None:
        what = f"{type(error).__name__}: {error}"[:300]
        try:
            self._writer.gap("traffic", "recorder-failed", what=what, session=entry.session)
        except Exception:
            self._trouble(what)

    def _session(self, name: str) -> SessionWriting:
        if name not in self._sessions:
            self._sessions[name] = self._writer.session(name)
        return self._sessions[name]

    def _exchange(self, entry: Exchange) -> None:
        session = self._session(entry.session)
        request_headers = self._tokens.headers(entry.request_headers)
        response_headers = self._tokens.headers(entry.response_headers)
        record: dict[str, object] = {
            "t": round(entry.began - self._epoch, 3),
            "kind": "exchange",
            "method": entry.method,
            "url": self._tokens.address(entry.url),
            "host": entry.host,
            "port": entry.port,
            "scheme": entry.scheme,
            "http_version": entry.http_version,
            "request_headers": request_headers,
            "request_body": self._body(
                session, entry.request_body, entry.request_headers, entry.url, abroad=self._abroad(entry.host)
            ),
            "status": entry.status,
            "response_headers": response_headers,
            "response_body": self._body(session, entry.response_body, entry.response_headers, entry.url),
            "error": entry.error,
            "address": entry.address,
            "tls": entry.tls,
        }
        session.append("traffic", record)
        if self._tokens.full and not self._told_full:
            self._told_full = True
            self._writer.gap("traffic", "too-many-session-values")

    def _frame(self, entry: Frame) -> None:
        session = self._session(entry.session)
        self._tokens.learn_body(entry.body.data, abroad=entry.from_client and self._abroad(entry.host))
        record: dict[str, object] = {
            "t": round(entry.at - self._epoch, 3),
            "kind": "websocket",
            "url": self._tokens.address(entry.url),
            "host": entry.host,
            "from_client": entry.from_client,
            "text": entry.text,
            "body": self._body(session, entry.body, [], entry.url),
        }
        session.append("traffic", record)

    def _abroad(self, host: str) -> bool:
        """Whether a host is known to be somebody else's."""
        return bool(self._own) and not belongs(host, self._own)

    def _body(
        self, session: SessionWriting, body: Body | None, headers: Headers, url: str, *, abroad: bool = False
    ) -> dict[str, object] | None:
        """Store a body; the record's `size` is in decoded bytes, or in passed ones where decoding was not possible."""
        if body is None:
            return None
        decoded = decode(body, encodings(value for name, value in headers if name.lower() == "content-encoding"))
        if len(body.data) < body.seen:
            session.gap("traffic", "body-too-large", url=url, size=body.seen)
        if decoded.why is not None:
            session.gap("traffic", decoded.why, url=url, size=body.seen)
        self._tokens.learn_body(decoded.data, abroad=abroad)
        plain = decoded.data is body.data
        return {
            "sha256": session.blob(decoded.data) if decoded.data else None,
            "size": body.seen if plain else len(decoded.data),
            "truncated": not decoded.whole,
        }


def held_bytes(entry: Entry) -> int:
    """How many body bytes an entry holds in memory."""
    match entry:
        case Exchange():
            return sum(len(body.data) for body in (entry.request_body, entry.response_body) if body is not None)
        case Frame():
            return len(entry.body.data)
        case Gap() | Lookup():
            return 0
