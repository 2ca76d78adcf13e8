"""What was left to be asked again after the run, and what follow-ups answered (evidence kind `deferred`).

How a session ends is only known by asking much later. What comes back then proves nothing by itself: a server that is
down, a page that moved and an account that is gone show no planted value either. So a session counts as ended only
when the same page still shows the value to who signs in afresh, and when the kept session got one and the same answer
before and after that sign-in: before, because an app may end the older session at a new sign-in, and after, because by
then the app is known to answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from harness.bundle.manifest import DamagedBundleError
from harness.model.evidence import ProbeEvidence
from harness.model.records import DeferredJob, LaterAnswer

type Outcome = Literal["open", "ended"]

JOB = re.compile(r"[A-Za-z0-9_-]{1,100}")
LONGEST = 10 * 366 * 86400.0
"""Seconds; a job that is due later than that is no job."""
TROUBLE = (408, 425, 429)
"""Statuses that, like 5xx, speak of the server and say nothing about the session."""

type Doubt = Literal["", "not-asked", "too-early", "no-answer", "public", "no-sign-in", "no-page", "unsteady"]
"""Why nothing follows: the app did not answer as it should; strangers see the page too; a fresh sign-in was not proven,
or saw nothing either; the answers before and after it differ."""


@dataclass(frozen=True)
class Standing:
    """One job and how it stands: `outcome` and `elapsed` seconds after the last use, or None and `why`.

    `due` is the moment in UTC from which asking says something, as `2026-11-26T15:03:00+00:00`.
    """

    job: DeferredJob
    due: str
    outcome: Outcome | None = None
    elapsed: float = 0.0
    why: Doubt = "not-asked"
    answers: list[LaterAnswer] = field(default_factory=list)


class Deferred(ProbeEvidence[DeferredJob]):
    """Sessions that are asked about again later, or why they could not be kept; with what follow-ups answered."""

    kind = "deferred"
    shape = DeferredJob

    def standings(self, requirement: str = "") -> list[Standing]:
        """Every job (of one requirement), in the bundle's order.

        Raises DamagedBundleError for a job that cannot be one.
        """
        seen: set[str] = set()
        found = []
        for job in self:
            if job.due is None:
                continue
            if job.id in seen or not JOB.fullmatch(job.id) or not job.t <= job.due <= LONGEST:
                raise DamagedBundleError(f"{self.scope.bundle.root / job.at}: not a job that can be asked again")
            seen.add(job.id)
            found.append(self._standing(job))
        return [one for one in found if not requirement or one.job.requirement == requirement]

    def unkept(self, requirement: str) -> list[DeferredJob]:
        """What of a requirement could not be left for later, and why."""
        return [job for job in self if job.due is None and job.requirement == requirement]

    def _standing(self, job: DeferredJob) -> Standing:
        due = moment(str(self.scope.bundle.run.get("started", "")), job.due or 0.0)
        asked = [conclude(job, answers, due) for answers in self._attempts(job)]
        telling = [one for one in asked if one.outcome is not None]
        if telling:  # the worst of several: a session that was seen open was open
            return min(telling, key=lambda one: (one.outcome != "open", one.elapsed))
        return asked[-1] if asked else Standing(job, due)

    def _attempts(self, job: DeferredJob) -> Iterator[list[LaterAnswer]]:
        for followup in self.scope.bundle.followups:
            answers = [
                one
                for one in followup.probe("later", LaterAnswer)
                if (one.job, one.persona, one.page) == (job.id, job.persona, job.page)
            ]
            if answers:
                yield answers


def moment(started: str, seconds: float) -> str:
    """The moment so many seconds after the start, to the minute above it, in UTC; "" when the start is no date."""
    try:
        begun = datetime.fromisoformat(started)
        exact = begun.astimezone(UTC) + timedelta(seconds=seconds)
    except (ValueError, OverflowError):
        return ""
    if begun.tzinfo is None:  # it would be read as the time of this machine
        return ""
    whole = exact.replace(second=0, microsecond=0)
    return (whole if whole == exact else whole + timedelta(minutes=1)).isoformat()


def conclude(job: DeferredJob, answers: list[LaterAnswer], due: str) -> Standing:
    """What one follow-up says about one job."""
    if any(one.t < (job.due or 0.0) for one in answers):
        return Standing(job, due, why="too-early")
    said = {(one.who, one.turn): one for one in answers}
    kept, stranger = said.get(("kept", 1)), said.get(("stranger", 1))
    if kept is None or stranger is None or not _told(kept) or not _told(stranger):
        return Standing(job, due, why="no-answer", answers=answers)
    if stranger.shown:
        return Standing(job, due, why="public", answers=answers)
    if kept.shown:
        return Standing(job, due, "open", kept.t - job.t, "", answers)
    why = _doubt(said)
    return Standing(job, due, None if why else "ended", kept.t - job.t, why, answers)


def _doubt(said: Mapping[tuple[str, int], LaterAnswer]) -> Doubt:
    """Why a session that showed nothing cannot be said to have ended; "" when it can."""
    fresh = said.get(("fresh", 1))
    if fresh is None:
        return "no-sign-in"
    if not fresh.shown:
        return "no-page"
    for who in ("kept", "stranger"):
        before, after = said[who, 1], said.get((who, 2))
        if after is None or not before.t <= fresh.t <= after.t:
            return "no-answer"
        if after.shown or (before.status, before.to) != (after.status, after.to):
            return "unsteady"
    return ""


def _told(answer: LaterAnswer) -> bool:
    """Whether the app itself answered, and not a server in trouble."""
    return answer.status is not None and answer.status < 500 and answer.status not in TROUBLE
