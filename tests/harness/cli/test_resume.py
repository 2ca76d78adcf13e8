"""`resume`: what is due is asked once, with everything that may get in its way. The platform is a stand-in here."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from harness.audit import judge_bundle, write_reports
from harness.bundle.manifest import verify
from harness.bundle.reader import Bundle
from harness.cli import resume
from harness.cli.main import main
from harness.errors import MisuseError, SchoolproofError
from harness.gather import effective
from harness.later.kept import Kept
from harness.model.report import Report
from harness.platform import Asked, Gathered, Run
from harness.plugins.host import load_registry
from harness.profile.load import load_profile
from tests.checks.examples import OPEN, job, over
from tests.harness.build import Build
from tests.harness.statements.word import CERTIFIER, attestation, said

PROFILE = """\
schema = 1
[app]
name = "Demo"
url = "https://school.test/"
hosts = ["school.test"]
[authorisation]
by = "Demo BV"
until = 2099-12-31
[personas.pupil]
role = "pupil"
username = "ada"
password = "geheim-123"
known = { first_name = "Adalberta" }
[personas.teacher]
role = "teacher"
username = "bea"
password = "geheim-456"
known = { first_name = "Berendina" }
[login]
proof = { text = "{first_name}" }
"""
COOKIES = {"sid": "kept-session-0123456789"}
DUE = datetime(2026, 2, 4, 9, 2, tzinfo=UTC)


class Again:
    """A platform that answers as it is told, and remembers what it was asked with."""

    kind = "web"

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.answers: Callable[[str], list[dict[str, Any]]] = over
        self.broken: BaseException | None = None
        self.refuses: str | None = None

    async def gather(self, run: Run) -> Gathered:
        raise AssertionError("nothing is gathered anew")

    def abilities(self) -> list[Any]:
        return []

    async def ask_again(self, run: Run, asked: Sequence[Asked]) -> Gathered:
        self.asked += asked
        if self.refuses is not None:
            return Gathered(probes_skipped={"later": self.refuses})
        for one in asked:
            for answer in self.answers(one.persona.name):
                run.writer.probe("later", answer)
            run.writer.probe("requests", {"probe": "later", "method": "GET", "url": f"https://school.test/?{COOKIES['sid']}", "host": "school.test"})
        if self.broken is not None:
            raise self.broken
        return Gathered(probes=["later", "requests"])


REGISTRY = load_registry().limited("sessions/timeouts")


def audited(folder: Path) -> None:
    """An audit into folder/out that left two jobs."""
    profile = folder / "app.toml"
    profile.write_text(PROFILE)
    made = Build(folder / "out")
    made.profile = effective(load_profile(profile))
    made.probe("deferred", **job()).probe("deferred", **job("teacher", 40 * 86400.0, what="idle"))
    bundle = made.seal(level="recommended")
    for name in ("pupil", "teacher"):
        Kept(bundle).keep(f"SES-04-{name}", made.profile.personas[name], COOKIES)
    write_reports(judge_bundle(bundle, REGISTRY), folder / "out", REGISTRY, ("json", "html"))


class Desk:
    """A copy of that audit, with a platform and a clock."""

    def __init__(self, folder: Path) -> None:
        self.out, self.platform, self.time = folder / "out", Again(), DUE
        self.profile, self.bundle, self.report = folder / "app.toml", self.out / "bundle", self.out / "report.json"
        self.registry = REGISTRY.limited("*")
        vars(self.registry).update({**vars(REGISTRY), "platform": lambda kind: self.platform})
        Kept(self.bundle).remember(self.profile)

    def resume(self, **more: Any) -> int:
        return resume.follow(
            self.report, self.bundle, self.registry, quiet=True, clock=lambda: self.time, **more
        )

    def status(self, persona: str = "pupil") -> str:
        found = Report.model_validate_json(self.report.read_bytes())
        return next(one.status for one in found.findings if one.requirement == "SES-04" and one.persona == persona)

    @property
    def followups(self) -> list[Path]:
        folder = self.out / "followups"
        return sorted(folder.iterdir()) if folder.is_dir() else []

    @property
    def kept(self) -> list[str]:
        return Kept(self.bundle).jobs()

    def files(self) -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in self.out.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("audited")
    audited(folder)
    return folder


@pytest.fixture
def desk(original: Path, tmp_path: Path) -> Desk:
    return Desk(shutil.copytree(original, tmp_path / "copy"))


class TestAsking:
    def test_what_is_due_is_asked_once(self, desk: Desk) -> None:
        before = verify(desk.bundle)
        code = desk.resume()
        assert [(one.job, one.page, one.cookies) for one in desk.platform.asked] == [
            ("SES-04-pupil", "https://school.test/start", COOKIES)
        ]
        assert verify(desk.bundle) == before, "the first bundle is never changed"
        assert [path.name for path in desk.followups] == ["1"]
        made = Bundle(desk.followups[0])
        assert (made.run["follows"], made.run["started"]) == (before, "2026-02-04T09:02:00+00:00")
        assert list(made.profile["personas"]) == ["pupil"]
        assert desk.status() == "pass"
        assert desk.kept == ["SES-04-teacher"]
        assert desk.resume() == code
        assert len(desk.platform.asked) == 1
        assert len(desk.followups) == 1

    def test_an_open_session_fails_and_the_report_says_so(self, desk: Desk) -> None:
        desk.platform.answers = lambda name: over(name, **OPEN)
        assert desk.resume() == 1
        assert desk.status() == "fail"
        assert "SES-04" in (desk.out / "report.html").read_text()
        assert desk.kept == ["SES-04-teacher"]

    def test_a_try_that_told_nothing_can_be_made_again(self, desk: Desk) -> None:
        desk.platform.answers = lambda name: over(name, kept1={"status": 503})
        desk.resume()
        assert (desk.status(), desk.kept) == ("not_tested", ["SES-04-pupil", "SES-04-teacher"])
        desk.platform.answers = over
        desk.resume()
        assert (desk.status(), [path.name for path in desk.followups]) == ("pass", ["1", "2"])

    def test_with_the_last_answer_everything_kept_is_gone(self, desk: Desk) -> None:
        desk.time += timedelta(days=11)
        desk.resume()
        assert {one.job for one in desk.platform.asked} == {"SES-04-pupil", "SES-04-teacher"}
        assert not (desk.out / "later").exists()
        assert Report.model_validate_json(desk.report.read_bytes()).provisional is False

    def test_no_session_value_reaches_the_disk(self, desk: Desk) -> None:
        desk.resume()
        assert b"requests" in b"".join(str(path).encode() for path in desk.files())
        assert not [path for path, content in desk.files().items() if COOKIES["sid"].encode() in content]


class TestNotDue:
    def test_it_says_when(self, desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
        desk.time -= timedelta(seconds=1)
        before = desk.files()
        assert desk.resume(json=True) == 2
        told = capsys.readouterr()
        assert "next: 2026-02-04T09:02:00+00:00" in told.err
        assert json.loads(told.out)["provisional"] is True
        assert desk.files() == before
        assert desk.platform.asked == []

    def test_it_can_wait(self, desk: Desk) -> None:
        desk.time -= timedelta(seconds=100)
        rests: list[float] = []

        def pause(seconds: float) -> None:
            rests.append(seconds)
            desk.time += timedelta(seconds=seconds)

        desk.resume(wait=True, pause=pause)
        assert rests == [30.0, 30.0, 30.0, 10.0]
        assert desk.status() == "pass"

    def test_after_so_long_nothing_is_asked_and_nothing_kept(self, desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
        desk.time += timedelta(days=80)
        desk.resume()
        assert "next: never" in capsys.readouterr().err
        assert (desk.platform.asked, desk.kept, desk.followups) == ([], [], [])

    def test_a_report_that_does_not_know_of_a_follow_up_is_made_anew(self, desk: Desk) -> None:
        """As after a machine that stopped between asking and judging."""
        older = desk.report.read_bytes()
        desk.resume()
        desk.report.write_bytes(older)
        desk.resume()
        assert len(desk.platform.asked) == 1
        assert desk.status() == "pass"


class TestRefused:
    def test_a_second_at_the_same_time(self, desk: Desk) -> None:
        lock = os.open(desk.bundle, os.O_RDONLY)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            with pytest.raises(MisuseError, match="another run is writing here"):
                desk.resume()
        finally:
            os.close(lock)
        assert desk.platform.asked == []

    @pytest.mark.parametrize(
        ("old", "new", "told"),
        [
            ("school.test/", "other.test/", "app.url differs"),
            ('hosts = ["school.test"]', 'hosts = ["school.test", "x.test"]', "app.hosts differs"),
            ("Adalberta", "Somebody", "personas.pupil.known differs"),
            ("[personas.pupil]", "[personas.somebody]", "has no persona pupil"),
        ],
    )
    def test_another_profile(self, desk: Desk, old: str, new: str, told: str) -> None:
        desk.profile.write_text(PROFILE.replace(old, new))
        with pytest.raises(MisuseError, match=told):
            desk.resume()
        assert (desk.platform.asked, desk.followups) == ([], [])

    def test_secrets_that_were_changed(self, desk: Desk) -> None:
        desk.profile.write_text(PROFILE.replace("geheim-123", "geheim-789"))
        with pytest.raises(SchoolproofError, match="does not open with the secrets of pupil"):
            desk.resume()
        assert (desk.platform.asked, desk.followups) == ([], [])

    def test_a_session_that_is_not_here_does_not_stop_the_others(self, desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
        desk.time += timedelta(days=11)
        Kept(desk.bundle).forget("SES-04-pupil")
        desk.resume()
        assert "not asked:" in capsys.readouterr().err
        assert [one.job for one in desk.platform.asked] == ["SES-04-teacher"]

    def test_without_leave_nothing_is_left_behind(self, desk: Desk) -> None:
        desk.platform.refuses = "the authorisation ended on 2026-01-31"
        before = desk.files()
        with pytest.raises(MisuseError, match="nothing may be asked: the authorisation ended"):
            desk.resume()
        assert desk.files() == before

    def test_a_profile_that_nobody_remembers(self, desk: Desk) -> None:
        (Kept(desk.bundle).folder / "profile.json").unlink()
        with pytest.raises(MisuseError, match="nobody remembers"):
            desk.resume()
        desk.resume(profile=desk.profile)
        assert desk.status() == "pass"

    def test_a_profile_that_came_with_the_folder(self, desk: Desk) -> None:
        """Its scripts would run here; whoever means it names it."""
        for path in (desk.profile.rename(desk.out / "app.toml"), Path("app.toml")):
            Kept(desk.bundle).remember(path)
            with pytest.raises(MisuseError, match="has to be named"):
                desk.resume()
        desk.resume(profile=desk.out / "app.toml")
        assert desk.status() == "pass"

    def test_a_bundle_that_is_not_there(self, desk: Desk) -> None:
        desk.bundle = desk.out / "elsewhere"
        with pytest.raises(MisuseError, match="elsewhere: No such file"):
            desk.resume()

    def test_a_follow_up_that_was_moved_away_is_not_forgotten(self, desk: Desk, tmp_path: Path) -> None:
        desk.resume()
        followup = desk.followups[0].rename(tmp_path / "away")
        with pytest.raises(MisuseError, match="which does not lie beside the bundle"):
            desk.resume()
        followup.rename(desk.out / "followups" / "7")
        desk.resume()
        assert desk.status() == "pass"

    def test_a_report_about_another_bundle(self, desk: Desk, tmp_path: Path) -> None:
        content = json.loads(desk.report.read_bytes())
        desk.report.write_text(json.dumps({**content, "bundle": "sha256:0"}))
        with pytest.raises(MisuseError, match="is not about"):
            desk.resume()
        with pytest.raises(MisuseError, match="does not lie beside it"):
            resume.bundle_of(desk.report)

    @pytest.mark.parametrize("error", [KeyboardInterrupt(), SchoolproofError("the disk is full")], ids=str)
    def test_interrupted_it_leaves_nothing_half(self, desk: Desk, error: BaseException) -> None:
        desk.platform.broken = error
        before = desk.files()
        with pytest.raises(type(error)):
            desk.resume()
        assert desk.files() == before
        assert desk.followups == []
        desk.platform.broken = None
        desk.resume()
        assert desk.status() == "pass"

    def test_what_a_killed_one_left_is_swept(self, desk: Desk) -> None:
        half = desk.out / "followups" / ".making"
        half.mkdir(parents=True)
        (half / "run.json").write_text("{")
        desk.resume()
        assert [path.name for path in desk.followups] == ["1"]


def test_what_people_stated_is_not_lost(desk: Desk, tmp_path: Path) -> None:
    """A report that was judged with statements is judged with the same ones again, for the same day."""
    stated = said(tmp_path / "said", (attestation(), CERTIFIER))
    write_reports(judge_bundle(desk.bundle, REGISTRY, statements=stated), desk.out, REGISTRY, ("json",))
    desk.resume()
    after = Report.model_validate_json(desk.report.read_bytes())
    assert (after.evaluated, len(after.attestations), desk.status()) == ("2026-11-23", 1, "pass")
    shutil.rmtree(desk.out / "judged-with")
    with pytest.raises(MisuseError, match="not there any more"):
        desk.resume()


def test_the_command_and_judge_with_a_follow_up_by_hand(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    desk.resume()
    followup = desk.followups[0].rename(tmp_path / "handed-in")

    def run(*arguments: object) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["schoolproof", *map(str, arguments)])
        with pytest.raises(SystemExit) as stop:
            main()
        return int(stop.value.code or 0), capfd.readouterr().err

    assert run("judge", desk.bundle, "--followup", followup, "--out", desk.out)[0] in (1, 2)
    assert desk.status() == "pass"
    code, told = run("judge", desk.bundle, "--out", desk.out)
    assert (code, desk.status()) == (2, "not_tested")
    assert f"next: schoolproof resume {desk.report}" in told
    code, told = run("resume", desk.report)  # by the real clock, long after evidence may be kept
    assert (code, "next: never" in told) == (2, True)


def test_the_bundle_is_found_under_any_name(desk: Desk) -> None:
    renamed = desk.bundle.rename(desk.out / "evidence")
    assert resume.bundle_of(desk.report) == renamed
