"""Places in MessagePack and protobuf: named where the bytes are that format to the end, and bounded on hostile ones."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.leaks.binary import places
from harness.leaks.leaves import leaves
from harness.leaks.ledger import search
from harness.leaks.matcher import Matcher

EMAIL = "ada.k7x2q@school.test"


def field(number: int, content: bytes) -> bytes:
    return bytes([number << 3 | 2, len(content)]) + content


def where(data: bytes) -> set[str]:
    return {leak.where for leak in search(Matcher({"email": EMAIL}), {"body": data}).leaks}


def test_maps_and_lists_are_told_by_key_and_number() -> None:
    packed = msgspec.msgpack.encode({"n": 1, "user": {"em": EMAIL, "ids": [7, EMAIL]}, "raw": b"\xff\x00"})
    assert where(packed) == {"body.user.em", "body.user.ids[1]"}
    assert where(packed + packed) == {"body.user.em", "body.user.ids[1]"}, "several values, one after the other"
    assert where(msgspec.msgpack.encode([{"em": EMAIL}])) == {"body[0].em"}


def test_messages_are_told_by_field_number() -> None:
    inner = field(1, EMAIL.encode()) + field(2, b"\x08\x01")
    assert where(field(1, b"view") + field(3, inner)) == {"body.3.1"}
    assert where(b"\x08\x96\x01" + b"\x11" + b"\0" * 8 + b"\x1d" + b"\0" * 4 + field(9, EMAIL.encode())) == {"body.9"}


def test_what_only_looks_like_it_keeps_its_place() -> None:
    for data in (f"{EMAIL}\0".encode(), b"\x85" + EMAIL.encode(), field(1, EMAIL.encode()) + b"\x0a\xff\xff", b"\xff" + EMAIL.encode()):
        assert where(data) == {"body"}, data
    assert places(EMAIL.encode()) == []


def test_claims_cost_no_more_than_the_bytes_that_make_them() -> None:
    for head in (b"\xdd\xff\xff\xff\xff", b"\xdf\xff\xff\xff\xff", b"\xdb\xff\xff\xff\xff", b"\x0a\xff\xff\xff\xff\x0f"):
        assert leaves(head + b"\x91" * 4000, "body") == []
    assert leaves(b"\x91" * 100_000, "body") == []


plain = st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text(max_size=300) | st.binary(max_size=300)
trees = st.recursive(plain, lambda inner: st.lists(inner, max_size=20) | st.dictionaries(st.text(max_size=40), inner, max_size=20), max_leaves=30)


@given(st.dictionaries(st.text(max_size=8), trees, min_size=1, max_size=5))
def test_whatever_is_packed_is_read_to_the_end(tree: dict[str, Any]) -> None:
    found = places(msgspec.msgpack.encode(tree))
    keys = {data for names, data in found if names == ("(key)",)}
    assert keys == {key.encode() for key in tree}


@settings(max_examples=300)
@given(st.binary(max_size=400))
def test_nothing_makes_it_fail(data: bytes) -> None:
    for names, inner in places(data):
        assert names
        assert len(inner) <= max(len(data), 20)
