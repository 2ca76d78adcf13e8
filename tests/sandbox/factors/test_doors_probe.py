"""Somebody of the staff goes in by every other way at the demo school: passkeys with one thing wrong, and open doors.

That a sound school is not accused is seen in the audit of `tests/test_demo.py`.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from harness import Ceremony, DoorTried, Status
from harness.sandbox.acting.stage import Stage
from harness.sandbox.demo.fault_doors import DOOR_FAULTS, PASSKEY_FAULTS
from harness.sandbox.factors import doors_probe, named_doors_probe, passkey_probe
from tests.checks.test_examples import CHECKS
from tests.harness.build import Build, one
from tests.sandbox.acting.staging import left, staged

FAULTS = [*PASSKEY_FAULTS, *DOOR_FAULTS]
ACTORS = [
    ("strange_teacher", passkey_probe.TASK), ("other_pupil", passkey_probe.TASK), ("teacher", doors_probe.TASK),
    ("strange_teacher", doors_probe.TASK),
]


async def play(stage: Stage) -> None:
    """The probes, one after the other."""
    await passkey_probe.PasskeyProbe().probe(stage)
    await doors_probe.DoorsProbe().probe(stage)
    await named_doors_probe.NamedDoorsProbe().probe(stage)


def test_each_fault_is_seen(tmp_path: Path) -> None:
    staged(tmp_path, play, ACTORS, faults=[*(fault.id for fault in FAULTS), "half-login-opens-page"])
    assert not left(tmp_path, "gaps.jsonl")
    answers = [msgspec.convert(each, Ceremony) for each in left(tmp_path, f"probes/{passkey_probe.TASK}.jsonl")]
    doors = [msgspec.convert(each, DoorTried) for each in left(tmp_path, f"probes/{doors_probe.TASK}.jsonl")]
    assert [each.case for each in answers if each.inside] == ["good", *passkey_probe.CASES, "counter"], answers
    assert {each.verification for each in answers} == {"required"}
    assert {(each.kind, each.door, each.case, each.found) for each in doors if each.inside} == {
        ("api", "app", "alone", False), ("api", "/api/token", "alone", True), ("deep-link", "profile", "half", False),
        ("remember-me", "device", "elsewhere", False), ("remember-me", "device", "another", False),
    }, doors  # fmt: skip
    asked = [each for each in left(tmp_path, "probes/requests.jsonl") if each["probe"] == named_doors_probe.ASKS]
    assert {each["persona"] for each in asked} == {"teacher", "pupil"}, "whose accounts it uses, for the order of probes"
    made = Build(tmp_path / "judged")
    made.session().page()
    for kind, records in ((passkey_probe.TASK, answers), (doors_probe.TASK, doors)):
        for each in records:
            made.probe(kind, **msgspec.to_builtins(each))
    finding = one(made.seal(), CHECKS["authentication/other-doors"], None)
    assert finding.status is Status.FAIL
    said = " ".join(finding.values["ways"])
    assert not [fault.id for fault in FAULTS for words in fault.told if words not in said]
