"""Active lists in a judgement: part of the rules, asked by one check, told in the report."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from harness import Status
from harness.bundle.reader import Bundle
from harness.judge import judge
from harness.lists.active import Lists, age_days, load_lists
from harness.lists.fetch import Fetched
from harness.lists.update import put
from harness.model.finding import Finding
from harness.model.report import Report
from harness.plugins.host import load_registry
from harness.reporting import build_report
from tests.harness.build import Build, registry_of
from tests.harness.lists.made import GOOD, SMALL, TRUTH, entry, lists_of, store

CHECK = load_registry().checks["trackers/listed-trackers"]
SNEAKY = "https://sneaky.example/t.js"


def findings(tmp_path: Path, lists: Lists, url: str = SNEAKY, planned: bool = False) -> list[Finding]:
    made = Build(tmp_path)
    made.session().page().exchange(url, sent={"Sec-Fetch-Dest": "script"})
    if planned:
        made.plan(CHECK)
    return [one for one in judge(Bundle(made.seal()), registry_of(CHECK, lists=lists)) if one.persona == "pupil"]


class TestCheck:
    def test_a_listed_stranger_is_for_a_person(self, tmp_path: Path) -> None:
        lists = lists_of(easyprivacy=["||sneaky.example^"], easylist=["/t.js"])
        (found,) = findings(tmp_path, lists)
        assert (found.status, found.values) == (Status.REVIEW, {"lists": ["easylist", "easyprivacy"], "hosts": ["sneaky.example"]})

    @pytest.mark.parametrize("host", ["login.microsoftonline.com", "js.stripe.com", "www.google-analytics.com"])
    def test_what_our_own_table_knows_is_judged_elsewhere(self, host: str, tmp_path: Path) -> None:
        (found,) = findings(tmp_path, lists_of(exodus=[f"||{host}^"]), f"https://{host}/x")
        assert found.status is Status.PASS

    def test_without_lists_it_is_not_asked(self, tmp_path: Path) -> None:
        assert findings(tmp_path, Lists()) == []

    def test_planned_with_lists_and_judged_without_is_no_pass(self, tmp_path: Path) -> None:
        (found,) = findings(tmp_path, Lists(), planned=True)
        assert found.status is Status.NOT_TESTED

    def test_an_address_that_cannot_be_looked_up_is_no_pass(self, tmp_path: Path) -> None:
        (found,) = findings(tmp_path, lists_of(easyprivacy=["||other.example^"]), "https://a..b.example/x")
        assert (found.status, found.values) == (Status.NOT_TESTED, {"count": 1})


class TestRules:
    def test_lists_are_part_of_the_rule_version(self) -> None:
        digests = {
            registry_of(CHECK, lists=lists).rules
            for lists in (Lists(), Lists([entry("a")]), Lists([entry("a", sha256="b" * 64)]), Lists([entry("b")]))
        }
        assert len(digests) == 4

    def test_the_same_lists_are_the_same_rules(self) -> None:
        assert registry_of(CHECK, lists=Lists([entry("a")])).rules == registry_of(CHECK, lists=Lists([entry("a")])).rules


class TestReport:
    def report(self, tmp_path: Path, lists: Lists) -> Report:
        made = Build(tmp_path)
        made.session().page()
        bundle, registry = Bundle(made.seal()), registry_of(CHECK, lists=lists)
        return build_report(bundle, judge(bundle, registry), registry, {})

    def test_none(self, tmp_path: Path) -> None:
        assert self.report(tmp_path, Lists()).lists == ()

    def test_age_counts_to_the_start_of_the_run(self, tmp_path: Path) -> None:
        old, new = entry("old", dated="2025-11-05"), entry("new", dated="2025-11-06", version="7")
        lists = lists_of(old=["||a.example^"], new=["||a.example^"])
        lists.entries = (new, old)
        told = [(one.name, one.age_days, one.stale) for one in self.report(tmp_path, lists).lists]
        assert told == [("new", 60, False), ("old", 61, True)]


@pytest.mark.parametrize(
    ("day", "started", "days"),
    [
        ("2026-01-02", "2026-01-05T09:00:00+00:00", 3),
        ("2026-01-09", "2026-01-05T09:00:00+00:00", 0),
        ("2026-01-02", "", None),
        ("some day", "2026-01-05T09:00:00+00:00", None),
    ],
)
def test_age(day: str, started: str, days: int | None) -> None:
    assert age_days(entry("a", dated=day), started) == days


def test_a_store_is_read_when_it_is_asked(tmp_path: Path) -> None:
    where = store(tmp_path)
    with_one = put(where, SMALL.model_copy(update={"least_rules": 1}), Fetched(GOOD, "file"), date(2026, 1, 5), TRUTH)
    lists = load_lists(where)
    assert (lists.names, len(lists)) == (["easyprivacy"], 1)
    (where.folder / "content" / with_one.sha256).write_bytes(b"changed")
    with pytest.raises(Exception, match="its bytes were changed"):
        lists.match("https://tracker.example/", "school.test", "script")
