"""Signing in, method by method: what each way of getting in lives up to, for each role that the profile has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from harness.model.finding import Finding
from harness.model.profile import Profile
from harness.model.report_base import METHODS, Method
from harness.model.status import Status, worst

if TYPE_CHECKING:
    from harness.catalogue.requirements import Requirement
    from harness.model.check import Check
    from harness.plugins.host import Registry

type Row = Mapping[str, Any]
type Answers = Mapping[str | None, Sequence[Status]]
"""Those of one check by role, under None those for the app as a whole."""

STAFF = ("teacher", "admin")
MEANT_FOR: Mapping[Method, tuple[str, ...]] = {
    "young-child": ("pupil",), "second-factor": STAFF, "passkey": STAFF, "door": STAFF,
}  # fmt: skip
"""Methods that only some roles have; where the profile has none of these, they are told of everybody. A second factor
is asked of staff, and passkeys and other ways in are tried with accounts that have one."""


class Asked(NamedTuple):
    """A condition of a method: a row of the report, and by check what was found for this method.

    `apart`: its checks are about another method than the row is, at another level: what a person or the maker says of
    the row says nothing of them.
    """

    row: Row
    requirement: Requirement
    told: Mapping[str, Answers]
    apart: bool


def methods(
    rows: Sequence[Row], findings: Sequence[Finding], profile: Profile, registry: Registry, dutch: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The table, as `MethodRow` wants it; `rows` are the requirements of the report, `dutch` translates check titles.

    A finding about the app as a whole speaks for every role, one about a persona for its own role alone: of a role for
    which nobody looked the condition is not tested, whatever was found for another. A check that is about another
    method than its requirement is a condition of that method, also where it was not asked, and of no other.
    """
    roles = tuple(dict.fromkeys(one.role for one in profile.personas.values() if one.role != "anonymous"))
    told = _told(findings, profile)
    asked = [one for row in rows for one in _conditions(row, told[row["id"]], registry)]
    titles = {one.check: {"en": one.title, "nl": dutch.get(one.title, one.title)} for one in findings}
    table = []
    for method in METHODS:
        here = [one for of, one in asked if of == method]
        shared: dict[str, tuple[list[dict[str, Any]], list[str]]] = {}
        meant = MEANT_FOR.get(method, roles)
        for role in (tuple(one for one in roles if one in meant) or roles) if here else ():
            said = [_said(one, role, registry.checks, titles) for one in here]
            shared.setdefault(repr(said), (said, []))[1].append(role)
        table += [{"method": method, "roles": who, "conditions": said} for said, who in shared.values()]
    return table


def _conditions(row: Row, told: Mapping[str, Answers], registry: Registry) -> Iterator[tuple[Method, Asked]]:
    """What one row asks of which methods: of its own, and of those that some of its checks are about."""
    requirement = registry.requirements[row["id"]]
    if requirement.method is None:
        return
    about = {one.id: one.method for one in registry.checks.values() if one.requirement == requirement.id and one.method}
    own = {id: answers for id, answers in told.items() if about.get(id, requirement.method) == requirement.method}
    yield requirement.method, Asked(row, requirement, own, apart=False)
    for method in dict.fromkeys(about[id] for id in sorted(about) if about[id] != requirement.method):
        ids = [id for id in sorted(about) if about[id] == method]
        apart = all(registry.checks[id].level not in (None, requirement.level) for id in ids)
        yield method, Asked(row, requirement, {id: told[id] for id in ids if id in told}, apart)


def _told(findings: Iterable[Finding], profile: Profile) -> Mapping[str, Mapping[str, Answers]]:
    """By requirement and check."""
    told: defaultdict[str, defaultdict[str, defaultdict[str | None, list[Status]]]]
    told = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for one in findings:
        persona = profile.personas.get(one.persona or "")
        told[one.requirement][one.check][persona.role if persona else one.persona].append(one.status)
    return told


def _said(asked: Asked, role: str, checks: Mapping[str, Check], titles: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to a condition for one role, and what it is made of."""
    found = {
        id: worst([*answers.get(role, ()), *answers.get(None, ())])
        for id, answers in sorted(asked.told.items())
        if role in answers or id not in checks or role in (checks[id].personas or (role,))
    }
    parts = [{"check": id, "titles": titles[id], "status": status.value} for id, status in found.items()]
    status = _status(asked, found.values()).value
    return {"requirement": asked.row["id"], "titles": asked.row["titles"], "status": status, "checks": parts}


def _status(asked: Asked, found: Iterable[Status]) -> Status:
    shown = Status(asked.row["status"])
    if not asked.apart and (shown is Status.NOT_APPLICABLE or asked.row["by"] == "person"):
        return shown
    status = worst(found)
    return Status.REVIEW if status is Status.PASS and asked.requirement.answered_by == "both" else status
