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
from harness.sandbox.acting.actor import ActorFailedError
from harness.sandbox.acting.stage import Stage
from harness.sandbox.sessions import removal
from harness.sandbox.sessions.old_session import UNSURE, Door
from harness.sandbox.sessions.removal import TASK, RemovalProbe, _Taking
from tests.sandbox.acting.staging import left, staged

LIMIT = 3.0
"""Seconds; a test that waited as long as a run does would take minutes to learn nothing more."""


FAULTS = ("removed-session-lives", "removed-token-lives", "removed-still-renews", "role-lost-still-reads")


def test_sessions_that_read_on_are_told_from_those_that_end(tmp_path: Path) -> None:
    async def play(stage: Stage) -> None:
        await RemovalProbe(LIMIT).probe(stage)

    cast = [(name, TASK) for name in ("admin", "classmate", "teacher")]
    staged(tmp_path, play, cast, faults=FAULTS)
    told = {one["removal"]: msgspec.convert(one, RemovalTried) for one in left(tmp_path, "probes/removal.jsonl")}
    assert {name: (one.control, one.still, one.by_token, one.renewal) for name, one in told.items()} == {
        "switched-off": ("", ["/live/me", "/profile"], ["/live/me"], "given"),
        "class-left": ("", [], [], ""),
        "role-lost": ("", ["/teacher"], [], ""),
    }
    assert [(one.fresh, one.restored) for one in told.values()] == [(False, True), (None, True), (False, True)]
    assert all(told[name].after >= LIMIT for name in ("switched-off", "role-lost"))
    assert not left(tmp_path, "probes/gaps.jsonl")
    done = {one["what"] for one in left(tmp_path, "probes/requests.jsonl") if one["method"] == "ACT"}
    assert {f"{verb}: {name}" for name in told for verb in ("take away", "give back")} <= done


PAGE, API = Door(("cookie",), "https://school.test/profile", {}), Door(("token",), "https://school.test/api/me", {})
SHUT, OPEN = {PAGE: False, API: False}, {PAGE: True, API: True}
ANYBODY, NOBODY = dict.fromkeys((PAGE.page, API.page), True), dict[str, bool | None]()


class Session:
    """Answers what it was told, look after look; the last answer stands. `fresh`: what opens to who signs in now."""

    def __init__(self, looks: list[Any], renewals: list[str], fresh: dict[str, bool | None], *, renews: bool) -> None:
        self.doors, self.renewed, self.unsure = [PAGE, API], set[str](), False
        self._looks, self._renewals, self._fresh, self._renews = looks, renewals, fresh, renews

    def __call__(self, stage: Any, who: Any, task: str, of: Any) -> Session:
        return self

    async def remember_each(self, addresses: Any) -> None:
        assert addresses == ["/profile"]

    async def look(self, client: Any) -> Any:
        return self._looks.pop(0) if len(self._looks) > 1 else self._looks[0]

    async def renewal(self, client: Any) -> str:
        told = self._renewals.pop(0) if len(self._renewals) > 1 else self._renewals[0]
        self.renewed, self.unsure = {API.page} if told == "given" else set(), told == UNSURE
        return told

    async def another_cookie(self, client: Any) -> str:
        return "refused"

    async def come_anew(self) -> None:
        if not self._fresh:
            raise ActorFailedError("nobody is let in", owner="app")

    async def opens_anew(self, client: Any) -> dict[str, bool | None]:
        return self._fresh

    async def renews_anew(self) -> bool:
        return self._renews


class Nothing:
    """A client that nothing is asked with."""

    async def __aenter__(self) -> Nothing:
        return self

    async def __aexit__(self, *failure: object) -> None:
        return None


async def done(*act: Any) -> Any:
    return SimpleNamespace(ok=True, why="")


def told(
    monkeypatch: pytest.MonkeyPatch, limit: float, looks: list[Any], renewals: list[str],
    fresh: dict[str, bool | None] | None = None, *, renews: bool = False,
) -> dict[str, Any]:
    """What is recorded of one removal; the last look is the one after it was given back."""
    session = Session(looks, renewals, NOBODY if fresh is None else fresh, renews=renews)
    monkeypatch.setattr(closing, "FIRST_PAUSE", 0.0)
    for name, stub in {"OldSession": session, "do": done, "ProbeClient": lambda *about: Nothing()}.items():
        monkeypatch.setattr(removal, name, stub)
    asked = SimpleNamespace(name="switched-off", reads=["/profile"], steps=(), undo=())
    cast: Any = SimpleNamespace(who=SimpleNamespace(known={}, username="ada", name="ada"), removal=asked, of=None)
    run = SimpleNamespace(writer=SimpleNamespace(gap=lambda *about, **more: None))
    stage: Any = SimpleNamespace(run=run, pace=None)
    who: Any = SimpleNamespace(base="https://school.test/")
    found = asyncio.run(_Taking(stage, cast, who, who, limit).go())
    return {name: found[name] for name in ("still", "by_token", "renewal", "fresh", "restored")}


GONE = {"still": [], "by_token": [], "renewal": "refused", "fresh": None, "restored": True}
READS = {**GONE, "still": ["/api/me", "/profile"], "by_token": ["/api/me"], "fresh": False}


@pytest.mark.parametrize(
    ("limit", "looks", "renewals", "expected"),
    [
        (60.0, [SHUT, OPEN], [""], GONE),
        (60.0, [OPEN, SHUT, OPEN], [""], GONE),
        (60.0, [{PAGE: None, API: None}, SHUT, OPEN], [""], GONE),
        (60.0, [SHUT, SHUT, OPEN], ["given", "refused"], GONE),
        (60.0, [SHUT, SHUT, OPEN], ["untold", "refused"], GONE),
        (-1.0, [OPEN], [""], READS),
        (-1.0, [{PAGE: False, API: True}, OPEN], [""], {**READS, "still": ["/api/me"]}),
        (-1.0, [SHUT, OPEN], ["given"], {**GONE, "renewal": "given", "fresh": False}),
        (-1.0, [{PAGE: None, API: False}, OPEN], [""], {**GONE, "still": None}),
    ],
)
def test_it_looks_until_nothing_is_read_and_an_app_that_is_down_is_no_end(
    limit: float, looks: list[Any], renewals: list[str], expected: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told(monkeypatch, limit, looks, renewals) == expected


def test_what_a_fresh_sign_in_reads_was_not_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    declared = told(monkeypatch, -1.0, [OPEN], [""], ANYBODY)
    assert declared == {**READS, "still": ["/profile"], "by_token": [], "fresh": True}
    own = told(monkeypatch, -1.0, [{PAGE: False, API: True}, OPEN], ["given"], {PAGE.page: False, API.page: True})
    assert own == {**GONE, "renewal": ""}, "of what the profile does not declare, nothing had to be taken"


@pytest.mark.parametrize(
    ("renewals", "renews", "renewal"),
    [([UNSURE], False, "untold"), ([UNSURE], True, "refused"), ([UNSURE, "given"], False, "refused")],
)
def test_a_token_that_is_not_renewed_says_something_where_it_is_renewed_afterwards(
    renewals: list[str], renews: bool, renewal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = told(monkeypatch, 60.0, [SHUT, OPEN], renewals, ANYBODY, renews=renews)
    assert found == {**GONE, "renewal": renewal}
