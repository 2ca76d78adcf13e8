"""Several runs as one register: what was seen is kept, what is declared is the newest word."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from harness.model.register import Register, RegisterRun
from harness.sharing.merging import merged
from tests.harness.sharing.declared import CDN, mail, rows_of, school, scope_of

FIRST, SECOND, THIRD = (f"2026-0{month}-05T09:00:00+00:00" for month in (1, 2, 3))


def one(tmp_path: Path, started: str, *recipients: Any, url: str | None = None, **more: Any) -> Register:
    """The register of one run, in which the pupil's address goes to `url`, if that is given."""
    made = school(tmp_path / started[:10], *recipients, **more)
    session = made.session().page()
    if url is not None:
        mail(session, url)
    folder = made.seal(started=started)
    bundle = scope_of(folder).bundle
    facts = {"app": "Demo", "version": str(more.get("version", "1.0")), "kind": "web", "tool": "0", "rules": "0"}
    run = RegisterRun(bundle=bundle.identity, started=started, complete=True, gaps=0, **facts)
    return Register(schema="schoolproof.register/1", runs=(run,), rows=rows_of(folder))


def test_first_and_last_seen_widen_in_any_order(tmp_path: Path) -> None:
    runs = [
        one(tmp_path, FIRST, url="https://a.metrics.test/1", version="1.0"),
        one(tmp_path, SECOND, url="https://b.metrics.test/2", version="1.1"),
        one(tmp_path, THIRD, version="1.2"),
    ]
    made = {merged(order).model_dump_json() for order in permutations(runs)}
    assert len(made) == 1
    register = merged(runs)
    (row,) = register.rows
    assert (row.first_seen, row.last_seen) == (FIRST, SECOND)
    assert (row.versions, row.requests) == (("1.0", "1.1"), 2)
    assert row.hosts == ("a.metrics.test", "b.metrics.test")
    (datum,) = row.data
    assert (datum.first_seen, datum.last_seen, len(datum.proof)) == (FIRST, SECOND, 2)
    assert datum.proof[0].bundle == runs[1].runs[0].bundle
    assert [run.version for run in register.runs] == ["1.0", "1.1", "1.2"]


def test_the_same_run_twice_counts_once(tmp_path: Path) -> None:
    run = one(tmp_path, FIRST, url="https://a.metrics.test/1")
    assert merged([run, run]) == merged([run]) == run


def test_a_recipient_that_is_declared_later_is_declared(tmp_path: Path) -> None:
    before = one(tmp_path, FIRST, url="https://cdn.voorbeeld.test/1")
    after = one(tmp_path, SECOND, {**CDN, "data": ["email"]})
    assert [run.rows[0].declared for run in (before, after)] == ["no", "yes"]
    (row,) = merged([after, before]).rows
    assert (row.seen, row.declared, row.contradictions, row.undeclared_hosts) == (True, "yes", (), ())
    assert (row.recipient, row.unseen_hosts) == ("Voorbeeld Hosting BV", ())


def test_what_was_declared_once_and_is_not_any_more(tmp_path: Path) -> None:
    before = one(tmp_path, FIRST, {**CDN, "data": ["email"]}, url="https://cdn.voorbeeld.test/1")
    after = one(tmp_path, SECOND, url="https://cdn.voorbeeld.test/2")
    (row,) = merged([before, after]).rows
    assert (row.declared, [told.template for told in row.contradictions]) == (
        "no",
        ["The maker does not declare this recipient."],
    )


def test_a_quick_scan_does_not_undo_a_declaration(tmp_path: Path) -> None:
    before = one(tmp_path, FIRST, {**CDN, "data": ["email"]}, url="https://cdn.voorbeeld.test/1")
    after = one(tmp_path, SECOND, url="https://cdn.voorbeeld.test/2", quick=True)
    (row,) = merged([before, after]).rows
    assert (row.declared, row.contradictions) == ("yes", ())


@pytest.mark.parametrize("other", ["Demo", "Other app"])
def test_rows_of_two_apps_stay_apart(tmp_path: Path, other: str) -> None:
    mine = one(tmp_path, FIRST, url="https://a.metrics.test/1")
    theirs = one(tmp_path, SECOND, url="https://a.metrics.test/1")
    renamed = theirs.model_copy(update={"rows": tuple(row.model_copy(update={"app": other}) for row in theirs.rows)})
    assert len(merged([mine, renamed]).rows) == (1 if other == "Demo" else 2)
