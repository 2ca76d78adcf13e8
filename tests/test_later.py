"""The whole road of what is asked after the run: gather, wait (the school's clock is moved), resume.

One persona each: the fault is caught, the clean twin is not accused, and no secret stands anywhere below OUT.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from harness.audit import Judgement, judge_bundle, write_reports
from harness.bundle.manifest import verify
from harness.bundle.reader import Bundle
from harness.cli.resume import follow
from harness.gather import gather
from harness.later.kept import Kept
from harness.model.profile import Profile
from harness.plugins.host import load_registry
from harness.profile.load import load_profile
from harness.sandbox.demo.fault_resets import RESETS
from harness.sandbox.demo.faults import FAULTS
from harness.sandbox.demo.school import RunningDemo, demo_school
from harness.sandbox.web import platform
from harness.sandbox.web.plan import plan_sessions

REGISTRY = load_registry().limited("sessions/timeouts")
pytestmark = pytest.mark.usefixtures("in_the_shell")
# Seconds: just after the limit and the minutes of grace.
WAIT = {"teacher": 3600.0 + 130, "pupil": 30 * 86400.0 + 130}
LATER = [fault for fault in FAULTS.values() if fault.later and fault.id not in RESETS]  # tests/sandbox/passwords


@dataclass
class Audited:
    """An audit that left a job, with the school still running."""

    demo: RunningDemo
    profile: Profile
    out: Path
    who: str

    @property
    def bundle(self) -> Path:
        return self.out / "bundle"

    def resume(self, after: float) -> int:
        report = self.out / "report.json"
        return follow(
            report, self.bundle, REGISTRY, quiet=True, clock=lambda: datetime.now(UTC) + timedelta(seconds=after)
        )

    def judged(self) -> Judgement:
        return judge_bundle(self.bundle, REGISTRY)

    def status(self) -> str:
        (found,) = [one for one in self.judged().findings if one.persona == self.who]
        return str(found.status)


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The visitor's sessions have nothing to do with it, and cost most of the time."""
    monkeypatch.setattr(platform, "plan_sessions", lambda profile: plan_sessions(profile)[:1])


@contextmanager
def audited(folder: Path, who: str, *faults: str) -> Iterator[Audited]:
    """Somebody signs in and looks at one page; that is enough to have a session."""
    with demo_school(faults, folder / "school") as demo:
        loaded = load_profile(demo.profile)
        journey = loaded.journeys[0].model_copy(update={"personas": (who,), "steps": ({"goto": "/start"},)})
        profile = loaded.model_copy(update={"personas": {who: loaded.personas[who]}, "journeys": (journey,)})
        made = Audited(demo, profile, folder / "out", who)
        asyncio.run(gather(profile, made.bundle, REGISTRY, level="recommended"))
        write_reports(made.judged(), made.out, REGISTRY, ("json",))
        yield made


@pytest.mark.parametrize("fault", LATER, ids=lambda fault: fault.id)
def test_each_later_fault_is_caught(fault: object, tmp_path: Path) -> None:
    assert [one.id for one in LATER] == ["session-never-ends"], "a new one needs its own wait and persona"
    with audited(tmp_path, "teacher", "session-never-ends") as made:
        before = made.judged().report
        assert (before.provisional, made.status()) == (True, "not_tested")
        assert made.resume(after=60) == 2, "not due: nothing is asked"
        assert not (made.out / "followups").exists()
        made.demo.grow_older(WAIT["teacher"])
        assert made.resume(WAIT["teacher"]) == 1
        after = made.judged().report
        assert (after.provisional, after.label, made.status()) == (False, "incomplete", "fail")
        assert {one.requirement for one in made.judged().findings if one.status == "fail"} == {"SES-04"}


def test_the_clean_twin_is_not_accused_and_nothing_leaks(tmp_path: Path) -> None:
    with audited(tmp_path, "pupil") as made:  # without one-time codes, which the school takes once in their half minute
        identity, persona = verify(made.bundle), made.profile.personas["pupil"]
        session = [value for name, value in Kept(made.bundle).open("SES-04-pupil", persona).items() if "sessie" in name]
        secrets = [value.encode() for value in (*made.profile.secrets().values(), *session)]
        assert len(secrets) == 2
        no_secret_below(made.out, secrets)
        made.demo.grow_older(WAIT["pupil"])
        assert made.resume(WAIT["pupil"]) == 0
        assert made.status() == "pass"
        assert verify(made.bundle) == identity
        (followup,) = (made.out / "followups").iterdir()
        assert Bundle(followup).run["follows"] == identity
        assert [view.login for view in Bundle(followup).sessions] == ["proven"]
        assert not (made.out / "later").exists()
        no_secret_below(made.out, secrets)
        made.resume(WAIT["pupil"])
        assert len(list((made.out / "followups").iterdir())) == 1


def no_secret_below(folder: Path, secrets: list[bytes]) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            raw = path.read_bytes()
            content = zlib.decompress(raw) if path.parent.name == "blobs" else raw
            assert not [secret for secret in secrets if secret in content], f"a secret stands in {path}"
