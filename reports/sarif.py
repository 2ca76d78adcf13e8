"""`report.sarif`: what failed and what needs review, for code scanning (SARIF 2.1.0).

Only those two: some readers show every result as an alert, passes included. An app has no source file here, so a
result stands at a virtual path per requirement (`requirements/TRK-04`). The text of a message is escaped as SARIF asks,
so that no value of the app becomes a link or a placeholder.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from harness.model.renderer import BundleLike
from harness.model.report import FindingResult, Report, RequirementResult, Severity
from harness.model.report_views import CheckPage
from harness.reports.canonical import canonical
from harness.reports.translate import Translator
from harness.reports.visible import visible
from harness.reports.words import LABEL

_LEVELS: dict[Severity, str] = {
    "info": "note",
    "low": "note",
    "medium": "warning",
    "high": "error",
    "critical": "error",
}
_SCORES: dict[Severity, str] = {"info": "0.0", "low": "3.0", "medium": "5.5", "high": "8.0", "critical": "9.5"}
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render(report: Report, bundle: BundleLike | None = None) -> bytes:
    """The report as SARIF 2.1.0, in English. The bundle is not needed."""
    tr = Translator("en")
    told = [finding for finding in report.findings if finding.status in ("fail", "review")]
    checks = {finding.check: finding for finding in told}
    order = {check: index for index, check in enumerate(sorted(checks))}
    rows = {row.id: row for row in report.requirements}
    pages = {page.check: page for page in report.checks}
    run = {
        "tool": {
            "driver": {
                "name": "Schoolproof",
                "version": visible(report.tool.version),
                "rules": [_rule(checks[check], rows, pages.get(check), tr) for check in order],
            }
        },
        "automationDetails": {"id": f"schoolproof/{report.level}/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report, tr)],
        "results": [_result(finding, order[finding.check], tr) for finding in told],
        "properties": {"label": report.label, "bundle": visible(report.bundle), "rules": visible(report.tool.rules)},
    }
    content = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return canonical(content)


def _rule(
    finding: FindingResult, rows: dict[str, RequirementResult], page: CheckPage | None, tr: Translator
) -> dict[str, Any]:
    row = rows.get(finding.requirement)
    criterion = tr.pick(row.criterion) if row is not None else ""
    title = tr.pick(finding.titles)
    return {
        "id": visible(finding.check),
        "shortDescription": {"text": escape(title)},
        "fullDescription": {"text": escape(criterion or title)},
        "help": {"text": escape(_help(page) or criterion or title)},
        "defaultConfiguration": {"level": _LEVELS[finding.severity]},
        "properties": {
            "tags": ["security", visible(finding.requirement), *([row.level] if row is not None else [])],
            "security-severity": _SCORES[finding.severity],
        },
    }


def _help(page: CheckPage | None) -> str:
    """The page of the check as plain text; code scanning asks for it with every rule."""
    sections = page.sections.items() if page is not None else ()
    return "\n\n".join(f"{visible(title)}\n{visible(text, lines=True)}" for title, text in sections)


def _result(finding: FindingResult, index: int, tr: Translator) -> dict[str, Any]:
    failed = finding.status == "fail"
    path = f"requirements/{quote(finding.requirement.encode('utf-8')[:200], safe='')}"
    text = tr.fill(finding.message, finding.values)
    if finding.persona is not None:
        text = f"{text} ({visible(finding.persona)})"
    waived = f"let through by the waiver {visible(finding.waived)}" if finding.waived is not None else None
    suppressions = [{"kind": "external", "status": "accepted", "justification": waived}] if waived else []
    return {
        "ruleId": visible(finding.check),
        "ruleIndex": index,
        "kind": "fail" if failed else "review",
        "level": _LEVELS[finding.severity] if failed else "none",
        "message": {"text": escape(text)},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": path}, "region": {"startLine": 1}}}],
        "suppressions": suppressions,
        "partialFingerprints": {"schoolproof/v1": visible(finding.fingerprint)},
        "properties": {
            "requirement": visible(finding.requirement),
            "persona": None if finding.persona is None else visible(finding.persona),
            "severity": finding.severity,
            "proof": [visible(proof.at) for proof in finding.proof],
        },
    }


def _invocation(report: Report, tr: Translator) -> dict[str, Any]:
    invocation: dict[str, Any] = {"executionSuccessful": report.complete}
    unanswered = sum(1 for row in report.requirements if row.status in ("not_tested", "error"))
    if unanswered or report.label == "incomplete":
        text = f"{tr.t(LABEL[report.label])}. Requirements without an answer: {unanswered}"
        invocation["toolExecutionNotifications"] = [{"level": "warning", "message": {"text": escape(text)}}]
    return invocation


def escape(text: str) -> str:
    """Plain message text for SARIF: brackets could be links and braces placeholders (§3.11.5, §3.11.6)."""
    for character in "\\[]":
        text = text.replace(character, "\\" + character)
    return text.replace("{", "{{").replace("}", "}}")
