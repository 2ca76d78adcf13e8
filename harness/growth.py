"""The way to the next level: which requirements stand between an app and each level, said one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from harness.model.finding import Finding
from harness.model.plan import LEVELS, gated, platforms
from harness.model.status import Status, worst

if TYPE_CHECKING:
    from harness.catalogue.requirements import Requirement

_SETTLED = (Status.PASS, Status.NOT_APPLICABLE)


def growth(
    rows: Sequence[Mapping[str, Any]],
    findings: Sequence[Finding],
    requirements: Iterable[Requirement],
    *,
    kind: str,
    asked: str,
    complete: bool,
) -> list[dict[str, Any]]:
    """One step per level, as `GrowthStep` wants it: what is open there for an app of `kind` audited at level `asked`.

    `rows` are the requirements of the report. A part that no finding speaks to is open: nobody answered it.
    """
    shown = {row["id"]: Status(row["status"]) for row in rows}
    stated = {row["id"] for row in rows if row["by"] == "person"}
    mine: dict[str, list[Finding]] = {}
    for one in findings:
        mine.setdefault(one.requirement, []).append(one)
    concerned = [row for row in requirements if kind in platforms(row)]
    steps, reached = [], complete
    for level in LEVELS:
        here = [row for row in concerned if _speaks(row, level, mine.get(row.id, ()))]
        answers = [(row, _at(row, level, shown.get(row.id), mine.get(row.id, ()), row.id in stated)) for row in here]
        open_ = [(row, status) for row, status in answers if status not in _SETTLED]
        reached = reached and bool(here) and not open_
        told = [_told(row, status, level, asked) for row, status in open_]
        steps.append({"level": level, "reached": reached, "open": told})
    return steps


def _speaks(row: Requirement, level: str, findings: Sequence[Finding]) -> bool:
    """Whether a requirement asks anything at this level: by itself, by a part of it, or by a check."""
    if row.level == level or (gated(row.level, level) and getattr(row, level, None) is not None):
        return True
    return gated(row.level, level) and any(one.level == level for one in findings)


def _at(row: Requirement, level: str, shown: Status | None, findings: Sequence[Finding], stated: bool) -> Status:
    here = [one.status for one in findings if one.level == level]
    if shown is Status.NOT_APPLICABLE:
        return shown
    if row.level != level:
        return worst(here)
    if shown is None:
        return Status.NOT_TESTED
    failed_above = shown is Status.FAIL and Status.FAIL not in here and not stated  # a person speaks about it whole
    return worst(here) if failed_above else shown


def _told(row: Requirement, status: Status, level: str, asked: str) -> dict[str, Any]:
    part = getattr(row, level, None) if row.level != level else None
    return {
        "id": row.id,
        "titles": row.titles.model_dump(),
        "status": status.value,
        "asked": gated(level, asked),
        "part": None if part is None else part.model_dump(),
    }
