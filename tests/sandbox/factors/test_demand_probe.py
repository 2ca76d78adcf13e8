"""What a school demands is taken back however it ends, and is told where it was not; nothing follows from half of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from harness import Profile
from harness.sandbox.acting.actor import ActorFailedError
from harness.sandbox.factors.demand_probe import DemandProbe, _Demanding
from harness.sandbox.factors.half_way import Stand
from tests.harness.build import base_profile


class Scripted(_Demanding):
    """Logs in and decides as it was told; notes what was decided."""

    def __init__(self, stands: Sequence[Stand | None], works: Sequence[bool]) -> None:
        self.gaps, self.decided = list[str](), list[str]()
        writer = SimpleNamespace(gap=lambda kind, why, **about: self.gaps.append(why))
        self._stage: Any = SimpleNamespace(run=SimpleNamespace(writer=writer))
        self._who: Any = SimpleNamespace(persona=SimpleNamespace(name="colleague"), shot=self._shot)
        self._stands, self._works = iter(stands), iter(works)

    async def _shot(self) -> str:
        return "a-picture"

    async def _login(self) -> Stand:
        if (stand := next(self._stands)) is None:
            raise ActorFailedError("the browser is gone", owner="platform")
        return stand

    async def _decide(self, what: str) -> bool:
        self.decided.append(what)
        return next(self._works)


@pytest.mark.parametrize(
    ("stands", "works", "inside", "control", "decided"),
    [
        (["in", "away", "in"], [True, True], False, "", 2),
        (["in", "code", "in"], [True, True], False, "", 2),
        (["in", "in", "in"], [True, True], True, "", 2),
        (["away"], [], None, "not-let-in-before", 0),
        (["in"], [False, True], None, "steps-failed", 2),
        (["in", "away", "away"], [True, True], False, "not-let-in-again", 2),
        (["in", "away"], [True, False], False, "not-let-in-again", 2),
    ],
)
def test_what_is_told(
    stands: list[Stand], works: list[bool], inside: bool | None, control: str, decided: int
) -> None:
    played = Scripted(stands, works)
    told = asyncio.run(played.go())
    assert (told.get("inside"), told["control"]) == (inside, control)
    assert played.decided == ["on", "off"][:decided]
    assert played.gaps == (["not-undone"] if works == [True, False] else [])


def test_it_is_taken_back_though_the_browser_went_away() -> None:
    played = Scripted(["in", None], [True, True])
    with pytest.raises(ActorFailedError):
        asyncio.run(played.go())
    assert played.decided == ["on", "off"]


def profile(**person: Any) -> Profile:
    staff = {"name": "colleague", "role": "teacher", "acts_only": True, "username": "w", "password": "p", **person}
    admin = {"name": "admin", "role": "admin", "acts_only": True, "known": {"first_name": "Gumbertus"}}
    steps = [{"goto": "/admin"}]
    told = {"persona": "colleague", "on": steps, "off": steps}
    people = {"colleague": {"known": {"first_name": "Walburgise"}, **staff}, "admin": admin}
    return Profile.model_validate({**base_profile(), "personas": people, "factor_demand": told})


def test_who_takes_part() -> None:
    probe, good = DemandProbe(), profile()
    assert good.factor_demand is not None
    assert (probe.lacks(good), good.factor_demand.problem(good.personas)) == (None, None)
    assert probe.actors(good) == [("colleague", "factor-demand"), ("admin", "factor-demand")]
    none = Profile.model_validate(base_profile())
    assert "no [factor_demand]" in (probe.lacks(none) or "")
    assert probe.actors(none) == []


@pytest.mark.parametrize("person", [{"role": "pupil"}, {"acts_only": False}, {"totp": "JBSWY3DPEHPK3PXP"}, {"password": None}])
def test_of_whom_nothing_is_demanded(person: dict[str, Any]) -> None:
    bad = profile(**person)
    assert bad.factor_demand is not None
    assert "colleague has to be staff" in (bad.factor_demand.problem(bad.personas) or "")
    alone = bad.model_copy(update={"personas": {"colleague": bad.personas["colleague"]}})
    assert "two personas" in (bad.factor_demand.problem(alone.personas) or "")
