"""`report.csv`: the requirements and the findings as a table, for a spreadsheet (RFC 4180, UTF-8).

One row per requirement, then one per finding; with another norm, one per clause and requirement before those. A cell
that a spreadsheet would take for a formula begins with an apostrophe, so that nothing of the app is ever calculated.
The byte order mark is there for spreadsheets that otherwise guess the encoding wrong.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from harness.model.renderer import BundleLike
from harness.model.report import FindingResult, Report, RequirementResult
from harness.model.report_views import NormView
from harness.reports.translate import Translator
from harness.reports.visible import shorten, visible

COLUMNS = (
    *("row", "requirement", "level", "status", "coverage", "answered_by", "title_en", "title_nl", "check", "persona"),
    *("severity", "said_en", "said_nl", "reason_en", "reason_nl", "proof", "fingerprint", "waiver"),
    *("norm", "clause", "read"),
)
MAX_PROOFS = 20
"""A cell names this many pieces of proof, then "+N"."""
NOT_JUDGED = "not judged"

# What starts a formula, also behind blanks and in the wide forms that some spreadsheets take for the narrow ones.
_FORMULA = re.compile(r"[\s\x00]*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r]")

type Cells = dict[str, str]


def render(report: Report, bundle: BundleLike | None = None) -> bytes:
    """The report as CSV. The bundle is not needed."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: inert(value) for name, value in row.items()} for row in _rows(report))
    return text.getvalue().encode("utf-8-sig")


def inert(text: str) -> str:
    """A cell that no spreadsheet calculates: what begins like a formula gets an apostrophe in front."""
    shown = visible(text)
    return f"'{shown}" if _FORMULA.match(text) or _FORMULA.match(shown) else shown


def _rows(report: Report) -> Iterator[Cells]:
    en, nl = Translator("en"), Translator("nl")
    rows = {row.id: row for row in report.requirements}
    if report.norm is not None:
        yield from _clauses(report.norm, rows)
    for row in report.requirements:
        yield {**_requirement(row), "reason_en": en.message(row.reason), "reason_nl": nl.message(row.reason)}
    for finding in report.findings:
        yield _finding(finding, rows.get(finding.requirement), en, nl)


def _requirement(row: RequirementResult) -> Cells:
    return {
        "row": "requirement",
        "requirement": row.id,
        "level": row.level,
        "status": row.status,
        "coverage": row.coverage,
        "answered_by": row.by,
        "title_en": row.titles.en,
        "title_nl": row.titles.nl,
        "check": " ".join(row.checks),
    }


def _finding(finding: FindingResult, row: RequirementResult | None, en: Translator, nl: Translator) -> Cells:
    return {
        "row": "finding",
        "requirement": finding.requirement,
        "level": row.level if row is not None else "",
        "status": finding.status,
        "title_en": finding.titles.en,
        "title_nl": finding.titles.nl,
        "check": finding.check,
        "persona": finding.persona or "",
        "severity": finding.severity,
        "said_en": en.fill(finding.message, finding.values),
        "said_nl": nl.fill(finding.message, finding.values),
        "reason_en": en.message(finding.reason),
        "reason_nl": nl.message(finding.reason),
        "proof": _proof(finding),
        "fingerprint": finding.fingerprint,
        "waiver": finding.waived or "",
    }


def _proof(finding: FindingResult) -> str:
    shown = " ".join(shorten(proof.at, 200) for proof in finding.proof[:MAX_PROOFS])
    more = len(finding.proof) - MAX_PROOFS
    return f"{shown} +{more}" if more > 0 else shown


def _clauses(norm: NormView, rows: dict[str, RequirementResult]) -> Iterator[Cells]:
    """A row per clause and requirement; a clause that no requirement of this report speaks to is not judged."""
    for clause in norm.clauses:
        same = {"norm": norm.id, "clause": clause.clause, "read": clause.read}
        for requirement in clause.requirements:
            yield {**_requirement(rows[requirement]), **same, "row": "clause"}
        if not clause.requirements:
            yield {**same, "row": "clause", "requirement": " ".join(clause.absent), "status": NOT_JUDGED}
    for chapter in norm.untouched:
        yield {"row": "clause", "norm": norm.id, "clause": chapter, "status": NOT_JUDGED}
