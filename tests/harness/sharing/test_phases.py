"""Before or after the choice: told where the record tells, unknown where it does not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.model.records import ConsentStep
from harness.sharing.phases import phases
from tests.harness.sharing.declared import rows_of, school


def step(state: str, **more: Any) -> ConsentStep:
    return ConsentStep(**{"t": 9.0, "state": state, "banner": True, "ok": True, **more})


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ([], ["unknown", "unknown", "unknown"]),
        ([step("untouched", banner=False)], ["not-asked", "not-asked", "not-asked"]),
        ([step("untouched")], ["before", "before", "before"]),
        ([step("accepted", clicked=5.0)], ["before", "accepted", "accepted"]),
        ([step("refused", clicked=5.0)], ["before", "refused", "refused"]),
        ([step("accepted")], ["unknown", "unknown", "accepted"]),
        ([step("accepted", clicked=5.0, ok=False)], ["before", "unknown", "unknown"]),
        ([step("refused", ok=False)], ["unknown", "unknown", "unknown"]),
        ([step("untouched", banner=False), step("refused", clicked=5.0)], ["before", "refused", "refused"]),
    ],
)
def test_phase_at_1_at_the_click_and_after_the_record(steps: list[ConsentStep], told: list[str]) -> None:
    phase = phases(steps)
    assert [phase(1.0), phase(5.0), phase(9.0)] == told


def test_a_row_tells_both_sides_of_the_click(tmp_path: Path) -> None:
    made = school(tmp_path)
    session = made.session(consent="accepted").page().exchange("https://early.metrics.test/a")
    clicked = made.tick()
    session.append("consent", state="accepted", banner=True, action="OK", ok=True, clicks=1, clicked=clicked)
    session.exchange("https://late.other.test/a").exchange("https://early.metrics.test/b")
    rows = {row.id: row.consent for row in rows_of(made.seal())}
    assert rows == {"site:metrics.test": ("before", "accepted"), "site:other.test": ("accepted",)}
