"""Waivers let a finding through the gate until a day, and nothing more."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from harness.audit import Judgement, judge_bundle
from harness.model.report import WaiverResult
from harness.model.status import Status
from harness.model.verdict import Verdict
from harness.signing.keys import SigningKey
from tests.harness.build import registry_of, returning, whole
from tests.harness.statements.word import AUTHORITY, CERTIFIER, STRANGER, TODAY, VENDOR, said, waiver

FAIL = Verdict(Status.FAIL, "seen", examined=1)
LISTED = {"keys": [AUTHORITY.public.id, VENDOR.public.id]}


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return whole(tmp_path, authority=LISTED)


def judged(
    bundle: Path,
    *scopes: dict[str, Any] | None,
    key: SigningKey = AUTHORITY,
    at: date = TODAY,
    answer: Verdict = FAIL,
    requirement: str = "TRK-04",
    **changes: Any,
) -> Judgement:
    """A judgement of one check under waivers with these scopes, each with an id of its own."""
    records = [(waiver(scope, id=f"w{number}", **changes), key) for number, scope in enumerate(scopes)]
    registry = registry_of(returning(answer, requirement=requirement))
    statements = said(bundle.parent / "said", *records, at=at)
    return judge_bundle(bundle, registry, statements=statements)


def only(judgement: Judgement) -> WaiverResult:
    (one,) = judgement.report.waivers
    return one


def why(judgement: Judgement) -> str:
    told = only(judgement).why_not
    return "" if told is None else told.template


def test_it_holds_until_its_day_and_not_the_day_after(bundle: Path) -> None:
    codes = {
        day: int(judged(bundle, None, at=date.fromisoformat(day)).exit_code) for day in ("2026-11-30", "2026-12-01")
    }
    assert codes == {"2026-11-30": 0, "2026-12-01": 1}
    assert judged(bundle, None, at=date(2026, 10, 31)).exit_code == 1, "nor the day before it was given"


def test_a_waived_finding_stays_to_be_seen(bundle: Path) -> None:
    found = judged(bundle, None)
    (finding,) = found.report.findings
    assert (finding.status, finding.waived, found.report.label) == ("fail", "w0", "fails-minimum")
    assert (only(found).counts, only(found).findings, only(found).approver) == (True, 1, "Bea Authority")
    assert judged(bundle).report.findings[0].waived is None


class TestWhoMay:
    def test_only_keys_that_the_profile_lists(self, bundle: Path) -> None:
        found = judged(bundle, None, key=CERTIFIER)
        assert (found.exit_code, "does not list the key" in why(found)) == (1, True)

    def test_the_maker_never_even_when_its_profile_lists_it(self, bundle: Path) -> None:
        found = judged(bundle, None, key=VENDOR)
        assert (found.exit_code, "maker of an app cannot" in why(found)) == (1, True)
        assert found.report.findings[0].waived is None

    def test_nobody_when_the_profile_names_no_authority(self, tmp_path: Path) -> None:
        assert judged(whole(tmp_path), None).exit_code == 1

    def test_a_stranger(self, bundle: Path) -> None:
        found = judged(bundle, None, key=STRANGER)
        assert (found.exit_code, "not in the keyring" in why(found)) == (1, True)

    @pytest.mark.parametrize("key", [VENDOR, CERTIFIER])
    def test_above_the_minimum_any_key_of_the_keyring(self, tmp_path: Path, key: SigningKey) -> None:
        from harness.audit import judge_bundle
        from tests.harness.build import Build

        made = Build(tmp_path)
        made.session().page()
        bundle = made.seal(level="recommended")
        record = waiver({"requirement": "SET-07"})
        statements = said(tmp_path / "said", (record, key))
        registry = registry_of(returning(FAIL, requirement="SET-07"))
        assert judge_bundle(bundle, registry).exit_code == 1
        assert judge_bundle(bundle, registry, statements=statements).exit_code == 0

    def test_another_app(self, bundle: Path) -> None:
        assert "speaks about" in why(judged(bundle, None, app={"name": "Other"}))
        assert judged(bundle, None, app={"name": "Demo", "version": "unknown"}).exit_code == 0


class TestScope:
    @pytest.mark.parametrize(
        ("scope", "code"),
        [
            ({"requirement": "TRK-04"}, 0),
            ({"check": "test/one"}, 0),
            ({"requirement": "TRK-04", "check": "test/one", "persona": "pupil"}, 0),
            ({"requirement": "TRK-02"}, 1),
            ({"check": "test/two"}, 1),
            ({"check": "test/one", "persona": "teacher"}, 1),
            ({"check": "test/one", "fingerprints": ["0" * 32]}, 1),
        ],
        ids=str,
    )
    def test_everything_given_has_to_fit(self, bundle: Path, scope: dict[str, Any], code: int) -> None:
        found = judged(bundle, scope)
        assert found.exit_code == code
        assert ("fits no finding" in why(found)) is (code == 1)

    def test_by_fingerprint(self, bundle: Path) -> None:
        (finding,) = judged(bundle).report.findings
        assert judged(bundle, {"check": "test/one", "fingerprints": [finding.fingerprint]}).exit_code == 0

    @pytest.mark.parametrize(
        ("status", "scope", "named"),
        [(Status.REVIEW, 0, 0), (Status.NOT_TESTED, 2, 0), (Status.ERROR, 2, 2)],
        ids=lambda value: str(value),
    )
    def test_what_was_not_seen_is_waived_by_name_only(
        self, bundle: Path, status: Status, scope: int, named: int
    ) -> None:
        answer = Verdict(status, "so")
        (finding,) = judged(bundle, answer=answer).report.findings
        assert judged(bundle, None, answer=answer).exit_code == scope
        fingerprints = {"check": "test/one", "fingerprints": [finding.fingerprint]}
        assert judged(bundle, fingerprints, answer=answer).exit_code == named

    def test_a_waiver_leaves_no_pass_behind(self, bundle: Path) -> None:
        answer = Verdict(Status.NOT_TESTED, "so")
        (finding,) = judged(bundle, answer=answer).report.findings
        found = judged(bundle, {"check": "test/one", "fingerprints": [finding.fingerprint]}, answer=answer)
        row = next(one for one in found.report.requirements if one.id == "TRK-04")
        assert (row.status, found.report.label) == ("not_tested", "incomplete")
        assert found.report.counts["pass"] == 0

    def test_the_first_by_name_is_named(self, bundle: Path) -> None:
        found = judged(bundle, {"check": "test/one"}, {"requirement": "TRK-04"})
        assert found.report.findings[0].waived == "w0"
        assert [one.findings for one in found.report.waivers] == [1, 1]
