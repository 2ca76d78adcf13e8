"""Writing reports: seconds for every format of a large report, 84 requirements × 8 personas with 5,000 findings."""

from __future__ import annotations

import time

from harness.audit import AUDIT_FORMATS
from harness.catalogue.requirements import builtin_requirements
from harness.model.report import FindingResult, Proof, Report, RequirementResult, Severity, Status, Words
from harness.reports import RENDERERS
from tests.reports.example import example_report

FINDINGS = 5_000
PERSONAS = tuple(f"persona-{number}" for number in range(8))
GOAL = 3.0
_STATUSES: tuple[Status, ...] = ("fail", "pass", "not_tested", "review", "error", "not_applicable")
_SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low")


def main() -> None:
    """Seconds and size of each format; the import of its module counts, as it does for a user."""
    report = large_report()
    renderers = {one.format: one.render for one in RENDERERS}
    total = busy = 0.0
    for format in AUDIT_FORMATS:
        start, worked = time.perf_counter(), time.process_time()
        content = renderers[format](report, None)
        seconds = time.perf_counter() - start
        total, busy = total + seconds, busy + time.process_time() - worked
        print(f"format {format:23} {seconds:6.2f} s   {len(content) / 1e6:5.1f} MB")
    print(f"format {'all':23} {total:6.2f} s   of which the processor {busy:.2f} s  (goal: {GOAL:g} s)")


def large_report() -> Report:
    """A report of the whole catalogue, with findings spread over its rows and eight personas."""
    rows = tuple(
        RequirementResult(
            id=row.id,
            level=row.level,
            status=_STATUSES[number % len(_STATUSES)],
            coverage="partial",
            by="check",
            titles=Words(en=row.titles.en, nl=row.titles.nl),
            criterion=Words(en=row.criterion.en, nl=row.criterion.nl),
            cannot_see=Words(en=row.cannot_see.en, nl=row.cannot_see.nl),
        )
        for number, row in enumerate(builtin_requirements().values())
    )
    findings = tuple(_finding(number, rows) for number in range(FINDINGS))
    counts: dict[Status, int] = {status: sum(one.status == status for one in findings) for status in _STATUSES}
    return example_report(requirements=rows, findings=findings, counts=counts)


def _finding(number: int, rows: tuple[RequirementResult, ...]) -> FindingResult:
    row = rows[number % len(rows)]
    hosts = tuple(f"host-{number % 97}-{index}.test" for index in range(4))
    at = f"sessions/session-{number % 16}/traffic.jsonl#{number}"
    return FindingResult(
        check=f"bench/check-{row.id.lower()}",
        requirement=row.id,
        persona=PERSONAS[number // len(rows) % len(PERSONAS)],
        status=_STATUSES[number % len(_STATUSES)],
        severity=_SEVERITIES[number % len(_SEVERITIES)],
        message="Finding {number}: pupil data reached {hosts}.",
        values={"number": number, "hosts": hosts},
        proof=tuple(Proof(kind="traffic", at=f"{at}{index}", sha256=f"{number:064x}") for index in range(3)),
        fingerprint=f"{number:032x}",
        titles=row.titles,
    )
