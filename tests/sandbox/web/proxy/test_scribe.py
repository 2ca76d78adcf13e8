"""A failure of ours becomes a gap in the bundle; only when even that fails is the parent told."""

from __future__ import annotations

from typing import Any

import pytest

from harness.bundle.redact import Redactor
from harness.sandbox.web.proxy.activity import Activity
from harness.sandbox.web.proxy.bodies import Body, Budget
from harness.sandbox.web.proxy.exchange import Exchange, Gap
from harness.sandbox.web.proxy.failures import browser_refused, describe
from harness.sandbox.web.proxy.recorder import Client, Recorder
from harness.sandbox.web.proxy.scribe import Scribe
from harness.sandbox.web.proxy.tokens import Tokens


class Writer:
    """Remembers gaps and refuses whatever it is told to refuse."""

    def __init__(self, *, refuse_records: bool = False, refuse_gaps: bool = False) -> None:
        self.refuse_records = refuse_records
        self.refuse_gaps = refuse_gaps
        self.gaps: list[tuple[str, dict[str, object]]] = []
        self.records: list[dict[str, object]] = []

    def session(self, name: str) -> Writer:
        return self

    def append(self, kind: str, record: dict[str, object]) -> None:
        if self.refuse_records:
            raise OSError("disk full")
        self.records.append(record)

    def gap(self, evidence: str, why: str, **values: object) -> None:
        if self.refuse_gaps:
            raise OSError("disk full")
        self.gaps.append((why, values))

    def blob(self, data: bytes) -> str:
        return "0" * 64


def written(writer: Writer, *entries: Any) -> tuple[list[int], list[str]]:
    """What the scribe gave back and complained of after writing the entries."""
    released: list[int] = []
    trouble: list[str] = []
    scribe = Scribe(writer, Tokens(Redactor({}, b"k" * 32)), 0.0, released.append, trouble.append)
    for entry in entries:
        scribe.put(entry)
    scribe.start()
    assert scribe.close(10)
    return released, trouble


def exchange(**more: Any) -> Exchange:
    return Exchange("ada-home", 1.5, "GET", "http://a.test/", "a.test", 80, "http", "HTTP/1.1", [], **more)


def test_bodies_are_given_back_when_written() -> None:
    writer = Writer()
    released, trouble = written(writer, exchange(request_body=Body(b"abc", 3, True)), Gap("ada-home", "not-http"))
    assert (released, trouble) == ([3, 0], [])
    assert writer.records[0]["t"] == 1.5
    assert writer.gaps == [("not-http", {})]


def test_record_that_cannot_be_written_is_a_gap_and_the_next_is_written() -> None:
    writer = Writer(refuse_records=True)
    released, trouble = written(writer, exchange(response_body=Body(b"abc", 3, True)))
    assert (released, trouble) == ([3], [])
    assert writer.gaps == [("recorder-failed", {"what": "OSError: disk full", "session": "ada-home"})]


def test_gap_that_cannot_be_written_is_told() -> None:
    _, trouble = written(Writer(refuse_records=True, refuse_gaps=True), exchange())
    assert trouble == ["OSError: disk full"]


@pytest.mark.parametrize("hook", ["requestheaders", "request", "response", "error", "websocket_message", "tcp_start"])
def test_crash_in_a_hook_is_a_gap(hook: str) -> None:
    writer = Writer()
    scribe = Scribe(writer, Tokens(Redactor({}, b"k" * 32)), 0.0, lambda count: None, lambda text: None)
    recorder = Recorder(scribe, Activity(["ada-home"]), Budget(1), 1)
    recorder.clients["1"] = Client("ada-home")
    assert getattr(recorder, hook)(None) is None
    scribe.start()
    scribe.close(10)
    assert [(why, values["what"]) for why, values in writer.gaps] == [("recorder-failed", f"AttributeError in {hook}")]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Certificate verify failed: x", "tls: certificate verify failed: x"),
        ("name: unknown", "name: unknown"),
        ("Client disconnected.", "closed: Client disconnected."),
        ("HTTP/1 protocol error: x", "http: HTTP/1 protocol error: x"),
    ],
)
def test_kinds_of_failure(message: str, expected: str) -> None:
    assert describe(message, {"Certificate verify failed: x"}) == expected


def test_distrust_is_told_from_going_away() -> None:
    assert browser_refused("The client does not trust the proxy's certificate") == "tls-client-failed"
    assert browser_refused("The client disconnected during the handshake. If …") == "tls-client-closed"


def test_what_goes_to_a_third_party_as_token_is_its_own_key() -> None:
    learned: list[str] = []
    tokens = Tokens(Redactor({}, b"k" * 32), learned=lambda name, value: learned.append(value))
    scribe = Scribe(Writer(), tokens, 0.0, lambda count: None, lambda text: None, own=["a.test"])
    told = [b'{"token": "abroad0123456789"}', b'{"token": "athome0123456789"}', b'{"token": "answer0123456789"}']
    bodies = [Body(data, len(data), True) for data in told]
    elsewhere = Exchange("ada", 1.0, "POST", "https://b.test/", "b.test", 443, "https", "HTTP/1.1", [], request_body=bodies[0])
    scribe.put(elsewhere)
    scribe.put(exchange(request_body=bodies[1], response_body=bodies[2]))
    scribe.start()
    assert scribe.close(10)
    assert learned == ["athome0123456789", "answer0123456789"]
