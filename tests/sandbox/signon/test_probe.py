"""What the probe leaves of an app that is too slow for it: what was seen, and a gap for the rest."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from harness import Profile
from harness.gather import scratch_folder
from harness.sandbox.signon import probe
from harness.sandbox.signon.cases import CASES
from harness.sandbox.signon.scenarios import builtin_sheet
from harness.sandbox.signon.trying import Account, Tried
from tests.harness.build import base_profile
from tests.sandbox.acting.staging import a_run, left

ADA = Account("pupil", {"sub": "1"}, {"number": "LL-83K2-771"})
GOOD = Tried(True, True, True)


class Slow:
    """Trials of which the second never ends."""

    def __init__(self, first: Tried = GOOD) -> None:
        self.seen: list[Any] = []
        self._first = first
        self._tried = 0

    async def case(self, case: Any) -> Tried:
        self._tried += 1
        if self._tried > 1:
            await asyncio.Event().wait()
        return self._first

    scenario = case


def kept(folder: Path, slow: Slow, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], list[str], set[str]]:
    """Cases and scenarios that were written down, and kinds with a gap."""
    monkeypatch.setattr(probe, "CASES_SECONDS", 0.2)
    monkeypatch.setattr(probe, "SCENARIOS_SECONDS", 0.2)
    with scratch_folder() as scratch:
        run = a_run(Profile.model_validate(base_profile()), folder, scratch)

        async def go() -> None:
            await probe._try_cases(run, slow, ADA, CASES)  # type: ignore[arg-type]
            slow._tried = 0
            await probe._try_scenarios(run, slow, ADA, [builtin_sheet("generic")])  # type: ignore[arg-type]

        asyncio.run(go())
        run.writer.close()
    cases = [row["case"] for row in left(folder, "probes/signon.jsonl")]
    scenarios = [row["scenario"] for row in left(folder, "probes/identity.jsonl")]
    return cases, scenarios, {row["evidence"] for row in left(folder, "probes/gaps.jsonl")}


def test_a_slow_app_loses_what_was_not_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = kept(tmp_path, Slow(), monkeypatch)
    assert found == (["signature"], ["renamed"], {"signon", "authorize", "identity"})


def test_where_nothing_works_it_is_tried_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = kept(tmp_path, Slow(Tried(False, False, reason="no-button")), monkeypatch)
    assert found == (["signature"], ["renamed"], set())
