"""Follow-ups: those of this bundle count, and whatever else is handed in is refused with its file named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.audit import judge_bundle, write_reports
from harness.bundle.manifest import MANIFEST, DamagedBundleError, seal
from harness.errors import MisuseError, SchoolproofError
from harness.later.followups import open_bundle
from harness.model.records import LaterAnswer
from harness.model.report import Report
from harness.plugins.host import load_registry
from tests.checks.examples import MONTH_LATER, OPEN, job, over
from tests.harness.build import Build

REGISTRY = load_registry()
LATER_STILL = "2026-02-04T10:00:00+00:00"
OTHER = [{"name": "X", "hosts": ["x.example"]}]


def build(folder: Path, *, answers: bool = True, **profile: object) -> Path:
    """A bundle with one job, and its follow-up beside it."""
    made = Build(folder, **profile)
    made.session().page()
    made.probe("deferred", **job())
    if answers:
        made.answered(MONTH_LATER, *over())
    return made.seal(level="recommended")


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return build(tmp_path / "out")


def followup(bundle: Path) -> Path:
    return bundle.parent / "followups" / "1"


def changed(path: Path, name: str, change: Callable[[dict[str, object]], None]) -> None:
    """Change a document and seal again, as somebody would who wants it to be believed."""
    content = json.loads((path / name).read_bytes())
    change(content)
    (path / name).write_text(json.dumps(content))
    seal(path)


class TestFound:
    def test_it_is_found_and_its_times_are_those_of_the_run(self, bundle: Path) -> None:
        (found,) = open_bundle(bundle).followups
        first, *_ = found.probe("later", LaterAnswer)
        assert first.t == 30 * 86400 + 300 + 1.0
        assert first.at == f"followups/{found.identity[7:19]}/probes/later.jsonl#0"

    def test_a_pointer_into_it_leads_to_the_record_and_nowhere_else(self, bundle: Path) -> None:
        opened = open_bundle(bundle)
        prefix = opened.followups[0].prefix
        record = opened.record(f"{prefix}probes/later.jsonl#0")
        assert record is not None
        assert record["who"] == "kept"
        assert opened.digests({f"{prefix}probes/later.jsonl#0"})
        for at in (f"{prefix}../../bundle/run.json#0", "followups/0123/probes/later.jsonl#0", f"{prefix}#0"):
            assert opened.raw(at) is None
            assert opened.digests({at}) == {}

    def test_in_order_whatever_their_folders_are_called(self, tmp_path: Path) -> None:
        made = Build(tmp_path)
        made.probe("deferred", **job()).answered(LATER_STILL, *over()).answered(MONTH_LATER, *over())
        bundle = made.seal(level="recommended")
        several = [bundle.parent / "followups" / name for name in ("1", "2")]
        by_default = [one.identity for one in open_bundle(bundle).followups]
        assert by_default == [one.identity for one in open_bundle(bundle, [*several[::-1], several[0]]).followups]
        assert [one.shift for one in open_bundle(bundle).followups] == sorted(
            one.shift for one in open_bundle(bundle).followups
        )

    def test_none_when_none_is_wanted(self, bundle: Path) -> None:
        assert open_bundle(bundle, []).followups == ()

    def test_those_of_an_older_bundle_stay_aside(self, bundle: Path, tmp_path: Path) -> None:
        newer = build(tmp_path / "newer", answers=False, recipients=OTHER)
        shutil.rmtree(bundle)
        newer.rename(bundle)
        assert open_bundle(bundle).followups == ()


class TestRefused:
    def test_of_another_bundle(self, bundle: Path, tmp_path: Path) -> None:
        other = build(tmp_path / "other", answers=False, recipients=OTHER)
        with pytest.raises(MisuseError, match="followups/1/run.json: follows another bundle"):
            open_bundle(other, [followup(bundle)])

    @pytest.mark.parametrize("name", ["run.json", "probes/later.jsonl", "profile.json"])
    def test_a_changed_one(self, bundle: Path, name: str) -> None:
        path = followup(bundle) / name
        path.write_bytes(path.read_bytes().rstrip() + b" \n")
        with pytest.raises(DamagedBundleError, match=name):
            open_bundle(bundle)

    def test_an_unsealed_one(self, bundle: Path) -> None:
        (followup(bundle) / MANIFEST).unlink()
        with pytest.raises(DamagedBundleError, match="followups/1: no manifest.json"):
            open_bundle(bundle)

    def test_something_else_in_the_folder(self, bundle: Path) -> None:
        (bundle.parent / "followups" / "notes").mkdir()
        with pytest.raises(DamagedBundleError, match="followups/notes/run.json"):
            open_bundle(bundle)

    def test_an_interrupted_one(self, bundle: Path) -> None:
        changed(followup(bundle), "run.json", lambda run: run.update(status="started"))
        with pytest.raises(DamagedBundleError, match=r"1/run.json: the follow-up was interrupted"):
            open_bundle(bundle)

    @pytest.mark.parametrize("started", ["yesterday", "2026-02-04T09:05:00", None])
    def test_one_without_a_moment(self, bundle: Path, started: str | None) -> None:
        changed(followup(bundle), "run.json", lambda run: run.update(started=started))
        with pytest.raises(DamagedBundleError, match=r"1/run.json: started"):
            open_bundle(bundle)

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            (lambda one: one["app"].update(url="https://other.test/"), "app.url"),
            (lambda one: one["app"].update(hosts=["other.test"]), "app.hosts"),
            (lambda one: one["personas"]["pupil"].update(known={"first_name": "Somebody"}), "personas.pupil.known"),
            (lambda one: one["personas"]["pupil"].update(username="eve"), "personas.pupil.username"),
            (lambda one: one["personas"].update(eve={"role": "pupil"}), "personas.eve.role"),
        ],
    )
    def test_one_made_with_another_profile(self, bundle: Path, change: Callable[..., None], told: str) -> None:
        changed(followup(bundle), "profile.json", change)
        with pytest.raises(MisuseError, match=f"1/profile.json: was made with another profile.*{told}"):
            open_bundle(bundle)

    def test_a_follow_up_is_not_judged_by_itself(self, bundle: Path) -> None:
        with pytest.raises(MisuseError, match="this is a follow-up"):
            open_bundle(followup(bundle))


class TestReport:
    def report(self, bundle: Path, **more: object) -> Report:
        return judge_bundle(bundle, REGISTRY, **more).report  # type: ignore[arg-type]

    def row(self, report: Report) -> str:
        return next(one.status for one in report.requirements if one.id == "SES-04")

    def test_provisional_until_it_was_asked(self, bundle: Path) -> None:
        before = self.report(bundle, followups=[])
        assert (before.provisional, before.followups, self.row(before)) == (True, (), "not_tested")
        (left,) = before.outstanding
        assert left.model_dump() == {
            "job": "SES-04-pupil", "requirement": "SES-04", "persona": "pupil", "what": "absolute",
            "due": "2026-02-04T09:02:00+00:00", "why": "not-asked",
        }
        after = self.report(bundle)
        assert (after.provisional, after.outstanding, len(after.followups)) == (False, (), 1)
        assert after.label == before.label

    def test_a_try_that_told_nothing_leaves_it_provisional(self, tmp_path: Path) -> None:
        made = Build(tmp_path)
        made.probe("deferred", **job()).answered(MONTH_LATER, *over(kept1={"status": 503}))
        report = self.report(made.seal(level="recommended"))
        assert (report.provisional, report.outstanding[0].why) == (True, "no-answer")

    def test_what_does_not_count_is_not_waited_for(self, tmp_path: Path) -> None:
        made = Build(tmp_path)
        made.probe("deferred", **job())
        report = self.report(made.seal(level="minimum"))
        assert (report.provisional, len(report.outstanding)) == (False, 1)
        applies_not = Build(tmp_path / "x", inapplicable={"SES-04": "No sessions"})
        applies_not.probe("deferred", **job())
        assert self.report(applies_not.seal(level="recommended")).provisional is False

    def test_the_same_inputs_the_same_bytes(self, bundle: Path, tmp_path: Path) -> None:
        for name in ("one", "two"):
            write_reports(judge_bundle(bundle, REGISTRY), tmp_path / name, REGISTRY, ("json", "html", "junit"))
        for path in (tmp_path / "one").iterdir():
            assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()

    def test_the_proof_of_a_fail_lies_in_the_follow_up(self, tmp_path: Path) -> None:
        made = Build(tmp_path)
        made.probe("deferred", **job()).answered(MONTH_LATER, *over(**OPEN))
        report = self.report(made.seal(level="recommended"))
        (finding,) = [one for one in report.findings if one.requirement == "SES-04" and one.persona == "pupil"]
        assert finding.proof[0].at.startswith(f"followups/{report.followups[0][7:19]}/")

    def test_a_job_cannot_be_left_out(self, bundle: Path) -> None:
        (bundle / "probes" / "deferred.jsonl").write_bytes(b"")
        with pytest.raises(SchoolproofError, match="deferred.jsonl: changed after"):
            self.report(bundle)
