"""What the checks of passkeys and of other ways in make of evidence that could mislead them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness import Status
from harness.plugins.host import load_registry
from tests.checks.examples_factors import ceremonies, doors
from tests.harness.build import Build, one

CHECKS = load_registry().checks
PASS, FAIL, NOT_TESTED = Status.PASS, Status.FAIL, Status.NOT_TESTED
type Rows = list[dict[str, Any]]


def judged(folder: Path, name: str, declared: Rows, answers: Rows) -> Status:
    made = Build(folder)
    made.session().page()
    for kind, records in (("doors", declared), ("passkey", answers)):
        for each in records:
            made.probe(kind, **each)
    return one(made.seal(level="advanced", probes=("doors", "passkey")), CHECKS[f"authentication/{name}"], None).status


@pytest.mark.parametrize(
    ("answers", "soundly", "shut"),
    [
        (ceremonies(), PASS, PASS),
        ([], NOT_TESTED, PASS),
        *((ceremonies(**{case: {"inside": True}}), FAIL, FAIL)
          for case in ("origin", "site", "unverified", "signature", "replayed", "other")),
        (ceremonies(counter={"inside": True}), PASS, PASS),
        (ceremonies(counter={"control": "not-sent"}), PASS, PASS),
        (ceremonies(site={"control": "not-again"}), NOT_TESTED, NOT_TESTED),
        (ceremonies(site={"control": "not-again", "inside": True}), FAIL, FAIL),
        (ceremonies(other={"left_out": True}), NOT_TESTED, NOT_TESTED),
        ([{**ceremonies()[0], "inside": False, "control": "refused"}], NOT_TESTED, NOT_TESTED),
        ([{**each, "role": "pupil"} for each in ceremonies()], NOT_TESTED, PASS),
        ([{**each, "alone": False} for each in ceremonies(unverified={"inside": True})], FAIL, PASS),
    ],
)
def test_passkeys(tmp_path: Path, answers: Rows, soundly: Status, shut: Status) -> None:
    assert judged(tmp_path / "one", "passkeys", doors(), answers) is soundly
    assert judged(tmp_path / "two", "other-doors", doors(), answers) is shut


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        (doors(), PASS),
        ([], NOT_TESTED),
        ([each for each in doors() if each.get("found")], NOT_TESTED),
        ([each for each in doors() if not each.get("found")], PASS),
        *((doors(**{case: {"inside": True}}), FAIL) for case in ("alone", "half", "elsewhere", "another")),
        (doors(found={"inside": True, "control": ""}), FAIL),
        (doors(found={"control": ""}), PASS),
        (doors(found={"control": "no-answer"}), NOT_TESTED),
        (doors(alone={"control": "shut-to-all"}), NOT_TESTED),
        (doors(elsewhere={"control": "not-remembered"}), NOT_TESTED),
        (doors(half={"control": "public"}), NOT_TESTED),
    ],
)
def test_doors(tmp_path: Path, declared: Rows, expected: Status) -> None:
    assert judged(tmp_path, "other-doors", declared, ceremonies()) is expected
