"""The nine status rules, attacked: nothing that was not seen may come out as a pass."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from harness import Bypass, Status, Traffic, Verdict, fail, ok, review
from harness.bundle.manifest import DamagedBundleError
from harness.bundle.reader import Bundle
from harness.judge import judge
from harness.model.status import ExitCode
from harness.reporting import build_report, gate
from tests.harness.build import PASS, Build, a_check, judged, one, registry_of, returning, status, whole


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

    @pytest.mark.parametrize(
        ("answer", "declared", "expected"),
        [
            (fail("bad", proof=()), ("bypass",), Status.FAIL),
            (fail("bad", proof=()), ("events",), Status.NOT_TESTED),
            (fail("bad", proof=()), (), Status.NOT_TESTED),
            (PASS, ("bypass",), Status.NOT_TESTED),
            (review("look", proof=()), ("bypass",), Status.NOT_TESTED),  # else a person could settle what nobody saw
            (None, ("bypass",), Status.NOT_TESTED),
            (ValueError("nothing examined"), ("bypass",), Status.NOT_TESTED),
        ],
    )
    def test_only_a_fail_that_the_check_vouches_for_stands_without_a_kind(
        self, tmp_path: Path, answer: object, declared: tuple[str, ...], expected: Status
    ) -> None:
        def function(traffic: Traffic, bypass: Bypass) -> Verdict:
            if isinstance(answer, Exception):
                raise answer
            return answer  # type: ignore[return-value]

        made = Build(tmp_path)
        made.session().page()
        bundle = made.seal(probes=())
        found = one(bundle, a_check(function, fail_stands_without=declared))
        assert found.status is expected
        if expected is Status.NOT_TESTED:
            assert found.reason is not None
            assert found.reason.values["kind"] == "bypass"

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
        made = Build(tmp_path).plan(
            check="acme/gone", requirement="TRK-04", persona="pupil", level="minimum", role="pupil"
        )
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
