"""Strangers, other devices and young children at the demo school: one with every fault that goes together, one without."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from harness import Status
from harness.model.finding import Finding
from harness.plugins.host import load_registry
from harness.profile.load import load_profile
from harness.sandbox.acting.stage import Stage
from harness.sandbox.enrolment.probe import EnrolmentProbe
from harness.sandbox.sessions.devices import DevicesProbe
from harness.sandbox.young.probe import YoungProbe
from tests.harness.build import Build, one
from tests.sandbox.acting.staging import left, staged
from tests.unwritten import assert_unwritten, heard

CHECKS = ("authentication/enrolment-approved", "authentication/class-code-expires", "sessions/other-devices")
YOUNG = tuple(f"authentication/young-{name}" for name in ("not-guessed", "own-class", "where-allowed"))
KINDS = ("enrolment", "devices", "young-login")
LIMIT = 1.0
"""Seconds that an old card may work; a run waits for minutes, and learns nothing more here."""
NEW = [f"enrol-{name}" for name in ("says-teacher-first", "has-code-first", "has-code-old", "has-code-again")]
YOUNG_ON = ("young-no-throttle", "qr-short", "qr-lives-on", "young-sees-school", "young-unasked")
ACTORS = [(name, "enrolment") for name in (*NEW, "admin", "teacher")]
YOUNG_ACTORS = [("young", "young-login"), ("admin", "young-login")]
DEVICES = [("classmate", "devices"), ("classmate", "devices-other")]


def played(folder: Path, *faults: str) -> dict[str, Finding]:
    """What the checks say of a school with these faults."""

    async def play(stage: Stage) -> None:
        joining, devices = EnrolmentProbe(), DevicesProbe()
        assert (joining.actors(stage.run.profile), devices.actors(stage.run.profile)) == (ACTORS, DEVICES)
        await asyncio.gather(joining.probe(stage), devices.probe(stage))
        young = YoungProbe(LIMIT)
        assert young.actors(stage.run.profile) == YOUNG_ACTORS
        await young.probe(stage)

    staged(folder, play, [*ACTORS, *DEVICES, *YOUNG_ACTORS], faults=faults, joining=True, probes=[EnrolmentProbe()])
    made = Build(folder / "judged")
    made.session().page()
    for kind in KINDS:
        for row in left(folder, f"probes/{kind}.jsonl"):
            made.probe(kind, **{name: value for name, value in row.items() if name not in ("t", "shot")})
    sealed, registry = made.seal(), load_registry()
    return {name: one(sealed, registry.checks[name], None) for name in (*CHECKS, *YOUNG)}


@pytest.mark.timeout(600)
def test_the_sound_school_passes_and_nothing_stays(tmp_path: Path) -> None:
    with heard() as secrets:
        found = played(tmp_path)
    rows = {row["enrolment"]: row for row in left(tmp_path, "probes/enrolment.jsonl")}
    assert {name: one.status for name, one in found.items()} == dict.fromkeys(found, Status.PASS), rows
    assert left(tmp_path, "probes/gaps.jsonl") == [], "all accounts are gone, the first code is back"
    assert all(row["removed"] and row["asked"] > 2 for row in rows.values()), rows
    cards = {row["kind"]: row for row in left(tmp_path, "probes/young-login.jsonl")}
    assert (cards["picture"]["tries"], cards["picture"]["unordered"], cards["qr"]["bits"] > 128) == (10, False, True)
    assert all(row["restored"] and row["asked"] > 1 for row in cards.values()), cards
    assert cards["qr"]["dead"], "what the evidence shows opens nothing any more"
    assert_unwritten({**secrets, **load_profile(tmp_path / "school" / "profile.toml").secrets()}, tmp_path / "bundle")
    assert (rows["has-code"]["old_opens"], rows["has-code"]["again_lets_in"]) == (False, True)


@pytest.mark.timeout(600)
def test_each_fault_is_named(tmp_path: Path) -> None:
    found = played(tmp_path, "teacher-self-declared", "class-code-shows-class", "class-code-lives-on", "device-end-in-words", *YOUNG_ON)
    read, code, devices = (found[name] for name in CHECKS)
    assert {one.status for one in (read, code, devices)} == {Status.FAIL}, left(tmp_path, "probes/enrolment.jsonl")
    assert {"says-teacher /teacher: pupil.first_name", "has-code /class: pupil.first_name"} <= set(read.values["values"])
    assert code.values["enrolments"] == ["has-code"]
    assert devices.message == "A device that was signed out from another one reads on."
    guessed, far, anyway = (found[name] for name in YOUNG)
    assert {one.status for one in (guessed, far, anyway)} == {Status.FAIL}, left(tmp_path, "probes/young-login.jsonl")
    assert {"pictures: tries 10", "card: bits 24"} <= set(guessed.values["ways"])
    (card,) = (row for row in left(tmp_path, "probes/young-login.jsonl") if row["kind"] == "qr")
    assert (card["old"], card["after"] > LIMIT) == (True, True)
    assert {f"{name} /class: pupil.first_name" for name in ("pictures", "card")} <= set(far.values["values"])
    assert anyway.values["ways"] == ["card", "pictures"]
