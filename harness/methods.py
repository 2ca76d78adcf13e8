"""Signing in, method by method: what each way of getting in lives up to, for each role that the profile has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from harness.model.finding import Finding
from harness.model.profile import Profile
from harness.model.report_base import METHODS
from harness.model.status import Status, worst

if TYPE_CHECKING:
    from harness.catalogue.requirements import Requirement

type Row = Mapping[str, Any]

MEANT_FOR: Mapping[str, tuple[str, ...]] = {"young-child": ("pupil",)}
"""Methods that only some roles have; where the profile has none of these, they are told of everybody."""


def methods(
    rows: Sequence[Row], findings: Sequence[Finding], profile: Profile, requirements: Mapping[str, Requirement]
) -> list[dict[str, Any]]:
    """The table, as `MethodRow` wants it; `rows` are the requirements of the report.

    A finding about the app as a whole speaks for every role, one about a persona for its own role alone: of a role for
    which nobody looked the condition is not tested, whatever was found for another.
    """
    roles = tuple(dict.fromkeys(one.role for one in profile.personas.values() if one.role != "anonymous"))
    told = _told(findings, profile)
    table = []
    for method in METHODS:
        here = [row for row in rows if requirements[row["id"]].method == method]
        shared: dict[tuple[Status, ...], list[str]] = defaultdict(list)
        meant = MEANT_FOR.get(method, roles)
        for role in (tuple(one for one in roles if one in meant) or roles) if here else ():
            said = tuple(_status(row, role, told.get(row["id"], {}), requirements[row["id"]]) for row in here)
            shared[said].append(role)
        table += [{"method": method, "roles": who, "conditions": _said(here, said)} for said, who in shared.items()]
    return table


def _told(findings: Iterable[Finding], profile: Profile) -> dict[str, dict[str | None, list[Status]]]:
    """By requirement: the answers for each role, under None those for the app as a whole."""
    told: dict[str, dict[str | None, list[Status]]] = defaultdict(lambda: defaultdict(list))
    for one in findings:
        persona = profile.personas.get(one.persona or "")
        told[one.requirement][persona.role if persona else one.persona].append(one.status)
    return told


def _status(row: Row, role: str, told: Mapping[str | None, Sequence[Status]], asked: Requirement) -> Status:
    shown = Status(row["status"])
    if shown is Status.NOT_APPLICABLE or row["by"] == "person":
        return shown
    mine = [*told.get(role, ()), *told.get(None, ())]
    status = worst(mine) if mine else Status.NOT_TESTED
    return Status.REVIEW if status is Status.PASS and asked.answered_by == "both" else status


def _said(rows: Iterable[Row], said: Iterable[Status]) -> list[dict[str, Any]]:
    pairs = zip(rows, said, strict=True)
    return [{"requirement": row["id"], "titles": row["titles"], "status": status.value} for row, status in pairs]
