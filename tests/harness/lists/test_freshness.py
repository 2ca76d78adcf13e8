"""How fresh the embedded table is."""

from __future__ import annotations

from datetime import date

from harness.catalogue.parties import builtin_parties
from harness.lists.freshness import freshness

PARTIES = builtin_parties()


def test_rows_are_counted_by_status_and_category() -> None:
    told = freshness(PARTIES, date(2026, 11, 23))
    assert told["rows"] == len(PARTIES) == sum(told["status"].values())
    assert set(told["status"]) == {"confirmed", "to-confirm"}
    assert sum(told["categories"].values()) == sum(len(party.categories) for party in PARTIES.all.values())
    assert told["oldest_review"] <= told["newest_review"]


def test_grounds_that_ran_out() -> None:
    def gb(on: date) -> list[bool]:
        return [one["replaced"] for one in freshness(PARTIES, on)["expired_grounds"] if "GB" in one["countries"]]

    assert gb(date(2025, 12, 27)) == []
    assert gb(date(2025, 12, 28)) == [True]
    assert gb(date(2032, 1, 1)) == [False, False]
