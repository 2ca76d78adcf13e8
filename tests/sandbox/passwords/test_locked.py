"""What guessing leaves: an account that is locked, or may be, is told whatever becomes of the run."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from harness.gather import scratch_folder
from harness.sandbox.acting.actor import ActorFailedError
from harness.sandbox.passwords import capture, guess_probe
from harness.sandbox.passwords.guess_probe import GuessProbe
from harness.sandbox.passwords.guessing import APP_GONE, Guessed
from harness.sandbox.probes.client import Pace
from tests.sandbox.acting.staging import a_run, left
from tests.sandbox.passwords.test_probe import profile


def told(folder: Path, came: Guessed | BaseException | str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The gaps that are left when guessing gives, raises, or cannot begin for this."""

    async def learnt(actor: Any, persona: Any) -> Any:
        if isinstance(came, str):
            raise ActorFailedError(came, owner="app")
        return SimpleNamespace()

    guessing = asyncio.Lock()

    async def guess(run: Any, persona: Any, doors: Any) -> Guessed:
        assert guessing.locked(), "nobody else tries wrong secrets meanwhile"
        if isinstance(came, Guessed):
            return came
        assert isinstance(came, BaseException)
        raise came

    async def door(run: Any, found: Any, persona: Any, client: Any) -> str:
        return "a door"

    @asynccontextmanager
    async def actor(persona: Any, task: str, *, alone: bool) -> AsyncIterator[None]:
        yield None

    monkeypatch.setattr(capture, "learn_login", learnt)
    monkeypatch.setattr(guess_probe, "_guess", guess)
    monkeypatch.setattr(guess_probe, "_door", door)
    with scratch_folder() as scratch:
        run = a_run(profile(persona="canary"), folder, scratch)
        stage: Any = SimpleNamespace(run=run, pace=Pace(), actor=actor, guessing=guessing)
        try:
            asyncio.run(GuessProbe().probe(stage))
        except RuntimeError:
            assert isinstance(came, RuntimeError)
        finally:
            run.writer.close()
    return [row["why"] for row in left(folder, "probes/gaps.jsonl") if row["evidence"] == "guessing"]


@pytest.mark.parametrize(
    ("came", "gaps"),
    [
        (Guessed(23, before=True, let_in=False, owner=True, alive=True), []),
        (Guessed(23, before=True, let_in=True), []),
        (Guessed(23, before=True, let_in=False, owner=False, alive=True), ["account-locked"]),
        (Guessed(23, before=True, let_in=False, owner=False, alive=False), ["account-may-be-locked"]),
        (Guessed(23, before=True, let_in=False, owner=None), ["account-may-be-locked"]),
        (Guessed(23, before=True, alive=False, reason=APP_GONE), ["account-may-be-locked"]),
        (Guessed(reason="control-failed"), []),
        (RuntimeError("the browser ended"), ["account-may-be-locked"]),
        ("the login of canary could not be proven: a captcha stands before the form", []),
    ],
)
def test_a_lock_of_our_own_is_told(
    came: Guessed | BaseException | str, gaps: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told(tmp_path, came, monkeypatch) == gaps
    if isinstance(came, str):
        (row,) = left(tmp_path, "probes/guessing.jsonl")
        assert "captcha" in row["reason"]
