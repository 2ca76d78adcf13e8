"""What is sound without a browser needs none; anything else is tried in one, and that is what is told."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from harness.sandbox.signon.cases import CASES
from harness.sandbox.signon.quick import Quickly
from harness.sandbox.signon.scenarios import Expected, Scenario
from harness.sandbox.signon.trying import Tried

REFUSED = Tried(True, True, delivered=True, status=403)
INSIDE = replace(REFUSED, inside="pupil")
BROWSER = replace(INSIDE, shot="picture")


class Ends:
    """Trials that end so."""

    persona = "pupil"

    def __init__(self, end: Tried) -> None:
        self.end, self.tried, self.doubts, self.seen = end, 0, 0, list[Any]()

    async def case(self, one: object) -> Tried:
        self.tried += 1
        return self.end

    scenario = case

    def unsure(self) -> None:
        self.doubts += 1


def both(quick: Tried) -> tuple[Quickly, Ends]:
    slow = Ends(BROWSER)
    return Quickly(slow, Ends(quick)), slow  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("quick", "again"),
    [
        (REFUSED, False),
        (INSIDE, True),
        (replace(REFUSED, before=False), True),
        (replace(REFUSED, after=False), True),
        (replace(REFUSED, delivered=False), True),
        (replace(REFUSED, strayed=True), True),
        (replace(REFUSED, reason="no-page"), True),
        (replace(REFUSED, status=500), True),
    ],
)
def test_only_a_refusal_between_good_logins_is_believed(quick: Tried, again: bool) -> None:
    trials, slow = both(quick)
    assert asyncio.run(trials.case(CASES[0])) == (BROWSER if again else quick)
    assert (slow.tried, slow.doubts) == ((1, 1) if again else (0, 0))


@pytest.mark.parametrize(
    ("expected", "inside", "again"),
    [
        ("same", "pupil", False), ("same", "", True), ("same", "other", True),
        ("never", "", False), ("never", "pupil", True), ("never", "other", True),
        ("same-or-refused", "", False), ("same-or-refused", "pupil", False), ("same-or-refused", "other", True),
    ],
)
def test_odd_claims_open_what_they_should(expected: Expected, inside: str, again: bool) -> None:
    trials, slow = both(replace(REFUSED, inside=inside))
    told = asyncio.run(trials.scenario(Scenario(id="odd", expected=expected)))
    assert (told.shot == "picture", slow.tried) == (again, int(again))


@pytest.mark.parametrize(("browser", "asked"), [(BROWSER, 1), (replace(REFUSED, before=False), 2)])
def test_a_road_that_good_logins_do_not_take_is_left(browser: Tried, asked: int) -> None:
    """Unless they do not work in the browser either: then the app may be away for a while."""
    quick = Ends(replace(REFUSED, before=False))
    trials = Quickly(Ends(browser), quick)  # type: ignore[arg-type]
    for case in CASES[:2]:
        assert asyncio.run(trials.case(case)) == browser
    assert quick.tried == asked


def test_where_requests_do_not_do_everything_is_tried_in_the_browser() -> None:
    slow = Ends(BROWSER)
    assert asyncio.run(Quickly(slow, None).case(CASES[0])) == BROWSER  # type: ignore[arg-type]
