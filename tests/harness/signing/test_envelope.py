"""Envelopes: DSSE as its specification has it, one way of writing, and nothing absurd gets in."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.signing import envelope as dsse
from harness.signing import statement as statements
from harness.strict import MalformedError
from tests.harness.signing.ring import KEY, OTHER, clock

LINE = dsse.encode(dsse.sign("text/x", b"hello", KEY))


def changed(**members: Any) -> bytes:
    content = {**json.loads(LINE), **members}
    return (json.dumps(content, sort_keys=True, separators=(",", ":")) + "\n").encode()


def test_the_encoding_of_the_specification() -> None:
    assert dsse.pae("http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )
    assert dsse.pae("é", b"") == b"DSSEv1 2 \xc3\xa9 0 "


@given(st.text(max_size=40), st.binary(max_size=200))
def test_round_trip(kind: str, payload: bytes) -> None:
    made = dsse.sign(kind, payload, KEY)
    assert dsse.decode(dsse.encode(made)) == made
    assert made.signed_by(KEY.public)
    assert not made.signed_by(OTHER.public)


def test_type_and_payload_are_both_signed() -> None:
    made = dsse.sign("a", b"b", KEY)
    assert not dsse.Envelope("x", b"b", made.key_id, made.signature).signed_by(KEY.public)
    assert not dsse.Envelope("a", b"x", made.key_id, made.signature).signed_by(KEY.public)
    assert not dsse.Envelope("a", b"b", OTHER.public.id, made.signature).signed_by(KEY.public)


@given(st.integers(0, len(LINE) - 1), st.integers(1, 255))
def test_any_other_byte_is_noticed(at: int, mask: int) -> None:
    flipped = LINE[:at] + bytes([LINE[at] ^ mask]) + LINE[at + 1 :]
    try:
        seen = dsse.decode(flipped)
    except MalformedError:
        return
    assert not seen.signed_by(KEY.public)


SIGNATURE = json.loads(LINE)["signatures"][0]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\n",
        b"[]\n",
        b"null\n",
        b"{}\n",
        b"\xff\n",
        b"[" * 100_000,
        b"1" * 5000,
        LINE[:-1],
        b" " + LINE,
        LINE[:-2] + b',"more":1}\n',
        LINE[:-2] + b',"payload":"aGVsbG8="}\n',
        changed(signatures=[]),
        changed(signatures=[SIGNATURE, SIGNATURE]),
        changed(signatures={"a": 1}),
        changed(signatures=["x"]),
        changed(signatures=[{"sig": SIGNATURE["sig"]}]),
        changed(signatures=[{**SIGNATURE, "cert": "x"}]),
        changed(signatures=[{**SIGNATURE, "sig": 7}]),
        changed(payload="not base64!"),
        changed(payload="aGVsbG9="),
        changed(payload=["x"]),
        changed(payloadType=None),
        changed(payload=base64.b64encode(b"x" * (1 << 20)).decode()),
    ],
    ids=range(24),
)
def test_what_is_no_envelope(line: bytes) -> None:
    with pytest.raises(MalformedError):
        dsse.decode(line)


class TestStatement:
    MADE = statements.Statement(
        statements.BUNDLE, "manifest.json", "a" * 64, "0.1", "2026+x", "0.2", KEY.public, clock()
    )

    def test_it_is_an_in_toto_statement(self) -> None:
        content = json.loads(self.MADE.encode())
        assert content["_type"] == "https://in-toto.io/Statement/v1"
        assert content["subject"] == [{"name": "manifest.json", "digest": {"sha256": "a" * 64}}]
        assert content["predicateType"] == "urn:schoolproof:bundle-seal:1"
        assert content["predicate"]["signer"]["keyid"] == KEY.public.id
        assert statements.decode(self.MADE.encode()) == self.MADE

    @pytest.mark.parametrize(
        "change",
        [
            {"_type": "https://in-toto.io/Statement/v0.1"},
            {"subject": []},
            {"subject": [{}, {}]},
            {"subject": "ab"},
            {"subject": [{"name": "manifest.json", "digest": {"sha1": "x"}}]},
            {"predicate": None},
            {"predicate": {}},
            {"more": 1},
        ],
        ids=str,
    )
    def test_another_statement_is_refused(self, change: dict[str, Any]) -> None:
        content = {**json.loads(self.MADE.encode()), **change}
        with pytest.raises(MalformedError, match="not a seal of schoolproof"):
            statements.decode(json.dumps(content, sort_keys=True, separators=(",", ":")).encode())

    @given(st.binary(max_size=50))
    def test_garbage_is_refused(self, payload: bytes) -> None:
        with pytest.raises(MalformedError):
            statements.decode(payload)
