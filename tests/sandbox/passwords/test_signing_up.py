"""A phrase that is refused when it is typed: was it the phrase, or had the form had enough of us?"""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from harness import Profile
from harness.gather import scratch_folder
from harness.sandbox.passwords import signing_up
from harness.sandbox.passwords.probe import AGAIN, TYPED
from tests.harness.build import base_profile
from tests.sandbox.acting.staging import a_run, left
from tests.sandbox.passwords.school import newcomer


@pytest.mark.parametrize(
    ("answers", "recorded", "made"),
    [
        ({TYPED: True}, (True, True), 1), ({TYPED: False, AGAIN: True}, (False, True), 1),
        ({TYPED: False, AGAIN: False}, (False, False), 0), ({TYPED: False, AGAIN: None}, (False, False), 0),
        ({TYPED: None}, (None, True), 0),
    ],
    ids=["taken", "the phrase was minded", "everything is refused", "the form is gone", "not typed"],
)
def test_a_refusal_by_the_form_has_its_control(
    answers: dict[str, bool | None], recorded: tuple[bool | None, bool], made: int, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def typed(stage: Any, name: str, *rest: Any) -> Any:
        return newcomer(), answers[name]

    monkeypatch.setattr(signing_up, "_typed", typed)
    with scratch_folder() as scratch:
        run = a_run(Profile.model_validate(base_profile()), tmp_path, scratch)
        stage: Any = SimpleNamespace(run=run)
        nothing: Any = None
        accounts = asyncio.run(signing_up._by_form(stage, nothing, nothing, nothing))
        run.writer.close()
    (row,) = left(tmp_path, "probes/passwords.jsonl")
    assert (row["accepted"], row["after"], row["by"]) == (*recorded, "form")
    assert len(accounts) == made
