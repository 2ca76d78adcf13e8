"""Excerpts: the telling lines of a record with the finding's words marked, whatever shape the record has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.reports.excerpt import Part, parts_of, readable, terms_of
from tests.reports.example import ExampleBundle
from tests.reports.example_rows import EMAIL_HASH, TRAFFIC, findings

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
NAMES = st.sampled_from(
    ("method", "url", "status", "error", "request_headers", "request_body", "response_headers", "body", "shot")
)


def _no_blob(digest: str) -> bytes | None:
    return None


def _lines(parts: list[Part]) -> dict[str, list[str]]:
    return {part.title: ["".join(run.text for run in line) for line in part.lines] for part in parts}


def _marked(parts: list[Part]) -> set[str]:
    return {run.text for part in parts for line in part.lines for run in line if run.marked}


def test_exchange_shows_request_headers_and_the_matched_body() -> None:
    bundle = ExampleBundle()
    parts = parts_of(bundle.records[f"{TRAFFIC}#12"], bundle.blob, terms_of(findings()[:1]))
    lines = _lines(parts)
    assert lines["Request"] == ["POST https://collect.metrics.test/v1/event?sid=9f3a&page=%2Fhomework"]
    assert lines["Request headers"][0] == "Host: collect.metrics.test"
    assert lines["Answer"] == ["204"]
    assert EMAIL_HASH in _marked(parts)
    assert "collect.metrics.test" in _marked(parts)


def test_removed_secrets_are_always_marked() -> None:
    parts = parts_of({"store": "cookie", "value": "a=⟦secret:ada.password⟧;"}, _no_blob, terms_of([]))
    assert _marked(parts) == {"⟦secret:ada.password⟧"}


def test_match_far_into_a_long_header_is_in_the_excerpt() -> None:
    header = ["Cookie", f"filler={'x' * 5000}; hash={EMAIL_HASH}"]
    parts = parts_of({"kind": "exchange", "request_headers": [header]}, _no_blob, terms_of(findings()[:1]))
    assert EMAIL_HASH in _marked(parts)
    assert len(_lines(parts)["Request headers"][0]) < 500


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (b"plain words", ["plain words"]),
        (b"\x89PNG\0\0\0\0\xff\xff\xff\xff", ["(12 bytes, binary)"]),
        (b"", None),
        (b"x" * 2_000_000, ["x" * 350 + "… [2000000]"]),
    ],
)
def test_bodies(body: bytes, shown: list[str] | None) -> None:
    record = {"kind": "exchange", "response_body": {"sha256": "00"}}
    assert _lines(parts_of(record, lambda digest: body, terms_of([]))).get("Answer body") == shown


def test_recorded_text_is_shown_as_the_utf8_it_was() -> None:
    assert readable("caf\u00c3\u00a9") == "café"
    assert readable("caf\u00e9") == "café"


@given(st.dictionaries(NAMES, JSON), st.sampled_from(["exchange", "websocket", None]))
def test_no_shape_of_record_stops_the_report(record: Mapping[str, Any], kind: str | None) -> None:
    parts = parts_of({**record, "kind": kind}, lambda digest: b"\xff\0body", terms_of(findings()))
    assert all(len(part.lines) <= 16 for part in parts)
    assert all(len(line) < 10_000 for lines in _lines(parts).values() for line in lines)
