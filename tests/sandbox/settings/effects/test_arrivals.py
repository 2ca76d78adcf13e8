"""When the owner stops looking: what came later shows that what came before had its turn; nothing else does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from harness import Persona
from harness.model.profile_effects import Effect
from harness.sandbox.settings.effects import arrivals
from harness.sandbox.settings.effects.arrivals import Looks, _arrived
from harness.sandbox.settings.effects.cast import OTHER_SCHOOL, PERMITTED
from harness.sandbox.settings.effects.scene import Attempt, Sent
from harness.sandbox.settings.effects.trying import Done

WAIT = 60.0
ADA, OTTO = (Persona(name=name, role="pupil", username=name, known={"nick": name}) for name in ("ada", "otto"))
FIRST, STRANGE, LATER = "eerste", "vreemd", "later"


def sent(*, again: bool = True) -> Sent:
    """A message of who may, one of a stranger, and (`again`) a last one of who may."""
    one = Sent(Effect(id="contact", seen="/postvak", steps=({"goto": "/"},)), FIRST, ok=True)
    one.attempts = [Attempt(OTTO, OTHER_SCHOOL, "screen", STRANGE, at=2.0)]
    one.attempts += [Attempt(ADA, PERMITTED, "replay", LATER, at=2.0)] if again else []
    return one


def look(
    monkeypatch: pytest.MonkeyPatch, shows: Callable[[float, int], set[str]], *several: Sent
) -> tuple[Looks, float, int]:
    """The looks, the seconds that they took, and how many there were; `shows` is the inbox at a moment and a look."""
    clock, looked = [2.0], [0]

    async def sleep(seconds: float) -> None:
        clock[0] += seconds

    async def visit(*_: object) -> Done:
        looked[0] += 1
        return Done(text=" ".join(shows(clock[0] - 2.0, looked[0])))

    monkeypatch.setattr(arrivals, "visit", visit)
    monkeypatch.setattr(arrivals.asyncio, "sleep", sleep)
    run = SimpleNamespace(writer=SimpleNamespace(now=lambda: clock[0]))
    scene: Any = SimpleNamespace(
        sent=list(several), stage=SimpleNamespace(run=run), cast=SimpleNamespace(owner=ADA), work=""
    )
    owner: Any = None
    return asyncio.run(_arrived(scene, owner, WAIT)), clock[0] - 2.0, looked[0]


def test_once_the_later_message_is_there_one_look_more_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    way = sent()
    looks, seconds, looked = look(monkeypatch, lambda at, number: {FIRST, LATER}, way)
    assert (looks.overtaken, seconds, looked) == ({id(way)}, 0.0, 2)
    assert set(looks.found) == {FIRST, LATER}


def test_a_slow_app_gets_the_time_that_its_later_message_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    way = sent()
    looks, seconds, looked = look(monkeypatch, lambda at, _: {FIRST, LATER} if at >= 7 else {FIRST}, way)
    assert looks.overtaken == {id(way)}
    assert 7 <= seconds < 15
    assert looked < 8, "pauses grow"


def test_what_arrives_with_the_last_look_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = {1: {FIRST, LATER}, 2: {FIRST, LATER, STRANGE}}
    assert STRANGE in look(monkeypatch, lambda at, number: shown[number], sent())[0].found


def test_without_a_later_message_the_whole_time_is_waited(monkeypatch: pytest.MonkeyPatch) -> None:
    looks, seconds, _ = look(monkeypatch, lambda at, _: {FIRST}, sent(again=False))
    assert (looks.overtaken, seconds) == (set(), WAIT)
    lost = look(monkeypatch, lambda at, _: {FIRST}, sent())
    assert (lost[0].overtaken, lost[1]) == (set(), WAIT), "a later message that never comes shows nothing"


def test_one_way_that_was_overtaken_says_nothing_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    quick, slow = sent(), sent(again=False)
    looks, seconds, _ = look(monkeypatch, lambda at, _: {FIRST, LATER}, quick, slow)
    assert (looks.overtaken, seconds) == ({id(quick)}, WAIT)


def test_only_the_last_of_all_is_a_later_message() -> None:
    way = sent()
    assert way.later == LATER
    way.attempts[-1].tried = False
    assert way.later is None, "it was not sent"
    way.attempts.append(Attempt(OTTO, OTHER_SCHOOL, "replay", "nog-een"))
    assert way.later is None, "somebody else came after it"
