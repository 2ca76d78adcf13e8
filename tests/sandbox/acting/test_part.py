"""Which probes run, in which order, and what is told of those that do not or that end early."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import SecretStr

from harness import Gathered, MisuseError, Persona, Profile, SchoolproofError
from harness.model.profile import Authorisation
from harness.sandbox.acting.part import Part, plan_part
from harness.sandbox.acting.probe import ActingProbe
from harness.sandbox.acting.stage import Stage
from harness.sandbox.mail.box import Office
from harness.sandbox.probes.client import Pace
from tests.harness.build import base_profile
from tests.sandbox.acting.staging import a_run, left

AUTHORISED = Authorisation(by="Demoschool BV", until=date(2099, 1, 1))
ENDED = Authorisation(by="Demoschool BV", until=date(2020, 1, 1))


class Told(ActingProbe):
    """A probe that notes when it began and ended, and does what it was told."""

    def __init__(self, name: str, log: list[str], wave: int = 1, active: bool = True, do: Any = None) -> None:
        self.name, self.kinds, self.wave, self.active = name, (name,), wave, active
        self.log, self.do, self.missing = log, do, None

    def lacks(self, profile: Profile) -> str | None:
        return self.missing

    def actors(self, profile: Profile) -> list[tuple[str, str]]:
        return [("pupil", "look"), ("visitor", self.name)]

    async def probe(self, stage: Stage) -> None:
        self.log.append(f"{self.name} begins")
        await asyncio.sleep(0)
        if self.do is not None:
            self.do()
        self.log.append(f"{self.name} ends")


def profile(**changes: object) -> Profile:
    return Profile.model_validate(base_profile()).model_copy(update={"authorisation": AUTHORISED, **changes})


def go(folder: Path, who: Profile, *probes: ActingProbe) -> tuple[Part, Gathered]:
    """Plan and run the probes; nobody acts, so the stage has nothing but its run."""
    run = a_run(who, folder, folder)
    stage: Any = SimpleNamespace(run=run, pace=Pace(), office=Office())
    gathered = Gathered(probes=["bypass"])

    async def both() -> Part:
        part = await plan_part(run, Pace(), probes)
        await part.go(stage, gathered)
        return part

    part = asyncio.run(both())
    run.writer.close()
    return part, gathered


def test_a_wave_is_done_before_the_next_and_its_probes_run_side_by_side(tmp_path: Path) -> None:
    log: list[str] = []
    part, gathered = go(tmp_path, profile(), Told("last", log, 2), Told("one", log), Told("two", log))
    assert log == ["one begins", "two begins", "one ends", "two ends", "last begins", "last ends"]
    assert gathered.probes == ["bypass", "one", "two", "last"]
    assert part.names == ["pupil-look", "visitor-one", "visitor-two", "visitor-last"], "each listener once"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"authorisation": None}, "the profile has no [authorisation]"),
        ({"authorisation": ENDED}, "the authorisation ended on 2020-01-01"),
        ({"quick": True}, "a quick scan has no accounts"),
    ],
)
def test_what_may_not_run_says_why_and_nobody_is_planned_for_it(
    tmp_path: Path, changes: dict[str, object], why: str
) -> None:
    log: list[str] = []
    part, gathered = go(tmp_path, profile(**changes), Told("tries", log))
    assert (log, part.names) == ([], [])
    assert gathered.probes_skipped == {"tries": why}
    assert gathered.probes == ["bypass"]


def test_looking_needs_no_authorisation(tmp_path: Path) -> None:
    log: list[str] = []
    _, gathered = go(tmp_path, profile(authorisation=None), Told("reads", log, active=False))
    assert gathered.probes == ["bypass", "reads"]


def test_what_a_probe_lacks_is_told(tmp_path: Path) -> None:
    probe = Told("adjusts", [])
    probe.missing = "the profile has no admin"
    assert go(tmp_path, profile(), probe)[1].probes_skipped == {"adjusts": "the profile has no admin"}


def failing(error: Exception) -> Callable[[], None]:
    def do() -> None:
        raise error

    return do


def test_a_probe_that_ends_early_weakens_its_own_kinds_and_stops_nobody(tmp_path: Path) -> None:
    log: list[str] = []
    broken = Told("broken", log, do=failing(SchoolproofError("the page went away", owner="app")))
    _, gathered = go(tmp_path, profile(), broken, Told("whole", log))
    assert "whole ends" in log
    assert gathered.probes == ["bypass", "broken", "whole"]
    (gap,) = left(tmp_path, "probes/gaps.jsonl")
    assert (gap["evidence"], gap["why"]) == ("broken", "probe-failed")
    assert gap["values"] == {"probe": "broken", "reason": "the page went away"}


def test_a_mistake_of_the_profile_ends_the_run(tmp_path: Path) -> None:
    wrong = Told("wrong", [], do=failing(MisuseError("[[settings]] 1: no such page")))
    with pytest.raises(MisuseError, match="no such page"):
        go(tmp_path, profile(), wrong)


def test_the_secrets_of_newcomers_are_known_before_anything_is_written(tmp_path: Path) -> None:
    fresh = Persona(name="fresh-11", role="pupil", password=SecretStr("drie-wilde-ganzen"), known={"nick": "Wolkje"})

    class Makes(Told):
        async def newcomers(self, run: object, pace: object) -> list[Persona]:
            return [fresh]

    run = a_run(profile(), tmp_path, tmp_path)
    part = asyncio.run(plan_part(run, Pace(), [Makes("makes", [])]))
    assert list(part.newcomers) == [fresh]
    assert run.redactor.text("pw=drie-wilde-ganzen") == "pw=⟦secret:fresh-11.password⟧"


def test_what_no_planned_check_reads_is_not_probed_for(tmp_path: Path) -> None:
    log: list[str] = []
    run = replace(a_run(profile(), tmp_path, tmp_path), wanted=frozenset({"read", "traffic"}))
    part = asyncio.run(plan_part(run, Pace(), [Told("read", log), Told("unread", log)]))
    assert [probe.name for probe in part.probes] == ["read"]
    assert part.skipped == {"unread": "no planned check reads it"}
