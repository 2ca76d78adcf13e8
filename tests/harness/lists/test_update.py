"""A list counts only after it proved itself; otherwise the one of before stays."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from harness.errors import MisuseError, SchoolproofError
from harness.lists.content import RefusedListError
from harness.lists.fetch import Fetched
from harness.lists.known import KnownList, Notice, Truth
from harness.lists.store import Entry, Store
from harness.lists.update import agreed, put
from tests.harness.lists.made import GOOD, SMALL, TRUTH, store

TODAY = date(2026, 1, 5)


def give(where: Store, data: bytes, known: KnownList = SMALL, truth: Truth = TRUTH) -> Entry:
    return put(where, known, Fetched(data, "file"), TODAY, truth)


def test_a_good_list_counts(tmp_path: Path) -> None:
    where = store(tmp_path)
    made = give(where, GOOD)
    assert where.active == [made]
    assert where.read(made) == GOOD
    assert (made.rules, made.dated, made.fetched, made.version) == (2, "2026-01-01", "2026-01-05", "7")
    assert (made.trackers_named, made.trackers_asked, made.licence) == (1, 2, "CC0-1.0")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<html>", "web page"),
        (b"||a.example^\n||c.example^\n", "names 0 of 2 known trackers"),
        (GOOD + b"||cdn.example^\n", "harmless addresses"),
        (GOOD + b"://\n", "harmless addresses"),
        (GOOD[:-20], "cut short"),
    ],
)
def test_a_bad_list_is_refused_and_the_old_one_stays(data: bytes, why: str, tmp_path: Path) -> None:
    where = store(tmp_path)
    before = give(where, GOOD)
    with pytest.raises(RefusedListError, match=why):
        give(where, data)
    assert where.active == [before]
    assert where.read(before) == GOOD


def test_half_of_the_active_list_is_no_new_version(tmp_path: Path) -> None:
    where = store(tmp_path)
    give(where, GOOD + b"".join(b"||t%d.example^\n" % number for number in range(8)))
    with pytest.raises(RefusedListError, match="2 rules where the active one has 10"):
        give(where, GOOD)


def test_a_harmless_address_that_a_list_is_known_to_name(tmp_path: Path) -> None:
    known = SMALL.model_copy(update={"named_wrongly": ("https://cdn.example/lib.js",)})
    assert give(store(tmp_path), GOOD + b"||cdn.example^\n", known).rules == 3


def test_a_day_to_come_is_not_believed(tmp_path: Path) -> None:
    made = give(store(tmp_path), GOOD.replace(b"2026-01-01", b"2099-01-01"))
    assert (made.dated, made.date) == (None, "2026-01-05")


def test_terms_have_to_be_accepted() -> None:
    bound = SMALL.model_copy(update={"commercial": False, "notice": Notice(en="Not for money.", nl="Niet voor geld.")})
    with pytest.raises(MisuseError, match="Not for money"):
        agreed(bound, False)
    agreed(bound, True)
    agreed(SMALL, False)


class TestStore:
    newer = GOOD + b"||new.example^\n"

    def test_rollback_changes_places(self, tmp_path: Path) -> None:
        where = store(tmp_path)
        first, second = give(where, GOOD), give(where, self.newer)
        assert where.active == [second]
        assert where.rollback("easyprivacy") == first
        assert where.active == [first]
        assert where.rollback("easyprivacy") == second

    def test_nothing_to_go_back_to(self, tmp_path: Path) -> None:
        where = store(tmp_path)
        with pytest.raises(MisuseError, match="no earlier version"):
            where.rollback("easyprivacy")
        give(where, GOOD)
        give(where, GOOD)
        with pytest.raises(MisuseError, match="no earlier version"):
            where.rollback("easyprivacy")

    def test_only_two_versions_are_kept(self, tmp_path: Path) -> None:
        where = store(tmp_path)
        for number in range(4):
            give(where, GOOD + b"||new%d.example^\n" % number)
        assert len(list((where.folder / "content").iterdir())) == 2

    def test_changed_bytes_are_seen(self, tmp_path: Path) -> None:
        where = store(tmp_path)
        made = give(where, GOOD)
        (where.folder / "content" / made.sha256).write_bytes(self.newer)
        with pytest.raises(SchoolproofError, match="its bytes were changed"):
            where.read(made)
        (where.folder / "content" / made.sha256).unlink()
        with pytest.raises(SchoolproofError, match="easyprivacy"):
            where.read(made)

    @pytest.mark.parametrize("text", [b"", b"{", b"[]", b'{"schema": 1, "lists": {"a": {}}}', b'{"schema": 2}', b"[" * 100_000])
    def test_a_damaged_lock_is_told(self, text: bytes, tmp_path: Path) -> None:
        where = store(tmp_path)
        where.folder.mkdir()
        (where.folder / "lock.json").write_bytes(text)
        with pytest.raises(SchoolproofError, match=r"lock\.json"):
            _ = where.active

    def test_a_digest_is_no_path(self, tmp_path: Path) -> None:
        where = store(tmp_path)
        made = give(where, GOOD)
        lock = where.folder / "lock.json"
        lock.write_bytes(lock.read_bytes().replace(made.sha256.encode(), b"../../../../etc/passwd"))
        with pytest.raises(SchoolproofError, match="is no digest"):
            where.read(where.active[0])

    def test_an_empty_store_is_an_answer(self, tmp_path: Path) -> None:
        assert store(tmp_path).active == []
