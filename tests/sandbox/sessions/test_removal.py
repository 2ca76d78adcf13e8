"""An administrator of the demo school takes access away from people who are signed in."""

from __future__ import annotations

from pathlib import Path

import msgspec

from harness import RemovalTried
from harness.sandbox.acting.stage import Stage
from harness.sandbox.sessions.removal import TASK, RemovalProbe
from tests.sandbox.acting.staging import left, staged

LIMIT = 3.0
"""Seconds; a test that waited as long as a run does would take minutes to learn nothing more."""


def test_sessions_that_read_on_are_told_from_those_that_end(tmp_path: Path) -> None:
    async def play(stage: Stage) -> None:
        await RemovalProbe(LIMIT).probe(stage)

    cast = [(name, TASK) for name in ("admin", "classmate", "teacher")]
    staged(tmp_path, play, cast, faults=("removed-session-lives", "role-lost-still-reads"))
    told = {one["removal"]: msgspec.convert(one, RemovalTried) for one in left(tmp_path, "probes/removal.jsonl")}
    assert {name: (one.control, one.still, one.fresh, one.restored) for name, one in told.items()} == {
        "switched-off": ("", ["/profile"], False, True),
        "class-left": ("", [], None, True),
        "role-lost": ("", ["/teacher"], False, True),
    }
    assert all(told[name].after >= LIMIT for name in ("switched-off", "role-lost"))
    assert not left(tmp_path, "probes/gaps.jsonl")
    done = {one["what"] for one in left(tmp_path, "probes/requests.jsonl") if one["method"] == "ACT"}
    assert {f"{verb}: {name}" for name in told for verb in ("take away", "give back")} <= done
