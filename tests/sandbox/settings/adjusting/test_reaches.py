"""How long a pupil looks for what the school decided: until it is there, or until it is plain that it will not come."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from harness.model.profile_effects import AdminControl, Setting
from harness.sandbox.settings.adjusting import probe
from harness.sandbox.settings.adjusting.change import Change
from harness.sandbox.settings.adjusting.controls import Shown
from harness.sandbox.settings.adjusting.probe import Adjusting

DELAY = 300.0
OPTIONS = ("Mijn klas", "Mijn school")


def change(id: Any, page: str = "/beheer", *, lock: bool = True) -> Change:
    """A setting that the school changed from the first option to the second."""
    control = AdminControl(page=page, locate={"label": id})
    setting = Setting(id=id, page="/instellingen", locate={"label": id}, safe=OPTIONS, admin=control)
    mine = Shown(OPTIONS[0], OPTIONS, False)
    return Change(setting, control, mine=mine, theirs=mine, wanted=OPTIONS[1], saved=True, lock=lock)


def reach(
    monkeypatch: pytest.MonkeyPatch, arrives: Callable[[str, float], bool], *changes: Change
) -> tuple[float, int, list[str]]:
    """Seconds, looks, and which settings the administrator chose again; `arrives` says whether a choice shows yet."""
    clock, looks, chosen = [0.0], [0], list[str]()
    held = {one.setting.id: (OPTIONS[1], 0.0) for one in changes}

    async def sleep(seconds: float) -> None:
        clock[0] += seconds

    async def look(_: object, several: Sequence[Change]) -> dict[str, Shown]:
        looks[0] += 1
        shown = {}
        for one in several:
            value, since = held[one.setting.id]
            there = arrives(one.setting.id, clock[0] - since)
            shown[one.setting.id] = Shown(value if there else OPTIONS[0], OPTIONS, True)
        return shown

    async def administer(_: Adjusting, values: dict[str, tuple[str, bool]]) -> None:
        for id, (value, _lock) in values.items():
            chosen.append(id)
            held[id] = (value, clock[0])

    monkeypatch.setattr(probe, "look", look)
    monkeypatch.setattr(probe.asyncio, "sleep", sleep)
    monkeypatch.setattr(Adjusting, "_administer", administer)
    stage: Any = SimpleNamespace(run=SimpleNamespace(writer=SimpleNamespace(now=lambda: clock[0])))
    nobody: Any = None
    asyncio.run(Adjusting(stage, nobody, nobody, changes, DELAY)._reaches())
    return clock[0], looks[0], chosen


def test_what_is_there_at_once_costs_one_look(monkeypatch: pytest.MonkeyPatch) -> None:
    assert reach(monkeypatch, lambda id, since: True, change("contact"), change("chat")) == (0.0, 1, [])


def test_a_slow_app_gets_the_time_allowed_and_is_not_asked_all_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    one = change("contact")
    seconds, looks, chosen = reach(monkeypatch, lambda id, since: since >= 200, one)
    assert 200 <= seconds < 240
    assert looks < 16
    assert (one.existing, chosen) == (OPTIONS[1], [])


def test_what_a_later_change_overtook_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    stuck, came = change("contact"), change("chat")
    seconds, _, chosen = reach(monkeypatch, lambda id, since: id == "chat", stuck, came)
    assert seconds == 0.0
    assert chosen == ["chat", "chat"], "changed, and changed back"
    assert (stuck.existing, came.existing) == OPTIONS


@pytest.mark.parametrize(
    "came", [change("chat", "/elders"), change("chat", lock=False)], ids=["on another page", "not locked"]
)
def test_only_a_locked_change_of_the_same_page_can_overtake(monkeypatch: pytest.MonkeyPatch, came: Change) -> None:
    seconds, _, chosen = reach(monkeypatch, lambda id, since: id == "chat", change("contact"), came)
    assert (seconds, chosen) == (DELAY, [])


def test_a_later_change_that_does_not_come_through_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(id: str, since: float) -> bool:
        return id == "chat" and since >= 5

    assert reach(monkeypatch, slow, change("contact"), change("chat"))[0] == DELAY


def test_what_is_not_locked_may_stay_as_the_pupil_chose(monkeypatch: pytest.MonkeyPatch) -> None:
    assert reach(monkeypatch, lambda id, since: False, change("contact", lock=False))[0] == 0.0
