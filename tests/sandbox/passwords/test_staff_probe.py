"""How long a password of staff has to be who have nothing else: the fault is named, its twin and pupils are left alone."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from harness import Profile, Status
from harness.checks.authentication.staff_password_length import staff_password_length
from harness.gather import scratch_folder
from harness.sandbox.demo.app import school_app
from harness.sandbox.demo.people import invent_canary, invent_colleague, invent_people
from harness.sandbox.passwords.staff_probe import StaffPasswordProbe, offer
from tests.harness.build import Build, base_profile, one
from tests.sandbox.acting.staging import a_run, left
from tests.sandbox.passwords.school import Clock, School

CANARY, COLLEAGUE = invent_canary(), invent_colleague()


def offered(folder: Path, *faults: str) -> list[dict[str, Any]]:
    """What is written down of a teacher's passwords; afterwards the first one is in force again."""
    people, clock = (*invent_people(), CANARY, COLLEAGUE), Clock()
    place = School(school_app(people, faults, clock), clock, people).change(COLLEAGUE)
    with scratch_folder() as scratch:
        run = a_run(Profile.model_validate(base_profile()), folder, scratch)

        async def go() -> bool:
            await offer(run, place)
            return await place.restore()

        assert asyncio.run(go())
        run.writer.close()
    return left(folder, "probes/staff-passwords.jsonl")


@pytest.mark.parametrize(("faults", "status"), [((), Status.PASS), (("staff-password-short",), Status.FAIL)])
def test_the_fault_is_named_and_its_twin_passes(faults: tuple[str, ...], status: Status, tmp_path: Path) -> None:
    rows = offered(tmp_path, *faults)
    made = Build(tmp_path / "judged")
    made.session().page()
    for row in rows:
        made.probe("staff-passwords", **{name: value for name, value in row.items() if name != "t"})
    found = one(made.seal(level="recommended"), staff_password_length, None)
    assert found.status is status, rows
    if faults:
        assert found.values == {"lengths": ["14"]}
    else:
        assert (found.values["least"], found.values["shortest"]) == (15, 15)


def test_a_pupil_of_the_same_school_needs_no_more(tmp_path: Path) -> None:
    people, clock = (*invent_people(), CANARY, COLLEAGUE), Clock()
    place = School(school_app(people, (), clock), clock, people).change(CANARY)
    assert asyncio.run(place.offer("Kp7-" * 3)), "twelve characters are enough for who is no staff"


def profile(**staff: Any) -> Profile:
    person = {"name": "colleague", "role": "teacher", "acts_only": True, "known": {"first_name": "Walburgise"}, **staff}
    pupil = {"name": "canary", "role": "pupil", "acts_only": True, "known": {"first_name": "Cornelietta"}}
    people = {"canary": pupil, "colleague": person}
    told = {"persona": "canary", "staff": "colleague"}
    return Profile.model_validate({**base_profile(), "personas": people, "passwords": told})


def test_who_it_is_tried_with() -> None:
    probe = StaffPasswordProbe()
    assert probe.lacks(profile()) is None
    assert probe.actors(profile()) == [("colleague", "staff-passwords")]
    nobody = Profile.model_validate(base_profile())
    assert "names no staff" in (probe.lacks(nobody) or "")
    assert probe.actors(nobody) == []


@pytest.mark.parametrize("staff", [{"role": "pupil"}, {"acts_only": False}, {"totp": "JBSWY3DPEHPK3PXP"}, {"known": {}}])
def test_who_it_is_never_tried_with(staff: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="colleague"):
        profile(**staff)
