"""Two people make a passkey each, side by side; what one cannot do is told, and both take theirs away.

The ceremonies themselves are tried at the demo school in `test_doors_probe.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from harness import Profile
from harness.sandbox.acting.actor import ActorFailedError
from harness.sandbox.factors import passkey_probe
from harness.sandbox.factors.passkey_probe import PasskeyProbe
from tests.harness.build import base_profile

TABLE = {
    "persona": "pupil", "other": "second",
    "enrol": [{"goto": "/profile/passkeys"}], "remove": [{"goto": "/profile/passkeys"}],
}


def played(monkeypatch: pytest.MonkeyPatch, *failing: str, alone: bool = False) -> tuple[list[str], list[dict[str, Any]]]:
    """What happened in which order, and what was recorded; `failing` cannot make a passkey."""
    written = base_profile()
    written["personas"]["second"] = {**written["personas"]["pupil"], "name": "second", "username": "second"}
    written["passkeys"] = {name: value for name, value in TABLE.items() if not (alone and name == "other")}
    log: list[str] = []
    told: list[dict[str, Any]] = []

    @asynccontextmanager
    async def enrolled(_: object, persona: Any) -> AsyncIterator[Any]:
        log.append(f"{persona.name} begins")
        await asyncio.sleep(0)
        if persona.name in failing:
            raise ActorFailedError(f"{persona.name} could not", owner="app")
        device = SimpleNamespace(key=f"key of {persona.name}")
        yield SimpleNamespace(actor=SimpleNamespace(rest=lambda: log.append(f"{persona.name} rests")), device=device)
        log.append(f"{persona.name} takes away")
        await asyncio.sleep(0)
        log.append(f"{persona.name} ends")

    class Ceremonies:
        def __init__(self, _: object, other: object) -> None:
            log.append(f"ceremonies with {other}")

        async def go(self) -> list[dict[str, Any]]:
            return [{"case": "good", "inside": True}]

    monkeypatch.setattr(passkey_probe, "_enrolled", enrolled)
    monkeypatch.setattr(passkey_probe, "_Ceremonies", Ceremonies)
    writer = SimpleNamespace(probe=lambda kind, record: told.append(record))
    stage: Any = SimpleNamespace(run=SimpleNamespace(profile=Profile.model_validate(written), writer=writer))
    asyncio.run(PasskeyProbe().probe(stage))
    return log, told


def test_both_are_made_and_taken_away_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    log, told = played(monkeypatch)
    assert log[:2] == ["second begins", "pupil begins"]
    assert "ceremonies with key of second" in log
    assert log.index("second takes away") < log.index("pupil ends")
    assert log.index("pupil takes away") < log.index("second ends")
    assert [one["case"] for one in told] == ["good"]


@pytest.mark.parametrize("failing", ["second", "pupil"])
def test_who_cannot_make_one_is_told_once_and_the_other_takes_theirs_away(
    monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    log, told = played(monkeypatch, failing)
    assert not [one for one in log if one.startswith("ceremonies")], "a case that needs two would be missing unseen"
    assert [(one["case"], one["control"]) for one in told] == [("good", f"{failing} could not")]
    other = {"second": "pupil", "pupil": "second"}[failing]
    assert log[-1] == f"{other} ends"


def test_one_alone_waits_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    log, told = played(monkeypatch, alone=True)
    assert log == ["pupil begins", "ceremonies with None", "pupil takes away", "pupil ends"]
    assert [one["case"] for one in told] == ["good"]
