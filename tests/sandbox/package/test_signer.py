"""Schemes 2 to 3.1: each thing that has to agree is made to disagree, one at a time, by somebody who has a key."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sandbox.package.limits import UnreadableError
from harness.sandbox.package.signer import SignerError, line_of_keys
from harness.sandbox.package.signing import block_signatures
from tests.sandbox.package.made_archives import plain
from tests.sandbox.package.made_signature import (
    RSA_SHA256,
    RSA_VERITY,
    V2,
    V3,
    V31,
    certificate,
    item,
    sign,
    signer,
    with_block,
)

BARE = plain(("assets/large.bin", bytes(range(256)) * 60))
FOR_ALL = (struct.pack("<II", 28, 0x7FFFFFFF),) * 2
STRIPPED, ROTATED, ROTATED_AGAIN = 0xBEEFF00D, 0x3BA06F8C, 0x559F8B02


def said(pairs: Mapping[int, bytes]) -> dict[str, str]:
    """Scheme → its status, or why it is broken."""
    found = block_signatures(io.BytesIO(with_block(BARE, pairs)))
    return {one.scheme: one.reason if one.status == "broken" else one.status for one in found}


def line(*numbers: int, signs: tuple[int, ...] = (), algorithm: int = RSA_SHA256, version: int = 1) -> bytes:
    """A line of keys; `signs` are who signed each of them, where that is not the one before."""
    made, before = struct.pack("<I", version), signs or (numbers[0], *numbers)
    for at, number in enumerate(numbers):
        data = item(certificate(2048, number)) + struct.pack("<I", algorithm if at else 0)
        signature = sign(data, 2048, before[at]) if at else b""
        made += item(item(data) + struct.pack("<II", 0x17, RSA_SHA256) + item(signature))
    return made


def third(**more: object) -> bytes:
    return signer(BARE, versions=FOR_ALL, **more)  # type: ignore[arg-type]


GOOD: dict[str, Callable[[], dict[int, bytes]]] = {
    "v2": lambda: {V2: signer(BARE)},
    "v2 by hash tree": lambda: {V2: signer(BARE, algorithm=RSA_VERITY)},
    "v3": lambda: {V3: third()},
    "v3 by hash tree": lambda: {V3: third(algorithm=RSA_VERITY)},
    "both, and the older names the newer": lambda: {V2: signer(BARE, attributes={STRIPPED: struct.pack("<I", 3)}), V3: third()},
    "a line of keys": lambda: {V3: third(attributes={ROTATED: line(2, 1, 0)})},
    "3.1, and 3 names it": lambda: {V3: third(attributes={ROTATED_AGAIN: struct.pack("<I", 33)}), V31: third(attributes={ROTATED: line(1, 0)})},
    "an attribute that nobody knows": lambda: {V2: signer(BARE, attributes={0x12345678: b"x"})},
}


@pytest.mark.parametrize("name", GOOD)
def test_what_agrees_is_verified(name: str) -> None:
    assert set(said(GOOD[name]()).values()) == {"verified"}


BAD: dict[str, tuple[Callable[[], dict[int, bytes]], str]] = {
    "other versions outside": (lambda: {V3: signer(BARE, versions=(FOR_ALL[0], struct.pack("<II", 24, 0x7FFFFFFF)))}, "Android versions"),
    "another digest": (lambda: {V2: signer(BARE, digest=bytes(32))}, "content is not what was signed"),
    "another hash tree": (lambda: {V2: signer(BARE, algorithm=RSA_VERITY, digest=bytes(40))}, "content is not what was signed"),
    "a plain digest called a tree": (lambda: {V2: signer(BARE, digest_id=RSA_VERITY)}, "of other kinds"),
    "v3 taken away": (lambda: {V2: signer(BARE, attributes={STRIPPED: struct.pack("<I", 3)})}, "scheme 3 was taken away"),
    "v3.1 taken away": (lambda: {V3: third(attributes={ROTATED_AGAIN: struct.pack("<I", 33)})}, "scheme 3.1 was taken away"),
    "a line that ends elsewhere": (lambda: {V3: third(attributes={ROTATED: line(0, 1)})}, "not the last"),
    "a line signed by the new key": (lambda: {V3: third(attributes={ROTATED: line(1, 0, signs=(1, 0))})}, "not signed by the one before"),
    "a line with another kind of signature": (lambda: {V3: third(attributes={ROTATED: line(1, 0, algorithm=RSA_VERITY)})}, "not signed by the one before"),
    "a line that turns back": (lambda: {V3: third(attributes={ROTATED: line(0, 1, 0)})}, "none"),
    "a line of another version": (lambda: {V3: third(attributes={ROTATED: line(1, 0, version=2)})}, "none"),
    "an empty line": (lambda: {V3: third(attributes={ROTATED: struct.pack("<I", 1)})}, "none"),
    "a line that is cut off": (lambda: {V3: third(attributes={ROTATED: line(1, 0)[:-5]})}, ""),
    "nobody signs": (lambda: {V2: b""}, ""),
}


@pytest.mark.parametrize("name", BAD)
def test_what_disagrees_is_broken(name: str) -> None:
    make, why = BAD[name]
    (told,) = said(make()).values()
    assert told not in ("verified", "present", "")
    assert why in told


@pytest.mark.parametrize("algorithm", [RSA_SHA256, RSA_VERITY])
def test_every_part_of_the_file_is_under_the_digest(algorithm: int) -> None:
    whole = with_block(BARE, {V2: signer(BARE, algorithm=algorithm)})
    block = whole.index(b"APK Sig Block 42")
    for at in (30, whole.index(b"large.bin") + 60, block + 30, len(whole) - 2):
        made = bytearray(whole)
        made[at] ^= 1
        assert {one.status for one in block_signatures(io.BytesIO(bytes(made)))} <= {"broken"}, at


@given(st.binary(max_size=300), st.integers(0, 3000))
def test_any_line_of_keys_is_read_or_refused(data: bytes, cut: int) -> None:
    for made in (data, struct.pack("<I", 1) + item(data), line(1, 0)[:cut]):
        try:
            assert line_of_keys(made)
        except (SignerError, UnreadableError, struct.error) as error:
            assert str(error) or isinstance(error, struct.error)
