"""Runs in bytes: a UUID that stands alone is a number and is not read, whatever stands around it."""

from __future__ import annotations

import re
import uuid

from hypothesis import given
from hypothesis import strategies as st

from harness.leaks.runs import _BASE64

ALONE = re.compile(rb"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
PIECE = st.one_of(
    st.uuids().map(lambda one: str(one).encode()),
    st.uuids().map(lambda one: str(one).upper().encode()),
    st.binary(max_size=20),
    st.sampled_from([b" ", b",", b'","', b"-", b"ab", b"YWRhLms3eDJxQHNjaG9vbC50ZXN0", b"0123456789abcdef"]),
)


@given(st.lists(PIECE, max_size=30))
def test_only_uuids_that_stand_alone_are_left_out(pieces: list[bytes]) -> None:
    data = b"".join(pieces)
    every, some = _BASE64.words(data), _BASE64.words(data, numbers=False)
    assert [word for word in every if not ALONE.fullmatch(word)] == [word for word in some if not ALONE.fullmatch(word)]


def test_a_list_of_them_is_not_read() -> None:
    listed = b" ".join(str(uuid.UUID(int=at)).encode() for at in range(50))
    assert _BASE64.words(b"[" + listed + b"]", numbers=False) == {}
