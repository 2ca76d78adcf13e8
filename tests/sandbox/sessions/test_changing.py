"""What an interruption leaves behind is told."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from harness.model.profile_changes import DeclaredChange
from harness.sandbox.sessions.changing import Changing, makers
from tests.harness.build import Build
from tests.sandbox.acting.staging import left

CHANGE: dict[str, Any] = {
    "name": "note", "steps": [{"press": "{mark}"}], "seen": "/note", "undo": [{"goto": "/note"}],
}


class Idle(Changing):
    """Tries nothing by itself."""

    async def go(self) -> None:
        await asyncio.sleep(0)


@pytest.mark.parametrize(("interrupted", "told"), [(True, ["interrupted"]), (False, [])])
def test_a_change_that_was_begun_and_not_looked_at_is_a_gap(tmp_path: Path, interrupted: bool, told: list[str]) -> None:
    made = Build(tmp_path)
    actor: Any = SimpleNamespace(run=SimpleNamespace(writer=made.writer), persona=SimpleNamespace(name="pupil"))

    async def go() -> None:
        changing = Idle("cross-site", actor, DeclaredChange.model_validate(CHANGE))
        async with asyncio.timeout(0), changing.owing():
            if interrupted:
                changing.about_to_change()
            await asyncio.sleep(30)

    with pytest.raises(TimeoutError):
        asyncio.run(go())
    made.writer.close()
    gaps = [(one["evidence"], one["why"], one["values"]["reason"]) for one in left(tmp_path, "probes/gaps.jsonl")]
    assert gaps == [("cross-site", "not-undone", reason) for reason in told]


def test_changes_go_to_whoever_makes_them(tmp_path: Path) -> None:
    changes = [
        {**CHANGE, "name": "a"}, {**CHANGE, "name": "b", "by": "teacher"}, {**CHANGE, "name": "c", "by": "nobody"},
        {**CHANGE, "name": "d", "guarded": True}, *({**CHANGE, "name": f"e{number}"} for number in range(9)),
    ]
    profile = Build(tmp_path, changes=changes).profile
    cast = {who: [one.name for one in some] for who, some in makers(profile, guarded=False).items()}
    assert cast == {"pupil": ["a", "e0", "e1", "e2"], "teacher": ["b"]}
    assert {who: len(some) for who, some in makers(profile, guarded=True).items()} == {"pupil": 1}
