"""However a change ends: the first password is in force again, or it is told loudly that it is not."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from harness import Persona, Profile
from harness.gather import scratch_folder
from harness.sandbox.passwords import changing
from tests.harness.build import base_profile
from tests.sandbox.acting.staging import a_run, left
from tests.sandbox.passwords.school import PUPIL, School, school
from tests.sandbox.passwords.test_places import Breaks

OTHER = "another password of theirs"


def restored(
    folder: Path, at: School, monkeypatch: pytest.MonkeyPatch, *, place: bool, in_browser: bool = True
) -> list[str]:
    """The gaps that are left after somebody's password was changed to OTHER and put back; `place` by request."""
    persona = Persona(
        name="canary", role="pupil", acts_only=True, username=PUPIL.username, password=SecretStr(PUPIL.password),
        known={"first_name": PUPIL.first_name},
    )
    changed = persona.model_copy(update={"password": SecretStr(OTHER)})
    change = at.change()

    async def by_hand(actor: Any, who: Persona, new: str) -> str:
        if in_browser:
            await change.offer(new)
        return "not-carried"

    monkeypatch.setattr(changing, "change_in_browser", by_hand)
    monkeypatch.setattr(changing, "RESTORE_PAUSE", 0.01)
    with scratch_folder() as scratch:
        run = a_run(Profile.model_validate(base_profile()), folder, scratch)

        async def go() -> None:
            assert await change.offer(OTHER)
            back = changing._Restoring(run, None, at.door(), persona, changed, change if place else None)  # type: ignore[arg-type]
            await back.restore()

        asyncio.run(go())
        run.writer.close()
    return [row["why"] for row in left(folder, "probes/gaps.jsonl")]


@pytest.mark.parametrize("place", [True, False], ids=["by request", "in the browser"])
def test_the_first_password_is_put_back(place: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = school()
    assert restored(tmp_path, at, monkeypatch, place=place) == []
    assert asyncio.run(at.door().opens(at.key()))


def test_an_app_that_was_away_is_asked_until_it_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = school()
    at.wires["127.0.0.1"] = Breaks(at, 9, 20)
    assert restored(tmp_path, at, monkeypatch, place=True) == []
    assert asyncio.run(at.door().opens(at.key()))


def test_what_cannot_be_put_back_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changing, "RESTORE_SECONDS", 0.3)
    assert restored(tmp_path, school(), monkeypatch, place=False, in_browser=False) == ["password-not-restored"]
