"""Scheme 4: the hash tree of any package, and any file beside one."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sandbox.package.hash_tree import hash_tree
from harness.sandbox.package.idsig import read_idsig
from harness.sandbox.package.limits import MAX_IDSIG, UnreadableError
from tests.sandbox.package.look import read
from tests.sandbox.package.made_archives import apk, plain
from tests.sandbox.package.made_idsig import BLOCK, idsig, merkle


@pytest.mark.parametrize("size", [1, BLOCK - 1, BLOCK, BLOCK + 1, 128 * BLOCK, 128 * BLOCK + 1])
def test_the_tree_has_as_many_levels_as_it_needs(size: int) -> None:
    data = bytes(number & 0xFF for number in range(size))
    assert hash_tree(data[at : at + BLOCK] for at in range(0, size, BLOCK)) == merkle(data)


def scheme_4(tmp_path: Path, package: bytes, beside: bytes) -> tuple[str, str]:
    (tmp_path / "app.apk").write_bytes(package)
    (tmp_path / "app.apk.idsig").write_bytes(beside)
    (found,) = [one for one in read(tmp_path / "app.apk") if one.get("scheme") == "v4"]
    return found["status"], found["reason"]


def test_the_true_one_is_verified_with_and_without_its_tree(tmp_path: Path) -> None:
    for made in (idsig(apk()), idsig(apk(), tree=b"")):
        assert scheme_4(tmp_path, apk(), made) == ("verified", "")


def test_a_package_that_was_not_signed_as_a_whole_has_none(tmp_path: Path) -> None:
    assert scheme_4(tmp_path, plain(), idsig(apk())) == ("broken", "the signature does not hold")


def test_a_file_larger_than_any_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "app.apk").write_bytes(apk())
    with (tmp_path / "app.apk.idsig").open("wb") as stream:
        stream.truncate(MAX_IDSIG + 1)
    (found,) = [one for one in read(tmp_path / "app.apk") if one.get("scheme") == "v4"]
    assert (found["status"], "larger than" in found["reason"]) == ("broken", True)


def test_every_changed_byte_of_what_is_signed_breaks_it(tmp_path: Path) -> None:
    whole = idsig(apk(), tree=b"")
    for at in range(4, len(whole) - 4, 97):
        made = bytearray(whole)
        made[at] ^= 1
        assert scheme_4(tmp_path, apk(), bytes(made))[0] in ("broken", "present"), at


@given(st.binary(max_size=200), st.integers(0, 200))
def test_anything_beside_a_package_is_read_or_refused(data: bytes, cut: int) -> None:
    for made in (data, struct.pack("<I", 2) + data, idsig(b"", digest=b"x" * 32)[:cut]):
        with pytest.raises((UnreadableError, struct.error)):
            read_idsig(made)
