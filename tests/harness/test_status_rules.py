"""The nine status rules, attacked: nothing that was not seen may come out as a pass."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from harness import Status, Traffic, Verdict, fail, not_tested, ok, review
from harness.bundle.manifest import DamagedBundleError
from harness.bundle.reader import Bundle
from harness.judge import judge
from harness.model.label import label
from harness.model.status import ExitCode, exit_code, worst
from harness.reporting import build_report, gate
from tests.harness.build import Build, a_check, judged, one, registry_of, returning, status

PASS = Verdict(Status.PASS, "all well", examined=1)


def whole(tmp_path: Path, **profile: Any) -> Path:
    """A bundle in which nothing is missing."""
    made = Build(tmp_path, **profile)
    made.session().page()
    return made.seal()


class TestRule1AVerdictOrAnError:
    @pytest.mark.parametrize(
        "answer",
        [None, True, False, "pass", 1, {"status": "pass"}, [], Status.PASS, (PASS,), object(), Verdict],
        ids=lambda answer: type(answer).__name__,
    )
    def test_anything_but_a_verdict_is_an_error(self, tmp_path: Path, answer: object) -> None:
        assert status(whole(tmp_path), returning(answer)) is Status.ERROR

    @pytest.mark.parametrize("claimed", ["pass", "fail", None, True, Status.NOT_APPLICABLE])
    def test_a_status_that_is_not_for_checks_is_an_error(self, tmp_path: Path, claimed: object) -> None:
        verdict = Verdict(claimed, "well", examined=5)  # type: ignore[arg-type]
        assert status(whole(tmp_path), returning(verdict)) is Status.ERROR

    @pytest.mark.parametrize(
        "odd",
        [
            {"message": None},
            {"values": {"a": object()}},
            {"values": {1: "a"}},
            {"values": {"a": [1]}},
            {"values": {"a": True}},
            {"values": None},
            {"proof": [object()]},
            {"proof": (1,)},
            {"feature": Status.PASS},
            {"examined": "many"},
            {"examined": True},
        ],
        ids=lambda odd: "".join(odd),
    )
    def test_a_verdict_that_cannot_be_written_down_is_an_error(self, tmp_path: Path, odd: dict[str, Any]) -> None:
        verdict = Verdict(**{"status": Status.PASS, "message": "well", "examined": 1, **odd})
        bundle = whole(tmp_path)
        registry = registry_of(returning(verdict))
        findings = judge(Bundle(bundle), registry)
        assert [item.status for item in findings] == [Status.ERROR]
        assert build_report(Bundle(bundle), findings, registry, {}).counts["error"] == 1

    @pytest.mark.parametrize("error", [ValueError("x"), KeyError(1), RecursionError(), MemoryError(), SystemExit(0)])
    def test_a_crash_is_the_error_of_that_check_alone(self, tmp_path: Path, error: BaseException) -> None:
        def crash(traffic: Traffic) -> Verdict:
            raise error

        crashing, well = a_check(crash), returning(PASS, id="test/two")
        found = {item.check: item for item in judged(whole(tmp_path), crashing, well)}
        assert found["test/one"].status is Status.ERROR
        assert found["test/one"].values["kind"] == type(error).__name__
        assert found["test/two"].status is Status.PASS

    def test_leaving_the_process_is_a_crash(self, tmp_path: Path) -> None:
        def leave(traffic: Traffic) -> Verdict:
            sys.exit(0)

        assert status(whole(tmp_path), a_check(leave)) is Status.ERROR

    def test_ctrl_c_is_not_swallowed(self, tmp_path: Path) -> None:
        def interrupted(traffic: Traffic) -> Verdict:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            judged(whole(tmp_path), a_check(interrupted))

    def test_an_error_whose_text_fails_and_one_with_an_address(self, tmp_path: Path) -> None:
        class Nasty(Exception):
            def __str__(self) -> str:
                raise RuntimeError

        def nasty(traffic: Traffic) -> Verdict:
            raise Nasty

        def addressed(traffic: Traffic) -> Verdict:
            raise ValueError(f"{object()}")

        bundle = whole(tmp_path)
        assert one(bundle, a_check(nasty)).values["text"] == "(no text)"
        assert one(bundle, a_check(addressed)).values["text"] == "<object object at 0x…>"

    def test_evidence_that_nobody_knows_is_an_error_of_that_check(self, tmp_path: Path) -> None:
        def asks(wish: int) -> Verdict:
            return PASS

        found = judged(whole(tmp_path), a_check(asks), returning(PASS, id="test/two"))
        assert [item.status for item in found] == [Status.ERROR, Status.PASS]

    def test_evidence_that_crashes_when_asked_for_gaps(self, tmp_path: Path) -> None:
        class Broken(Traffic):
            @property
            def gaps(self) -> list[Any]:
                raise OSError("broken")

        def asks(traffic: Broken) -> Verdict:
            return PASS

        asks.__annotations__ = {"traffic": Broken, "return": Verdict}
        assert status(whole(tmp_path), a_check(asks)) is Status.ERROR

    def test_for_a_debugger_the_crash_itself_is_raised(self, tmp_path: Path) -> None:
        def crash(traffic: Traffic) -> Verdict:
            return {}["here"]  # type: ignore[no-any-return]

        with pytest.raises(KeyError, match="here"):
            judge(Bundle(whole(tmp_path)), registry_of(a_check(crash)), raising=True)


class TestRule2NothingExamined:
    @pytest.mark.parametrize("examined", [0, [], {}, "", -1, False, True])
    def test_ok_refuses_to_pass_about_nothing(self, examined: Any) -> None:
        with pytest.raises(ValueError, match="examined nothing"):
            ok("well", examined=examined)

    @pytest.mark.parametrize("examined", [0, -3])
    def test_a_pass_made_by_hand_is_an_error(self, tmp_path: Path, examined: int) -> None:
        assert status(whole(tmp_path), returning(Verdict(Status.PASS, "", examined=examined))) is Status.ERROR

    def test_a_session_without_traffic_does_not_pass(self, tmp_path: Path) -> None:
        def looks(traffic: Traffic) -> Verdict:
            return ok("well", examined=traffic)

        made = Build(tmp_path)
        made.session()
        assert status(made.seal(), a_check(looks)) is Status.ERROR


class TestRule3MissingEvidence:
    def test_no_session_at_all(self, tmp_path: Path) -> None:
        found = one(Build(tmp_path).seal(), returning(PASS))
        assert found.status is Status.NOT_TESTED
        assert found.reason is not None
        assert "no session" in found.reason.values["why"]

    def test_a_kind_that_was_not_gathered(self, tmp_path: Path) -> None:
        made = Build(tmp_path)
        made.session(kinds=("events",)).page()
        assert status(made.seal(), returning(PASS)) is Status.NOT_TESTED

    def test_a_kind_that_only_one_of_two_sessions_gathered(self, tmp_path: Path) -> None:
        made = Build(tmp_path)
        made.session().page()
        made.session(journey="second", kinds=("events",)).page()
        assert status(made.seal(), returning(PASS)) is Status.NOT_TESTED

    @pytest.mark.parametrize("where", ["session", "run"])
    @pytest.mark.parametrize("evidence", ["traffic", "*"])
    def test_a_gap_takes_the_pass_but_not_the_fail(self, tmp_path: Path, where: str, evidence: str) -> None:
        made = Build(tmp_path)
        session = made.session().page()
        (session if where == "session" else made).gap(evidence, "body-too-large")
        bundle = made.seal()
        found = one(bundle, returning(PASS))
        assert found.status is Status.NOT_TESTED
        assert found.reason is not None
        assert found.reason.values == {"gaps": [f"{evidence}: body-too-large"]}
        assert status(bundle, returning(fail("bad", proof=()))) is Status.FAIL
        assert status(bundle, returning(review("look", proof=()))) is Status.REVIEW

    def test_a_gap_of_other_evidence_or_of_another_persona_takes_nothing(self, tmp_path: Path) -> None:
        made = Build(tmp_path)
        made.session().page().gap("events", "late")
        made.session("teacher").page().gap("traffic", "body-too-large")
        assert status(made.seal(), returning(PASS)) is Status.PASS

    def test_only_the_gaps_that_a_check_tolerates_are_passed_over(self, tmp_path: Path) -> None:
        made = Build(tmp_path)
        made.session().page().gap("traffic", "body-too-large")
        bundle = made.seal()
        assert status(bundle, returning(PASS, tolerates=("body-too-large",))) is Status.PASS
        assert status(bundle, returning(PASS, tolerates=("body-bomb",))) is Status.NOT_TESTED

    def test_a_session_that_ended_badly_takes_the_pass(self, tmp_path: Path) -> None:
        made = Build(tmp_path)
        made.session().page()
        made.session(journey="second", status="failed").page()
        assert status(made.seal(), returning(PASS)) is Status.NOT_TESTED


class TestRule4ThePlan:
    def test_a_planned_cell_of_an_unknown_check_is_answered_not_tested(self, tmp_path: Path) -> None:
        made = Build(tmp_path).plan(check="acme/gone", requirement="TRK-04", persona="pupil", level="minimum", role="pupil")
        made.session().page()
        found = {item.check: item.status for item in judged(made.seal(), returning(PASS))}
        assert found == {"acme/gone": Status.NOT_TESTED, "test/one": Status.PASS}

    def test_a_cell_that_a_later_rule_asks_is_answered_too(self, tmp_path: Path) -> None:
        first, second = returning(PASS), returning(PASS, id="test/two")
        made = Build(tmp_path).plan(first)
        made.session().page()
        assert [item.check for item in judged(made.seal(), first, second)] == ["test/one", "test/two"]

    def test_a_role_that_nobody_plays_is_not_tested(self, tmp_path: Path) -> None:
        found = one(whole(tmp_path), returning(PASS, personas=("parent",)), persona=None)
        assert found.status is Status.NOT_TESTED
        assert found.values == {"role": "parent"}

    def test_an_interrupted_run_is_never_clean(self, tmp_path: Path) -> None:
        made = Build(tmp_path)
        made.session().page()
        bundle = Bundle(made.seal(status="started"))
        registry = registry_of(returning(PASS))
        findings = judge(bundle, registry)
        assert [item.status for item in findings] == [Status.PASS]
        report = build_report(bundle, findings, registry, {})
        assert (report.complete, report.label) == (False, "incomplete")
        assert gate(findings, complete=bundle.complete) is ExitCode.UNANSWERED

    def test_a_bundle_without_a_seal_is_not_judged(self, tmp_path: Path) -> None:
        bundle = whole(tmp_path)
        (bundle / "manifest.json").unlink()
        with pytest.raises(DamagedBundleError, match="interrupted"):
            judged(bundle, returning(PASS))


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
