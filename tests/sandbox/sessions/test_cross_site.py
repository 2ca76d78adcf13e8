"""Another site tries to command the demo school."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from harness import Profile
from harness.model.profile_changes import DeclaredChange
from harness.sandbox.acting.stage import Stage
from harness.sandbox.sessions.cross_site import TASK, CrossSiteProbe
from tests.sandbox.acting.staging import left, staged


def commanded(folder: Path, *faults: str, more: tuple[DeclaredChange, ...] = ()) -> list[dict[str, Any]]:
    """What was recorded."""

    def keep(profile: Profile) -> Profile:
        return profile.model_copy(update={"changes": (*profile.changes, *more)})

    async def play(stage: Stage) -> None:
        await CrossSiteProbe().probe(stage)

    staged(folder, play, [("pupil", TASK)], faults=faults, profile=keep)
    return left(folder, "probes/cross-site.jsonl")


UNSEEN = DeclaredChange.model_validate(
    {"name": "unseen", "steps": [{"goto": "/zoek"}, {"fill": {"label": "Naam van een leerling"}, "with": "{mark}"}],
     "seen": "/kladblok", "undo": [{"goto": "/kladblok"}]}
)  # fmt: skip
"""A change that cannot be seen again proves nothing."""


def test_each_fault_lets_its_own_ways_through_and_a_token_that_is_looked_at_none(tmp_path: Path) -> None:
    told = commanded(tmp_path, "csrf-no-token", "csrf-by-get", "csrf-json-as-text", more=(UNSEEN,))
    assert {(one["change"], one["control"]) for one in told} == {
        ("note", ""), ("task", ""), ("idea", ""), ("unseen", "not-seen"),
    }
    tried = [one for one in told if not one["control"]]
    assert {(one["answered"], one["cookie"]) for one in tried} == {(True, True)}, "with SameSite=None it goes along"
    assert {(one["change"], one["way"], one["token"]) for one in tried if one["changed"]} == {
        ("note", "form", "absent"), ("note", "form", "made-up"), ("note", "script", "absent"),
        ("note", "address", "absent"), ("idea", "script", "absent"), ("idea", "form-as-text", "absent"),
    }  # fmt: skip
    assert {one["undone"] for one in tried if one["changed"]} == {True}
    assert all(one["shot"] for one in tried if one["changed"])
    assert not [one for one in left(tmp_path, "probes/gaps.jsonl") if one["why"] == "not-undone"]
