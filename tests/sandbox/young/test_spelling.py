"""Secrets that are made of a few symbols."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.sandbox.young.spelling import Spelling

SYMBOLS = st.lists(st.text("abc-", min_size=1, max_size=3), min_size=2, max_size=6, unique=True)


@given(SYMBOLS, st.integers(1, 6), st.sampled_from(["", "-", "+"]), st.data())
def test_what_was_written_is_read_as_something_that_writes_the_same(
    symbols: list[str], length: int, joined: str, data: st.DataObject
) -> None:
    known = [one for one in symbols if not joined or joined not in one] or ["a", "b"]
    spelling = Spelling(known, length, joined)
    parts = data.draw(st.lists(st.sampled_from(known), min_size=length, max_size=length))
    read = spelling.read(spelling.write(parts))
    assert read is not None
    assert len(read) == length
    assert set(read) <= set(known)
    assert spelling.write(read) == spelling.write(parts)


def test_what_is_not_made_so_is_not_read() -> None:
    digits = Spelling("0123456789", 4, "")
    assert [digits.read(one) for one in ("0427", "042", "04277", "04x7", "")] == [["0", "4", "2", "7"], *[None] * 4]
    pictures = Spelling(("boot", "zon"), 2, "-")
    assert [pictures.read(one) for one in ("zon-boot", "zonboot", "zon-maan")] == [["zon", "boot"], None, None]


def test_another_one_is_made_so_and_is_another() -> None:
    bits = Spelling(("0", "1"), 1, "")
    assert {bits.other("0") for _ in range(20)} == {"1"}
    pictures = Spelling(("boot", "zon", "vis"), 3, "-")
    assert all(pictures.read(pictures.other("zon-zon-vis")) for _ in range(20))


def test_the_same_symbols_in_another_order() -> None:
    pictures = Spelling(("boot", "zon"), 3, "-")
    assert pictures.turned("zon-zon-boot") == "zon-boot-zon"
    assert pictures.turned("zon-zon-zon") is None
    assert pictures.turned("maan") is None
