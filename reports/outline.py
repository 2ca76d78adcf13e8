"""The order in which a report is told: what failed and what was not tested first, never one hidden behind the other.

Shared by the renderers for people. It sorts and groups; it decides nothing: a requirement stands under its own status,
except that one with a failed finding always stands under "fail".
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from harness.model.report import (
    LEVELS,
    STATUSES,
    FindingResult,
    Report,
    RequirementResult,
    Severity,
    Status,
    Words,
)

READING_ORDER: tuple[Status, ...] = ("fail", "not_tested", "error", "review", "pass", "not_applicable")
_SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low", "info")


@dataclass(frozen=True)
class Seen:
    """One result, and everyone it was the same for: `findings` differ in nothing but persona, proof and fingerprint."""

    findings: tuple[FindingResult, ...]

    @property
    def finding(self) -> FindingResult:
        """The first of them, to speak for all."""
        return self.findings[0]

    @property
    def personas(self) -> tuple[str, ...]:
        """Who it was seen as; empty for a result about the app as a whole."""
        return tuple(dict.fromkeys(finding.persona for finding in self.findings if finding.persona is not None))


@dataclass(frozen=True)
class Item:
    """A requirement and what was found for it. `status` is where it stands in the outline; `gated`: it counts."""

    requirement: RequirementResult
    findings: tuple[FindingResult, ...]
    status: Status
    gated: bool

    def of(self, status: Status) -> tuple[Seen, ...]:
        """Its results with that status."""
        return tuple(seen for seen in self.results if seen.finding.status == status)

    @cached_property
    def results(self) -> tuple[Seen, ...]:
        """Its findings, with those that say the same of several personas told once."""
        same: dict[str, list[FindingResult]] = defaultdict(list)
        for finding in self.findings:
            said = finding.model_dump_json(
                include={"check", "status", "severity", "message", "values", "reason", "waived"}
            )
            same[said].append(finding)
        return tuple(Seen(tuple(findings)) for findings in same.values())

    @property
    def worst_severity(self) -> Severity | None:
        """The severity of its gravest failed finding; None when nothing failed."""
        return next((finding.severity for finding in self.findings if finding.status == "fail"), None)


class Outline:
    """A report in reading order.

    Requirements above the level that was asked for are `beyond`: they are told, but apart, because the label does not
    rest on them. A finding whose requirement is not in the report gets a row of its own, so that nothing vanishes.
    """

    def __init__(self, report: Report) -> None:
        self.report = report
        asked = LEVELS.index(report.level)
        self.items = tuple(_items(report, asked))

    def gated(self, status: Status) -> tuple[Item, ...]:
        """The requirements that count for this level and stand under `status`; the gravest failures first."""
        chosen = [item for item in self.items if item.gated and item.status == status]
        return tuple(sorted(chosen, key=lambda item: _rank(item.worst_severity)))

    @cached_property
    def beyond(self) -> tuple[Item, ...]:
        """The requirements above the level, in reading order of their status."""
        chosen = [item for item in self.items if not item.gated]
        return tuple(sorted(chosen, key=lambda item: READING_ORDER.index(item.status)))

    @property
    def in_order(self) -> tuple[Item, ...]:
        """Every item once, as it is told."""
        return (*(item for status in READING_ORDER for item in self.gated(status)), *self.beyond)

    @cached_property
    def counts(self) -> dict[Status, int]:
        """How many requirements of this level stand under each status; the sum is fixed by the catalogue."""
        tally = Counter(item.status for item in self.items if item.gated)
        return {status: tally[status] for status in STATUSES}

    @cached_property
    def also_untested(self) -> tuple[tuple[Item, Seen], ...]:
        """Single results that were not tested, inside requirements that stand elsewhere: not to be overlooked."""
        elsewhere = (item for item in self.items if item.gated and item.status != "not_tested")
        return tuple((item, seen) for item in elsewhere for seen in item.of("not_tested"))


def _items(report: Report, asked: int) -> Iterator[Item]:
    found: dict[str, list[FindingResult]] = defaultdict(list)
    for finding in report.findings:
        found[finding.requirement].append(finding)
    for requirement in report.requirements:
        findings = found.pop(requirement.id, [])
        status: Status = "fail" if any(finding.status == "fail" for finding in findings) else requirement.status
        yield Item(requirement, _sorted(findings), status, LEVELS.index(requirement.level) <= asked)
    for name, findings in found.items():
        for status in READING_ORDER:
            same = [finding for finding in findings if finding.status == status]
            if same:
                yield Item(_unlisted(name, status, same[0]), _sorted(same), status, gated=True)


def _sorted(findings: list[FindingResult]) -> tuple[FindingResult, ...]:
    return tuple(sorted(findings, key=lambda finding: (READING_ORDER.index(finding.status), _rank(finding.severity))))


def _rank(severity: Severity | None) -> int:
    return len(_SEVERITIES) if severity is None else _SEVERITIES.index(severity)


def _unlisted(name: str, status: Status, finding: FindingResult) -> RequirementResult:
    empty = Words(en="", nl="")
    return RequirementResult(
        id=name, level="minimum", status=status, coverage="none", by="check", titles=finding.titles, criterion=empty
    )
