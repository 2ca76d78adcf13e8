"""Counting stays exact within the bound, and honest beyond it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.sandbox.web.cage.ledger import REST, Key, Ledger


def _key(number: int) -> Key:
    return Key("udp", f"10.0.0.{number}", number, None, "udp", False)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 5)), max_size=60), st.integers(1, 12))
def test_nothing_is_lost_and_nothing_grows(adds: list[tuple[int, int]], limit: int) -> None:
    ledger = Ledger(limit)
    for t, (number, count) in enumerate(adds):
        ledger.add(_key(number), float(t), count)
    rows = list(ledger.rows())
    assert sum(count for _, _, count in rows) == sum(count for _, count in adds)
    assert len(rows) <= limit + 1
    assert ledger.overflow == (len({number for number, _ in adds}) > limit)


def test_the_first_time_is_kept() -> None:
    ledger = Ledger()
    for t in (5.0, 3.0, 9.0):
        ledger.add(_key(1), t)
    assert list(ledger.rows()) == [(_key(1), 3.0, 3)]


def test_rows_beyond_the_bound_stay_flagged_when_passed_on() -> None:
    first, second = Ledger(1), Ledger(10)
    first.add(_key(1), 1.0)
    first.add(_key(2), 2.0)
    for row in first.drain():
        second.add(*row)
    assert len(first) == 0
    assert second.overflow
    assert (REST, 2.0, 1) in list(second.rows())
