"""The status rules from the fifth on, attacked: controls, declared absence, the worst, the label and the exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import Status, Traffic, Verdict, fail, not_tested, ok, review
from harness.bundle.reader import Bundle
from harness.judge import judge
from harness.model.label import label
from harness.model.report import Report
from harness.model.status import ExitCode, exit_code, worst
from harness.reporting import build_report, gate, gate_report
from tests.harness.build import PASS, Build, a_check, judged, one, registry_of, returning, status, whole


def counted(traffic: Traffic) -> Verdict:
    """Fails and tells what it saw, so that a test sees which records counted."""
    return fail("{paths}", paths=[exchange.path for exchange in traffic], proof=())


class TestRule5ThePositiveControl:
    @pytest.mark.parametrize("proofs", [[], [("start", False)], [("start", False), ("end", False)]])
    def test_a_login_that_was_never_proven(self, tmp_path: Path, proofs: list[tuple[str, bool]]) -> None:
        made = Build(tmp_path)
        session = made.session(login=False).page()
        for when, good in proofs:
            session.proof(when, good)
        assert status(made.seal(), returning(PASS)) is Status.NOT_TESTED

    def test_what_came_after_the_last_good_proof_is_void(self, tmp_path: Path) -> None:
        made = Build(tmp_path)
        made.session(end=False).page("/a").proof("during").page("/b").proof("end", False).page("/c")
        bundle = made.seal()
        assert one(bundle, a_check(counted)).values["paths"] == ["/a"]
        assert status(bundle, returning(PASS)) is Status.NOT_TESTED

    def test_a_login_that_came_back_does_not_make_good_what_was_lost(self, tmp_path: Path) -> None:
        made = Build(tmp_path)
        made.session(end=False).page("/a").proof("during").page("/b").proof("during", False).page("/c").proof("end")
        bundle = made.seal()
        assert one(bundle, a_check(counted)).values["paths"] == ["/a"]
        assert status(bundle, returning(PASS)) is Status.NOT_TESTED

    def test_a_login_that_needed_a_second_try_counts(self, tmp_path: Path) -> None:
        made = Build(tmp_path)
        made.session(login=False).proof("start", False).proof("start").page("/a").proof("end")
        assert status(made.seal(), returning(PASS)) is Status.PASS

    def test_a_run_that_did_not_prove_the_login_at_the_end(self, tmp_path: Path) -> None:
        made = Build(tmp_path)
        made.session(end=False).page("/a").proof("during").page("/b")
        bundle = made.seal()
        assert one(bundle, a_check(counted)).values["paths"] == ["/a"]
        assert status(bundle, returning(PASS)) is Status.NOT_TESTED

    def test_a_session_of_nobody_in_the_profile_proves_nothing(self, tmp_path: Path) -> None:
        made = Build(tmp_path)
        made.session("ghost", login=False).page()
        assert status(made.seal(), returning(PASS, personas=()), persona=None) is Status.NOT_TESTED

    def test_one_lost_login_takes_the_pass_of_the_whole_run(self, tmp_path: Path) -> None:
        made = Build(tmp_path)
        made.session().page()
        made.session("teacher", login=False).page()
        assert status(made.seal(), returning(PASS, personas=()), persona=None) is Status.NOT_TESTED


class TestRule7NotApplicable:
    DECLARED = {"TRK-04": "There are no third parties."}

    def judge(self, tmp_path: Path, answer: Verdict, gap: str | None = None) -> Status:
        made = Build(tmp_path, inapplicable=self.DECLARED)
        session = made.session().page()
        if gap:
            session.gap("traffic", gap)
        return status(made.seal(), returning(answer))

    @pytest.mark.parametrize("answer", [PASS, not_tested("unsure")])
    @pytest.mark.parametrize("gap", [None, "body-bomb"])
    def test_a_declared_absence_is_counted_apart(self, tmp_path: Path, answer: Verdict, gap: str | None) -> None:
        assert self.judge(tmp_path, answer, gap) is Status.NOT_APPLICABLE

    @pytest.mark.parametrize("gap", [None, "body-bomb"])
    @pytest.mark.parametrize(
        "answer",
        [
            fail("bad", proof=()),
            Verdict(Status.FAIL, "bad"),
            ok("well", examined=1, feature=True),
            Verdict(Status.REVIEW, "look", feature=True),
        ],
    )
    def test_what_was_seen_after_all_fails(self, tmp_path: Path, answer: Verdict, gap: str | None) -> None:
        assert self.judge(tmp_path, answer, gap) is Status.FAIL

    def test_what_a_person_must_see_and_our_own_errors_stand(self, tmp_path: Path) -> None:
        assert self.judge(tmp_path, review("look", proof=())) is Status.REVIEW
        assert self.judge(tmp_path / "second", None) is Status.ERROR  # type: ignore[arg-type]

    def test_another_requirement_is_not_covered(self, tmp_path: Path) -> None:
        bundle = whole(tmp_path, inapplicable={"TRK-01": "No recipients."})
        assert status(bundle, returning(not_tested("unsure"))) is Status.NOT_TESTED

    @pytest.mark.parametrize("reason", ["", "   "])
    def test_a_declaration_needs_a_reason(self, tmp_path: Path, reason: str) -> None:
        with pytest.raises(ValueError, match="inapplicable"):
            Build(tmp_path, inapplicable={"TRK-04": reason})


class TestRule8TheWorst:
    def test_of_nothing_is_not_tested(self) -> None:
        assert worst([]) is Status.NOT_TESTED

    def test_order(self) -> None:
        order = [Status.FAIL, Status.ERROR, Status.NOT_TESTED, Status.REVIEW, Status.PASS, Status.NOT_APPLICABLE]
        assert [worst(order[place:]) for place in range(6)] == order

    @pytest.mark.parametrize("any_status", list(Status))
    def test_a_status_is_neither_true_nor_false(self, any_status: Status) -> None:
        with pytest.raises(TypeError, match="neither true nor false"):
            bool(any_status)


class TestRule9LabelAndExitCode:
    @pytest.mark.parametrize("unanswered", [Status.NOT_TESTED, Status.REVIEW, Status.ERROR])
    def test_one_unanswered_row_keeps_the_label_open(self, unanswered: Status) -> None:
        assert label([Status.PASS] * 50 + [unanswered], complete=True) == "incomplete"

    def test_the_other_labels(self) -> None:
        assert label([Status.PASS, Status.NOT_APPLICABLE], complete=True) == "meets-minimum"
        assert label([Status.PASS], complete=False) == "incomplete"
        assert label([], complete=True) == "incomplete"
        assert label([Status.PASS, Status.NOT_TESTED, Status.FAIL], complete=False) == "fails-minimum"

    def test_what_ran_on_a_simulated_device_gets_no_label(self, tmp_path: Path) -> None:
        assert {label([one], complete=True, simulated=True) for one in Status} == {"incomplete"}
        made = Build(tmp_path)
        made.session().page()
        bundle, registry = Bundle(made.seal(platform={"device": "simulated-device"})), registry_of(returning(PASS))
        report = build_report(bundle, judge(bundle, registry), registry, {})
        assert (report.label, report.simulated, report.expires) == ("incomplete", True, None)
        assert gate_report(report) is not ExitCode.CLEAN
        for forged in ("meets-minimum", "fails-minimum"):
            with pytest.raises(ValueError, match="simulated device"):
                Report.model_validate({**report.model_dump(by_alias=True), "label": forged})

    def test_a_report_with_unanswered_requirements_never_meets_the_minimum(self, tmp_path: Path) -> None:
        bundle, registry = Bundle(whole(tmp_path)), registry_of(returning(PASS))
        report = build_report(bundle, judge(bundle, registry), registry, {})
        assert next(row for row in report.requirements if row.id == "TRK-04").status == "pass"
        assert report.label == "incomplete"

    @pytest.mark.parametrize("level", ["recommended", "advanced"])
    def test_what_is_only_recommended_does_not_fail_the_minimum(self, tmp_path: Path, level: str) -> None:
        made = Build(tmp_path)
        made.session().page()
        bundle = Bundle(made.seal(level=level))
        registry = registry_of(returning(PASS), returning(fail("bad", proof=()), id="test/two", level="recommended"))
        findings = judge(bundle, registry)
        report = build_report(bundle, findings, registry, {})
        assert next(row for row in report.requirements if row.id == "TRK-04").status == "fail"
        assert report.label == "incomplete"
        assert gate(findings, complete=True) is ExitCode.FAILED

    @pytest.mark.parametrize(
        ("statuses", "code"),
        [
            ([], 2),
            ([Status.PASS], 0),
            ([Status.NOT_APPLICABLE], 0),
            ([Status.PASS, Status.NOT_TESTED], 2),
            ([Status.PASS, Status.REVIEW], 2),
            ([Status.PASS, Status.ERROR], 2),
            ([Status.ERROR, Status.FAIL], 1),
        ],
    )
    def test_exit_codes(self, statuses: list[Status], code: int) -> None:
        assert exit_code(statuses) == code


def test_who_stood_for_a_role_when_it_was_planned_still_does(tmp_path: Path) -> None:
    """Personas come sorted out of a bundle, while a profile has them in the order of the file."""
    check = returning(PASS, representative=True)
    personas = {name: {"name": name, "role": "pupil", "known": {"first_name": "Zoë"}} for name in ("zoe", "ada")}
    made = Build(tmp_path, personas=personas).plan(check)
    for name in personas:
        made.session(name).page()
    assert [(item.persona, item.status) for item in judged(made.seal(), check)] == [("zoe", Status.PASS)]
