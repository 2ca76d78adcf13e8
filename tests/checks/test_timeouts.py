"""How a session ended, and everything that must not be taken for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness import Status
from harness.bundle.manifest import DamagedBundleError
from harness.model.finding import Finding
from harness.plugins.host import load_registry
from tests.checks.examples import MONTH_LATER, OPEN, job, over
from tests.harness.build import Build, one

CHECK = load_registry().checks["sessions/timeouts"]
HOUR_LATER = "2026-01-05T10:01:30+00:00"
GONE = {"status": None, "to": "", "shown": False}


def found(
    tmp_path: Path, left: dict[str, Any], *followups: tuple[str, list[dict[str, Any]]], who: str = "pupil"
) -> Finding:
    made = Build(tmp_path)
    made.session(who)
    made.probe("deferred", **left)
    for started, answers in followups:
        made.answered(started, *answers)
    return one(made.seal(level="recommended"), CHECK, who)


def teacher(seconds: float = 3600.0) -> dict[str, Any]:
    return job("teacher", seconds, what="idle")


class TestOutcomes:
    def test_staff_ended_within_the_hour(self, tmp_path: Path) -> None:
        seen = found(tmp_path, teacher(), (HOUR_LATER, over("teacher")), who="teacher")
        assert (seen.status, seen.values["minutes"], seen.coverage) == (Status.PASS, 61, "partial")
        assert "one in use was not watched" in seen.message

    def test_staff_still_open(self, tmp_path: Path) -> None:
        seen = found(tmp_path, teacher(), (HOUR_LATER, over("teacher", **OPEN)), who="teacher")
        assert (seen.status, seen.values["minutes"]) == (Status.FAIL, 61)
        assert seen.proof[0].at.startswith("followups/")
        assert seen.proof[0].at.endswith("/probes/later.jsonl#0")

    def test_a_pupil_still_open_after_a_month(self, tmp_path: Path) -> None:
        seen = found(tmp_path, job(), (MONTH_LATER, over(**OPEN)))
        assert (seen.status, seen.values["days"]) == (Status.FAIL, 30)

    def test_open_is_seen_without_a_fresh_sign_in(self, tmp_path: Path) -> None:
        assert found(tmp_path, job(), (MONTH_LATER, over(**OPEN)[:2])).status is Status.FAIL

    def test_of_two_follow_ups_the_one_that_saw_it_open_counts(self, tmp_path: Path) -> None:
        several = (MONTH_LATER, over()), ("2026-02-04T10:00:00+00:00", over(**OPEN))
        assert found(tmp_path, job(), *several).status is Status.FAIL

    def test_a_later_try_makes_good_for_one_that_told_nothing(self, tmp_path: Path) -> None:
        several = (MONTH_LATER, over(kept1=GONE)), ("2026-02-04T10:00:00+00:00", over())
        assert found(tmp_path, job(), *several).status is Status.PASS


class TestOutstanding:
    def test_it_says_when(self, tmp_path: Path) -> None:
        seen = found(tmp_path, job())
        assert (seen.status, seen.values["due"]) == (Status.NOT_TESTED, "2026-02-04 09:02")
        assert "is to be asked again" in seen.message

    def test_without_a_job_it_says_why(self, tmp_path: Path) -> None:
        left = {"requirement": "SES-04", "persona": "pupil", "what": "absolute", "reason": "no-telling-page"}
        assert "by cookies alone" in found(tmp_path, left).message
        assert "did not open" in found(tmp_path / "x", {**left, "reason": "control-failed"}).message
        assert "was kept" in found(tmp_path / "y", {**left, "persona": "teacher"}).message

    @pytest.mark.parametrize(
        "left",
        [
            job(id="../../x"),
            job(due=1e300),
            job(due=1.0),
        ],
        ids=["path", "never", "before"],
    )
    def test_a_job_that_cannot_be_one_is_damage(self, tmp_path: Path, left: dict[str, Any]) -> None:
        with pytest.raises(DamagedBundleError, match="deferred.jsonl#0: not a job"):
            found(tmp_path, left)


class TestWhatIsNoEnd:
    """The kept session shows nothing, and yet nobody may say that it ended."""

    @pytest.mark.parametrize(
        ("changed", "told"),
        [
            ({"kept1": GONE}, "did not answer"),
            ({"kept1": {"status": 503}}, "did not answer"),
            ({"kept1": {"status": 429}}, "did not answer"),
            ({"stranger1": {"status": 500}}, "did not answer"),
            ({"stranger1": {"shown": True}}, "open to strangers"),
            ({"fresh1": {"shown": False, "status": 404}}, "did not open the page either"),  # a page that moved
            ({"fresh1": {"shown": False, "status": 303}}, "did not open the page either"),  # an account that is gone
            ({"kept2": {"status": 502}}, "changed while asking"),
            ({"kept2": {"status": 200, "shown": True}}, "changed while asking"),
            ({"kept1": {"status": 200, "to": ""}}, "changed while asking"),  # a page of the maintenance
            ({"stranger2": {"to": "/welcome"}}, "changed while asking"),
            ({"kept2": {"t": 2.0}}, "did not answer"),  # all of it before the sign-in
        ],
        ids=str,
    )
    def test_trouble(self, tmp_path: Path, changed: dict[str, Any], told: str) -> None:
        seen = found(tmp_path, job(), (MONTH_LATER, over(**changed)))
        assert seen.status is Status.NOT_TESTED
        assert told in seen.message

    def test_without_a_fresh_sign_in(self, tmp_path: Path) -> None:
        seen = found(tmp_path, job(), (MONTH_LATER, over()[:2]))
        assert (seen.status, "could not sign in afresh" in seen.message) == (Status.NOT_TESTED, True)

    def test_asked_too_early(self, tmp_path: Path) -> None:
        seen = found(tmp_path, job(), ("2026-02-04T09:00:00+00:00", over()))
        assert (seen.status, "before it was due" in seen.message) == (Status.NOT_TESTED, True)

    def test_an_empty_follow_up(self, tmp_path: Path) -> None:
        assert "is to be asked again" in found(tmp_path, job(), (MONTH_LATER, [])).message

    @pytest.mark.parametrize("other", [{"page": "https://school.test/else"}, {"job": "SES-04-x"}, {"persona": "teacher"}])
    def test_answers_about_something_else(self, tmp_path: Path, other: dict[str, str]) -> None:
        seen = found(tmp_path, job(), (MONTH_LATER, [{**one, **other} for one in over()]))
        assert (seen.status, "is to be asked again" in seen.message) == (Status.NOT_TESTED, True)

    def test_asked_so_late_that_nobody_knows_when_it_ended(self, tmp_path: Path) -> None:
        seen = found(tmp_path, teacher(), ("2026-01-05T14:00:00+00:00", over("teacher")), who="teacher")
        assert (seen.status, seen.values["hours"]) == (Status.NOT_TESTED, 4)

    def test_a_job_with_a_shorter_limit_than_ours_accuses_nobody(self, tmp_path: Path) -> None:
        early = ("2026-01-05T09:20:00+00:00", over("teacher", **OPEN))
        assert found(tmp_path, teacher(600), early, who="teacher").status is Status.NOT_TESTED
