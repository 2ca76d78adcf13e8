"""An audit of the school app on a device that is none, and what came of it."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from harness.cli.main import main
from harness.sandbox.android import road
from harness.sandbox.android.undo import Undo
from harness.sandbox.package import process
from tests.sandbox.android.device.simulated import simulated
from tests.sandbox.android.school import School, packaged, write_profile

RETURN_LIMIT = 3.0
"""Seconds in which a device that was unplugged may come back: none does."""


@dataclass
class Audited:
    """What an audit gave: its exit code, its report, its bundle, the device before and after, and the app."""

    code: int
    folder: Path
    before: dict[str, object]
    after: dict[str, object]
    school: School
    log: list[str]

    @property
    def report(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "report.json").read_bytes())
        return found

    def finding(self, check: str, persona: str | None = "pupil") -> dict[str, Any]:
        return next(one for one in self.report["findings"] if (one["check"], one["persona"]) == (check, persona))

    def rows(self, path: str) -> list[dict[str, Any]]:
        file = self.folder / "bundle" / path
        return [json.loads(line) for line in file.read_text().splitlines()] if file.is_file() else []


def audit(folder: Path, api: int, port: int, upstream: tuple[str, Path], *faults: str, **more: Any) -> Audited:
    """Audit the school app on a device of this level; `more` are failures of the device, and words for the profile."""
    said = {"certificates": False, "brief": True} | {name: more.pop(name) for name in ("certificates", "brief", "steps") if name in more}
    with pytest.MonkeyPatch.context() as patch, simulated(api, port) as device:
        patch.setenv(process.VARIABLE, str(folder / "cache"))
        patch.setattr(road, "Undo", partial(Undo, limit=RETURN_LIMIT))
        patch.setenv("XDG_STATE_HOME", str(folder / "state"))
        patch.chdir(folder)
        patch.setattr(sys, "argv", ["schoolproof", "audit", "app.toml", "--out", "out", "--quiet"])
        school = School(frozenset(faults))
        packaged(device, school, folder)
        write_profile(folder, device, port, *upstream, **said)
        before = device.state.snapshot()
        for name, value in more.items():
            setattr(device.state.failures, name, value)
        with pytest.raises(SystemExit) as end:
            main()
        for thread in school.threads:
            thread.join(60)
        return Audited(int(str(end.value.code)), folder / "out", before, device.state.snapshot(), school, list(device.state.log))
