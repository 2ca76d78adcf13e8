"""The probes of effects and of what a school decides, played on the demo school, and what the checks say of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from harness import Persona, Profile, Status
from harness.gather import effective
from harness.judge import judge
from harness.later.followups import open_bundle
from harness.model.finding import Finding
from harness.profile.load import load_profile
from harness.sandbox.acting.stage import Stage
from harness.sandbox.demo.school import RunningDemo
from harness.sandbox.settings.accounts.making import TASK
from harness.sandbox.settings.accounts.plan import TEENAGER, plan_account
from harness.sandbox.settings.adjusting.newcomer import NAME, ComesAfter
from harness.sandbox.settings.adjusting.probe import AdjustingProbe
from harness.sandbox.settings.effects.probe import EffectsProbe
from tests.checks.test_examples import CHECKS
from tests.harness.build import Build, registry_of
from tests.sandbox.acting.staging import left, staged

KINDS = ("effects", "links", "adjusted", "gaps")
DELAY = 2.0
"""Seconds; a test that waited for the school's decision as long as a run does would learn nothing more."""
NAMES = ("profile-private", "no-outside-contact", "work-in-class", "share-links", "school-decides")


@dataclass
class Played:
    """The records by kind, and the finding of each check (`profile-private` …)."""

    records: dict[str, list[dict[str, Any]]]
    findings: dict[str, Finding]

    def told(self, check: str) -> list[str]:
        """Every text of the values of a failing finding."""
        finding = self.findings[check]
        assert finding.status is Status.FAIL, (finding.message, finding.values)
        return [text for value in finding.values.values() for text in (value if isinstance(value, list) else [str(value)])]


def _newcomers(demo: RunningDemo) -> list[Persona]:
    return [plan_account(load_profile(demo.profile), date.today(), "signup", TEENAGER, NAME).drawn]


def play(folder: Path, *faults: str, tries: bool = True, undeclared: str = "") -> Played:
    """Play the probes on a school with these faults; `undeclared` is an effect that the profile leaves out."""
    others, school = EffectsProbe(), AdjustingProbe(DELAY, ComesAfter())

    async def go(stage: Stage) -> None:
        if tries:
            await others.probe(stage)
        await school.probe(stage)

    cast = ("pupil", "other_pupil", "teacher", "classmate", "stranger", "strange_teacher", "visitor")
    actors = [(name, "effects") for name in cast] + [("pupil", "adjusting"), ("admin", "adjusting"), (NAME, TASK)]
    staged(folder, go, actors, faults=faults, newcomers=_newcomers, profile=lambda whole: _without(whole, undeclared))
    records = {kind: left(folder, f"probes/{kind}.jsonl") for kind in KINDS}
    return Played(records, _judged(folder / "judged", records))


def _without(profile: Profile, effect: str) -> Profile:
    kept = tuple(one for one in profile.effects if one.id != effect)
    return effective(profile).model_copy(update={"effects": kept})


def _judged(folder: Path, records: dict[str, list[dict[str, Any]]]) -> dict[str, Finding]:
    made = Build(folder)
    made.session()
    for kind, several in records.items():
        for one in several:
            made.writer.probe(kind, one)
    found = judge(open_bundle(made.seal()), registry_of(*(CHECKS[f"settings/{name}"] for name in NAMES)))
    return {one.check.removeprefix("settings/"): one for one in found if one.persona == "pupil"}
