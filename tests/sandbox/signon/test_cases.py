"""A sound client refuses every spoilt login; a client that leaves out one check is caught by that case, and by no other."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

import pytest

from harness.sandbox.signon.cases import CASES, Case
from tests.sandbox.signon.school import playing

BY_ID = {case.id: case for case in CASES}
CARRIED = [case for case in CASES if case.place != "token"]
"""What stands in a token is looked at without any browser: tests/sandbox/demo/test_signon_token.py."""


async def let_in(folder: Path, cases: Iterable[Case], *faults: str) -> set[str]:
    """The cases whose login got in, after looking that each was tried and stood between good logins."""
    found = set()
    async with playing(faults, folder) as play:
        for case in cases:
            tried = await play.trials.case(case)
            assert (tried.before, tried.after, tried.delivered, tried.reason) == (True, True, True, ""), case.id
            if tried.inside:
                found.add(case.id)
    return found


def test_the_sound_client_refuses_everything(tmp_path: Path) -> None:
    assert asyncio.run(let_in(tmp_path, CASES)) == set()


@pytest.mark.parametrize("case", BY_ID)
def test_a_client_without_one_check_is_caught_by_it(case: str, tmp_path: Path) -> None:
    assert asyncio.run(let_in(tmp_path, [BY_ID[case]], f"signon-{case}")) == {case}


@pytest.mark.parametrize("case", CARRIED, ids=lambda case: str(case.id))
def test_no_other_case_catches_it(case: Case, tmp_path: Path) -> None:
    others = [one for one in CARRIED if one is not case]
    assert asyncio.run(let_in(tmp_path, others, f"signon-{case.id}")) == set()
