"""An administrator of the demo school takes access away from people who are signed in."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from harness import RemovalTried
from harness.sandbox.acting import closing
from harness.sandbox.acting.stage import Stage
from harness.sandbox.sessions.removal import TASK, RemovalProbe, _Taking
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


class Scripted(_Taking):
    """Reads what it was told, look after look."""

    def __init__(self, limit: float, *looks: bool | None) -> None:
        cast: Any = SimpleNamespace(who=SimpleNamespace(known={}, username="ada"), removal=None)
        nobody: Any = None
        super().__init__(nobody, cast, nobody, nobody, limit)
        self._looks = iter(looks)

    async def _reads(self, client: Any, address: str, cookies: Any) -> bool | None:
        return next(self._looks)


@pytest.mark.parametrize(
    ("limit", "looks", "still"),
    [
        (60.0, [False], []),
        (60.0, [True, False], []),
        (60.0, [None, False], []),
        (-1.0, [True], ["/profile"]),
        (-1.0, [None], None),
    ],
)
def test_it_looks_until_nothing_is_read_and_an_app_that_is_down_is_no_end(
    limit: float, looks: list[bool | None], still: list[str] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closing, "FIRST_PAUSE", 0.0)
    client: Any = None
    found, _ = asyncio.run(Scripted(limit, *looks)._until_shut(client, ["/profile"], {}))
    assert found == still
