"""Strangers come into a school as the profile declares (`enrolment`): what do they read before the school agrees?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from harness import Persona, Profile, Run
from harness.model.profile_enrolments import Enrolment
from harness.sandbox.acting.actor import Actor, ActorFailedError
from harness.sandbox.acting.probe import ActingProbe
from harness.sandbox.acting.stage import Stage
from harness.sandbox.acting.together import together
from harness.sandbox.enrolment.joining import TASK, UNHURRIED, Joining
from harness.sandbox.enrolment.reading import Reader, addresses_of
from harness.sandbox.enrolment.renewing import Renewing
from harness.sandbox.probes.client import Pace, ProbeClient
from harness.sandbox.settings.accounts.account import FreshAccount
from harness.sandbox.settings.accounts.plan import ADULT, TEENAGER, birth_date, plan_account
from harness.sandbox.settings.accounts.probe import day_of

MOST = 4
FIRST, OLD, AGAIN = "first", "old", "again"


@dataclass(frozen=True)
class _Cast:
    """One enrolment, who agrees to it, and the people of the school that nobody else may read."""

    enrolment: Enrolment
    by: Persona
    people: tuple[Persona, ...]

    @property
    def moments(self) -> tuple[str, ...]:
        """One account each."""
        return (FIRST, OLD, AGAIN) if self.enrolment.renew else (FIRST,)

    @property
    def band(self) -> str:
        """How old whoever signs up is."""
        return ADULT if self.enrolment.kind == "teacher" else TEENAGER

    def meets(self, other: _Cast) -> bool:
        """Whether both may not be tried at a time."""
        return self.by is other.by or (self.with_code and other.with_code)

    @property
    def with_code(self) -> bool:
        """Whether whoever signs up needs a code."""
        return self.enrolment.kind == "class-code" or self.enrolment.code is not None

    def name(self, moment: str) -> str:
        """The persona of an account."""
        return f"enrol-{self.enrolment.name}-{moment}"


class EnrolmentProbe(ActingProbe):
    """Every enrolment that the profile declares. Nobody else signs up meanwhile (see order.py)."""

    name = "coming into a school"
    kinds = (TASK,)
    wave = 8
    apart = True
    seconds = 900.0

    def lacks(self, profile: Profile) -> str | None:
        """No such enrolment, or nobody who agrees."""
        return None if _cast(profile) else "the profile declares no [[enrolments]] that one of its personas agrees to"

    def actors(self, profile: Profile) -> list[tuple[str, str]]:
        """The strangers, and whoever agrees."""
        casts = _cast(profile)
        new = [(each.name(moment), TASK) for each in casts for moment in each.moments]
        return [*new, *dict.fromkeys((each.by.name, TASK) for each in casts)]

    async def newcomers(self, run: Run, pace: Pace) -> list[Persona]:
        """The strangers, with values drawn for them."""
        today = day_of(run)
        return [
            plan_account(run.profile, today, "signup", each.band, each.name(moment)).drawn
            for each in _cast(run.profile) for moment in each.moments
        ]

    async def probe(self, stage: Stage) -> None:
        """Try each; what could not be tried at all is a record too."""
        async with ProbeClient(stage.run, TASK, stage.pace) as client:
            await together(*(_one_by_one(stage, casts, client) for casts in chains(_cast(stage.run.profile))))


def chains(casts: Sequence[_Cast]) -> list[list[_Cast]]:
    """Those that go one after the other; each chain goes beside the others.

    Who agrees to two of them has one page, and a code that one of them renews would be gone for the other.
    """
    found: list[list[_Cast]] = []
    for cast in casts:
        meet = [one for one in found if any(cast.meets(other) for other in one)]
        found = [one for one in found if one not in meet]
        found.append([*(other for one in meet for other in one), cast])
    return found


async def _one_by_one(stage: Stage, casts: Sequence[_Cast], client: ProbeClient) -> None:
    for cast in casts:
        about = {"enrolment": cast.enrolment.name, "how": cast.enrolment.kind, "by": cast.by.name}
        try:
            async with stage.actor(cast.by, TASK) as by:
                told = await _one(stage, cast, by, client)
        except ActorFailedError as error:
            told = {"control": str(error)}
        stage.run.writer.probe(TASK, {**about, **told})


async def _one(stage: Stage, cast: _Cast, by: Actor, client: ProbeClient) -> dict[str, Any]:
    accounts, enrolment = stage.run.profile.accounts, cast.enrolment
    code = enrolment.code or (accounts.code if accounts and enrolment.kind == "class-code" else None)
    reader = Reader(client, cast.people, addresses_of(by, cast.people, enrolment.reads))
    joining = Joining(stage, enrolment, by, reader, code)
    first = await joining.go(_account(stage, cast, FIRST), wait=UNHURRIED)
    told: dict[str, Any] = {
        "opened": first.opened, "reason": first.reason, "asked": first.before.asked, "shot": first.shot,
        "before": list(first.before.found), "agreed": first.agreed, "removed": first.removed,
        "after": None if first.after is None else list(first.after.found),
    }
    if enrolment.renew is None or code is None:
        return told
    renewing = Renewing(joining, enrolment.renew, code, _account(stage, cast, OLD), _account(stage, cast, AGAIN))
    return {**told, **await renewing.go()}


def _account(stage: Stage, cast: _Cast, moment: str) -> FreshAccount:
    persona = stage.newcomers[cast.name(moment)]
    return FreshAccount.of(persona, cast.band, "signup", birth_date(cast.band, day_of(stage.run)))


def _cast(profile: Profile) -> list[_Cast]:
    """The enrolments whose people take part."""
    people, found = profile.personas, []
    first = next((one.school for one in people.values() if one.role == "pupil"), None)
    for one in profile.enrolments[:MOST]:
        by = people.get(one.by) if one.by else next((p for p in people.values() if p.role == one.approver), None)
        school = one.school or first
        mates = (p for p in people.values() if p.known and p.school == school)
        kept = (p for p in mates if one.kind == "teacher" or p.role == "pupil")
        others = tuple(sorted(kept, key=lambda p: p.role != "pupil"))
        if by is not None and others:
            found.append(_Cast(one, by, others))
    return found
