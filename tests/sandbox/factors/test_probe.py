"""Staff sign in to the demo school with one thing wrong at a time."""

from __future__ import annotations

from pathlib import Path

import msgspec

from harness import FactorTried, Status
from harness.sandbox.acting.stage import Stage
from harness.sandbox.demo.faults import FAULTS
from harness.sandbox.factors.probe import TASK, SecondFactorProbe
from tests.checks.test_examples import CHECKS
from tests.harness.build import Build, one
from tests.sandbox.acting.staging import left, staged

REPORTS = ("analytics-script", "replay-unmasked")
"""Scripts that send what is typed, while it is typed: that is not yet a code that was given."""


def tried(folder: Path, *faults: str) -> list[FactorTried]:
    """What was recorded."""

    async def play(stage: Stage) -> None:
        stage.logins["teacher"] = {}
        await SecondFactorProbe().probe(stage)
        assert set(stage.spare) == {"teacher"}, "each login costs a code: somebody will want it"
        assert set(stage.logins) == {"teacher", "admin"}

    staged(folder, play, [("admin", TASK), ("teacher", TASK)], faults=faults)
    return [msgspec.convert(each, FactorTried) for each in left(folder, "probes/second-factor.jsonl")]


def test_each_fault_is_seen_and_what_is_sound_is_not_accused(tmp_path: Path) -> None:
    faults = ("half-login-reads-api", "half-login-opens-page", "code-taken-twice", "code-window-wide", "code-tries-endless",
              "recovery-code-taken-twice")  # fmt: skip
    told = tried(tmp_path, *faults, *REPORTS)
    assert not [each for each in told if each.control], told
    assert {(each.case, each.address) for each in told if each.inside} == {
        ("half-address", "/api/me"), ("half-address", "/profile"), ("half-page", "/profile"),
        ("code-again", ""), ("code-early", ""), ("code-late", ""), ("wrong-tries", ""), ("recovery-again", ""),
    }  # fmt: skip
    outside = {(each.persona, each.case, each.address) for each in told if not each.inside}
    assert {("admin", "password-alone", ""), ("teacher", "password-alone", "")} < outside
    assert {("admin", "half-address", "/start"), ("admin", "half-page", "/start")} < outside
    assert [each.tries for each in told if each.case == "wrong-tries"] == [10]
    names = {"half-login-reads-api": "factor-not-bypassed", "half-login-opens-page": "factor-not-bypassed"}
    for fault in faults:
        check = CHECKS[f"authentication/{names.get(fault, 'one-time-codes')}"]
        finding = one(_bundle(tmp_path / fault, told), check, None)
        assert finding.status is Status.FAIL
        assert set(FAULTS[fault].told) <= {text for value in finding.values.values() for text in value}


def _bundle(folder: Path, told: list[FactorTried]) -> Path:
    made = Build(folder)
    made.session().page()
    for each in told:
        made.probe("second-factor", **msgspec.to_builtins(each))
    return made.seal()
