"""Recordings of a session are told by their shape, in every wrapping, and hostile bodies cost little."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.leaks.matcher import Matcher
from harness.leaks.recorded import Recording, recording

NOBODY = Matcher({})
ADA = Matcher({"first_name": "Adalberta"})
TREE = {"type": 0, "childNodes": [{"type": 2, "tagName": "p", "childNodes": [{"type": 3, "textContent": "Adalberta"}]}]}
SNAPSHOT = {"type": 2, "data": {"node": TREE, "initialOffset": {"top": 0}}, "timestamp": 1767603600000}
MOVES = [{"type": 3, "data": {"source": number, "id": 7}, "timestamp": 1767603600000} for number in range(12)]
BODY = json.dumps({"events": [SNAPSHOT, *MOVES]}).encode()

WRAPPINGS: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "gzip": gzip.compress,
    "zlib": zlib.compress,
    "base64": base64.b64encode,
    "gzip in base64 in a form": lambda body: b"data=" + base64.b64encode(gzip.compress(body)),
    "json in json": lambda body: json.dumps({"d": body.decode()}).encode(),
    "with spaces": lambda body: json.dumps(json.loads(body), indent=1).encode(),
}


@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_a_recording_is_seen_in_every_wrapping(wrapping: str) -> None:
    found = recording(WRAPPINGS[wrapping](BODY), ADA)
    assert (found.snapshots, found.changes, found.nodes, found.shown) == (1, 12, 1, True)


@pytest.mark.parametrize(
    "body",
    [
        {"events": [{"type": "click", "timestamp": 1767603600000, "data": {"source": 5}}] * 20},
        {"type": 2, "node": {"childNodes": []}, "why": "a tree without a time" * 5},
        [{"type": 1, "timestamp": 17676036, "data": {"node": {"childNodes": []}}}] * 20,
    ],
)
def test_other_events_are_no_recording(body: object) -> None:
    found = recording(json.dumps(body).encode(), NOBODY)
    assert (found.snapshots, found.nodes) == (0, 0)


def test_elements_are_counted_and_looked_into() -> None:
    page = b"<main>" + b"<p>tekst</p>" * 30 + b"<b>Adalberta</b></main>"
    assert recording(page, ADA) == Recording(nodes=32, shown=True)
    assert recording(page, NOBODY) == Recording(nodes=32)


def test_what_is_packed_too_deep_is_said() -> None:
    body = BODY * 20
    for _ in range(20):
        body = gzip.compress(body)
    assert recording(body, NOBODY).unseen == "depth"


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=2000) | st.recursive(st.text(), lambda inner: st.lists(inner)).map(lambda v: json.dumps(v).encode()))
def test_nothing_raises(body: bytes) -> None:
    assert isinstance(recording(body, ADA), Recording)


@pytest.mark.parametrize("note", ["contained session:32:34e7e6f7223c", "packed too deep"])
def test_a_body_that_was_withheld_may_have_been_one(note: str) -> None:
    assert recording(f"⟦body withheld: {note}⟧".encode(), NOBODY).unseen == "withheld"


@pytest.mark.parametrize(
    "page",
    [
        {"p": [[30, 5, 2, "*D", "name=html", 3, 1, 2, "HTML", "lang=nl", 4, 3, "HEAD", 5, 3, 4, "BODY", 9, 5, "*T", "dag"]]},
        {"records": [{"data": [[11, [1, "#document", "HTML", "HEAD", "BODY", "P"], [4, "dag"]]], "format": 1, "type": 2}]},
    ],
    ids=["words in a row", "a table of words"],
)
def test_a_page_told_as_a_list_of_names_is_a_snapshot(page: object) -> None:
    assert recording(gzip.compress(json.dumps(page).encode()), NOBODY).snapshots == 1


def test_names_of_elements_alone_are_no_page() -> None:
    assert recording(b'{"clicked": ["HTML", "BODY", "P", "A"], "at": 1795661952902}', NOBODY).snapshots == 0
