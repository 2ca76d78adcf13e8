"""Attestations answer what a test cannot settle, never lift what a test saw, and count only when they are good."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.audit import judge_bundle
from harness.catalogue.requirements import builtin_requirements
from harness.errors import MisuseError
from harness.model.finding import Reason
from harness.model.profile import App
from harness.model.report import AttestationResult, Report, RequirementResult
from harness.model.status import Status
from harness.model.verdict import Verdict
from harness.signing.keys import SigningKey
from harness.statements.attesting import Heard, settle
from harness.statements.reading import Statements, read_attestations
from harness.statements.standing import objection
from tests.harness.build import Build, registry_of, returning, whole
from tests.harness.signing.ring import block, keyring_file
from tests.harness.statements.word import (
    AUTHORITY,
    CERTIFIER,
    REQUIREMENTS,
    STRANGER,
    TODAY,
    VENDOR,
    attestation,
    said,
)

ROWS = builtin_requirements()
FAIL = Verdict(Status.FAIL, "seen", examined=1)
REVIEW = Verdict(Status.REVIEW, "look", examined=1)


def report(
    bundle: Path, statements: Statements | None, answer: Verdict | None = None, requirement: str = "ORG-03"
) -> Report:
    """The report over a bundle in which one check gives this answer to this requirement (None: no check)."""
    checks = [] if answer is None else [returning(answer, requirement=requirement)]
    return judge_bundle(bundle, registry_of(*checks), statements=statements).report


def row(found: Report, id: str = "ORG-03") -> RequirementResult:
    return next(one for one in found.requirements if one.id == id)


def stated(tmp_path: Path, key: SigningKey = CERTIFIER, at: date = TODAY, **changes: Any) -> Statements:
    return said(tmp_path / "said", (attestation(**changes), key), at=at)


def why(one: AttestationResult) -> str:
    return "" if one.why_not is None else one.why_not.template


class TestAnswers:
    def test_a_person_answers_what_only_a_person_can(self, tmp_path: Path) -> None:
        bundle = whole(tmp_path)
        assert row(report(bundle, None)).status == "not_tested"
        found = report(bundle, stated(tmp_path))
        assert (row(found).status, row(found).by) == ("pass", "person")
        assert "Ada Peeters" in str(row(found).reason)
        (one,) = found.attestations
        assert (one.counts, one.holder, one.holder_role, found.evaluated) == (
            True,
            "Holder of certifier",
            "certifier",
            "2026-11-23",
        )

    @pytest.mark.parametrize("outcome", ["fail", "not_applicable"])
    def test_other_outcomes(self, tmp_path: Path, outcome: str) -> None:
        found = report(whole(tmp_path), stated(tmp_path, outcome=outcome))
        assert (row(found).status, row(found).by) == (outcome, "person")
        assert (found.label == "fails-minimum") is (outcome == "fail")

    def test_a_failure_stated_by_a_person_fails_the_gate(self, tmp_path: Path) -> None:
        registry = registry_of(returning(Verdict(Status.PASS, "well", examined=1)))
        bundle = whole(tmp_path)
        assert judge_bundle(bundle, registry).exit_code == 0
        assert judge_bundle(bundle, registry, statements=stated(tmp_path, outcome="fail")).exit_code == 1

    def test_without_statements_nothing_rests_on_a_day(self, tmp_path: Path) -> None:
        found = report(whole(tmp_path), None)
        assert (found.evaluated, found.attestations, found.waivers) == (None, (), ())

    def test_several_requirements_at_once_and_the_worst_of_several_statements(self, tmp_path: Path) -> None:
        both = attestation(requirements=["ORG-03", "ORG-04"])
        found = report(
            whole(tmp_path), said(tmp_path / "said", (both, CERTIFIER), (attestation(outcome="fail"), AUTHORITY))
        )
        assert (row(found).status, row(found, "ORG-04").status) == ("fail", "pass")
        assert len(found.attestations) == 3

    def test_same_inputs_same_bytes(self, tmp_path: Path) -> None:
        bundle, registry = whole(tmp_path), registry_of()
        render = [
            judge_bundle(bundle, registry, statements=stated(tmp_path)).report.model_dump_json() for _ in range(2)
        ]
        assert render[0] == render[1]


class TestBesideTests:
    """ORG-03 is answered by checks and a person together; TRK-04 by checks alone."""

    @pytest.mark.parametrize(
        ("answer", "outcome", "status", "by"),
        [
            (Verdict(Status.PASS, "well", examined=1), "pass", "pass", "person"),
            (Verdict(Status.PASS, "well", examined=1), "fail", "fail", "person"),
            (REVIEW, "pass", "pass", "person"),
            (FAIL, "pass", "fail", "check"),
            (FAIL, "not_applicable", "fail", "check"),
            (FAIL, "fail", "fail", "check"),
            (Verdict(Status.NOT_TESTED, "no"), "pass", "not_tested", "check"),
            (Verdict(Status.NOT_TESTED, "no"), "fail", "fail", "person"),
            (Verdict(Status.ERROR, "no"), "pass", "error", "check"),
        ],
    )
    def test_what_stands(self, tmp_path: Path, answer: Verdict, outcome: str, status: str, by: str) -> None:
        found = report(whole(tmp_path), stated(tmp_path, outcome=outcome), answer)
        assert (row(found).status, row(found).by) == (status, by)
        assert (found.attestations[0].why_not is None) is (by == "person" or outcome == "fail")

    def test_a_declared_absence_stays_one_until_a_person_sees_it(self, tmp_path: Path) -> None:
        bundle = whole(tmp_path, inapplicable={"ORG-03": "no processors"})
        passing = Verdict(Status.PASS, "well", examined=1)
        assert row(report(bundle, stated(tmp_path), passing)).status == "not_applicable"
        assert row(report(bundle, stated(tmp_path, outcome="fail"), passing)).status == "fail"

    def test_tests_alone(self, tmp_path: Path) -> None:
        statement = stated(tmp_path, requirements=["TRK-04"])
        found = report(whole(tmp_path), statement)
        assert row(found, "TRK-04").status == "not_tested"
        assert why(found.attestations[0]) == "Tests alone decide this requirement."

    def test_a_review_that_a_person_did(self, tmp_path: Path) -> None:
        bundle, statement = whole(tmp_path), stated(tmp_path, requirements=["TRK-04"])
        registry = registry_of(returning(REVIEW))
        assert judge_bundle(bundle, registry).exit_code == 2
        judgement = judge_bundle(bundle, registry, statements=statement)
        assert (row(judgement.report, "TRK-04").status, judgement.exit_code) == ("pass", 0)
        assert judgement.report.findings[0].status == "review", "what the check said stays to be seen"

    @given(
        status=st.sampled_from(list(Status)),
        outcome=st.sampled_from(["pass", "fail", "not_applicable"]),
        rule=st.sampled_from(["checks", "person", "both"]),
        level=st.sampled_from(["minimum", "recommended"]),
        independence=st.sampled_from(["first", "second", "third"]),
        objection=st.booleans(),
    )
    def test_a_statement_never_lifts_what_a_test_saw(
        self, status: Status, outcome: str, rule: str, level: str, independence: str, objection: bool
    ) -> None:
        requirement = ROWS["ORG-03"].model_copy(update={"answered_by": rule, "level": level})
        heard = a_heard(outcome, independence, objection)
        answer = settle(requirement, status, None, [heard], tested=True)
        if status in (Status.FAIL, Status.ERROR, Status.NOT_TESTED):
            assert answer.status in (status, Status.FAIL)
        if objection:
            assert (answer.status, answer.by_person) == (status, False)
        if answer.by_person:
            assert answer.status.value == outcome


def a_heard(outcome: str, independence: str, objection: bool) -> Heard:
    from harness.signing import envelope as dsse
    from harness.statements.reading import Signed
    from harness.statements.record import ATTESTATION, Attestation

    record = Attestation.model_validate(attestation(outcome=outcome, independence=independence))
    envelope = dsse.sign(ATTESTATION, record.payload(), CERTIFIER)
    return Heard("ORG-03", Signed("x", b"", envelope, record), None, Reason("no") if objection else None)


class TestDoesNotCount:
    def listed(self, tmp_path: Path, statements: Statements) -> AttestationResult:
        """The one attestation, after asserting that it changed nothing."""
        found = report(whole(tmp_path), statements)
        assert (row(found).status, row(found).by) == ("not_tested", "none")
        (one,) = found.attestations
        assert not one.counts
        return one

    @pytest.mark.parametrize(
        ("at", "counts"),
        [("2026-10-31", False), ("2026-11-01", True), ("2027-10-31", True), ("2027-11-01", False)],
    )
    def test_its_first_and_last_day(self, tmp_path: Path, at: str, counts: bool) -> None:
        found = report(whole(tmp_path), stated(tmp_path, at=date.fromisoformat(at)))
        assert found.attestations[0].counts is counts
        assert found.evaluated == at

    def test_a_stranger(self, tmp_path: Path) -> None:
        one = self.listed(tmp_path, stated(tmp_path, STRANGER))
        assert "not in the keyring" in why(one)
        assert (one.holder, one.key) == (None, STRANGER.public.id)

    def test_a_changed_record(self, tmp_path: Path) -> None:
        statements = stated(tmp_path)
        (one,) = statements.attestations
        forged = replace(one, envelope=replace(one.envelope, payload=one.envelope.payload.replace(b"Ada", b"Eva")))
        assert "signature does not fit" in why(self.listed(tmp_path, replace(statements, attestations=(forged,))))

    def test_a_key_outside_its_time(self, tmp_path: Path) -> None:
        from harness.signing.keyring import load_keyring

        ring = load_keyring(keyring_file(tmp_path / "late.toml", block(CERTIFIER, until="2026-11-22")))
        assert "counts only from" in why(self.listed(tmp_path, replace(stated(tmp_path), keyring=ring)))

    @pytest.mark.parametrize("app", [{"name": "Demo", "version": "2"}, {"name": "Other", "version": "unknown"}])
    def test_another_app_or_version(self, tmp_path: Path, app: dict[str, str]) -> None:
        assert "speaks about" in why(self.listed(tmp_path, stated(tmp_path, app=app)))

    def test_the_makers_own_word_for_a_minimum_requirement(self, tmp_path: Path) -> None:
        assert "says so itself" in why(self.listed(tmp_path, stated(tmp_path, VENDOR, independence="first")))

    def test_the_maker_in_disguise(self, tmp_path: Path) -> None:
        assert "maker's key" in why(self.listed(tmp_path, stated(tmp_path, VENDOR)))

    def test_the_maker_may_say_that_it_fails(self, tmp_path: Path) -> None:
        found = report(whole(tmp_path), stated(tmp_path, VENDOR, independence="first", outcome="fail"))
        assert row(found).status == "fail"

    def test_what_this_audit_does_not_ask(self, tmp_path: Path) -> None:
        found = report(whole(tmp_path), stated(tmp_path, requirements=["SET-07"]))
        assert "did not ask" in why(found.attestations[0])


def test_an_interrupted_run_stays_incomplete(tmp_path: Path) -> None:
    made = Build(tmp_path)
    made.session().page()
    bundle = made.seal(status="started")
    assert report(bundle, stated(tmp_path)).label == "incomplete"


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_flipped_byte_in_a_signed_record_counts(tmp_path: Path, data: st.DataObject) -> None:
    statements = stated(tmp_path)
    (one,) = statements.attestations
    at = data.draw(st.integers(0, len(one.content) - 1))
    mask = data.draw(st.integers(1, 255))
    file = tmp_path / "flipped.json"
    file.write_bytes(one.content[:at] + bytes([one.content[at] ^ mask]) + one.content[at + 1 :])
    try:
        (flipped,) = read_attestations([file], REQUIREMENTS)
    except MisuseError as error:
        assert str(file) in str(error)
        return
    app = App(name="Demo", url="https://school.test/", hosts=("school.test",))
    assert objection(flipped, flipped.record.app, statements, app) is not None
