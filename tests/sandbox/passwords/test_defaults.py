"""Left-behind accounts are known by what opens, and an app that is in trouble has none and is not cleared."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from harness import Status
from harness.checks.authentication.no_default_accounts import no_default_accounts
from harness.model.finding import Finding
from harness.sandbox.passwords.defaults import PAIRS, Tried, chosen, defaults
from tests.harness.build import Build, one
from tests.sandbox.passwords.school import PUPIL, School, school
from tests.sandbox.passwords.test_places import Breaks


def tried(at: School, most: int = 12) -> Tried:
    return asyncio.run(defaults(at.door(), at.key(PUPIL), chosen("Demoschool", most)))


def finding(folder: Path, told: Tried) -> Finding:
    made = Build(folder)
    made.session().page()
    made.probe("defaults", persona="pupil", **{**vars(told), "opened": list(told.opened)})
    return one(made.seal(), no_default_accounts, None)


def test_the_sound_school_opens_to_none(tmp_path: Path) -> None:
    told = tried(school(), most=50)
    assert told == Tried(len(PAIRS) + 2, (), before=True, after=True)
    assert finding(tmp_path, told).status is Status.PASS


def test_the_one_that_was_left_behind_is_named(tmp_path: Path) -> None:
    found = finding(tmp_path, tried(school("default-admin")))
    assert (found.status, found.values["pairs"]) == (Status.FAIL, ["admin / admin"])


@pytest.mark.parametrize("first", [1, 12, 30])
def test_an_app_that_is_gone_is_not_cleared(first: int, tmp_path: Path) -> None:
    at = school()
    at.wires["127.0.0.1"] = Breaks(at, first, 10_000)
    assert finding(tmp_path, tried(at)).status is Status.NOT_TESTED


def test_no_name_is_tried_so_often_that_it_is_stopped() -> None:
    pairs = chosen("Demoschool", 50)
    assert len(pairs) == len(set(pairs)) <= 50
    assert max(Counter(name for name, _ in pairs if name != "admin").values()) <= 3
    assert Counter(name for name, _ in pairs)["admin"] <= 4, "one of them has the app's own name for a password"
    assert len(chosen("x", 5)) == 5
    assert chosen("", 50) == list(PAIRS)
