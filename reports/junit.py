"""`junit.xml`: the findings as test cases, for the test view of a build server.

JUnit knows three outcomes where we have six, so whatever is not answered becomes "skipped", with its reason. One test
case stands for the report itself: it fails with the label and is an error when the report is incomplete, so that a
report with nothing in it can never look green.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import UTC, datetime

from harness.model.renderer import BundleLike
from harness.model.report import FindingResult, Report, RequirementResult, Status
from harness.reports.translate import Translator
from harness.reports.visible import visible
from harness.reports.words import LABEL

_TAGS: dict[Status, str] = {"fail": "failure", "error": "error"}


def render(report: Report, bundle: BundleLike | None = None) -> bytes:
    """The report as JUnit XML, in English. The bundle is not needed."""
    tr = Translator("en")
    cases = [_summary(report, tr), *_cases(report, tr)]
    totals = {
        "tests": str(len(cases)),
        "failures": str(_having(cases, "failure")),
        "errors": str(_having(cases, "error")),
        "skipped": str(_having(cases, "skipped")),
    }
    name = _name(report.app.name, report.app.version)
    root = ET.Element("testsuites", {"name": "schoolproof", **totals, "time": "0"})
    suite = ET.SubElement(root, "testsuite", {"name": name, **totals, "time": "0", **_moment(report)})
    properties = ET.SubElement(suite, "properties")
    for key, value in _properties(report):
        ET.SubElement(properties, "property", {"name": key, "value": visible(value)})
    suite.extend(cases)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'.encode()


def _cases(report: Report, tr: Translator) -> Iterator[ET.Element]:
    answered = {finding.requirement for finding in report.findings}
    for finding in report.findings:
        yield _case(finding, tr)
    for row in report.requirements:
        if row.id not in answered:
            yield _unchecked(row, tr)


def _case(finding: FindingResult, tr: Translator) -> ET.Element:
    label = finding.check if finding.persona is None else f"{finding.check} [{finding.persona}]"
    case = ET.Element("testcase", {"classname": _name(finding.requirement), "name": _name(label), "time": "0"})
    if finding.status == "pass":
        return case
    message = _said(finding, tr)
    outcome = _outcome(case, finding.status, message, tr)
    if outcome.tag != "skipped":
        outcome.set("type", visible(finding.severity))
        proof = [f"proof: {visible(item.at)}" for item in finding.proof]
        outcome.text = "\n".join([message, *proof, f"fingerprint: {visible(finding.fingerprint)}"])
    return case


def _said(finding: FindingResult, tr: Translator) -> str:
    """Message and reason; the reason first when nothing was tested, or "all is well" would be read beside it."""
    message, reason = tr.fill(finding.message, finding.values), tr.message(finding.reason)
    if finding.waived is not None:
        message = f"{message} ({tr.t('let through by the waiver')} {visible(finding.waived)[:80]})"
    if reason in ("", message):
        return message
    return f"{reason} (as far as it was seen: {message})" if finding.status == "not_tested" else f"{message}: {reason}"


def _unchecked(row: RequirementResult, tr: Translator) -> ET.Element:
    """A requirement without any finding: answered by a person, or by nobody."""
    case = ET.Element("testcase", {"classname": _name(row.id), "name": _name(tr.pick(row.titles)), "time": "0"})
    if row.status != "pass":
        _outcome(case, row.status, tr.message(row.reason) or "No check answered it", tr)
    return case


def _outcome(case: ET.Element, status: Status, message: str, tr: Translator) -> ET.Element:
    tag = _TAGS.get(status, "skipped")
    return ET.SubElement(case, tag, {"message": message if tag != "skipped" else f"{tr.status(status)}: {message}"})


def _summary(report: Report, tr: Translator) -> ET.Element:
    case = ET.Element("testcase", {"classname": "schoolproof", "name": "label", "time": "0"})
    said = tr.t(LABEL[report.label])
    if not report.complete:
        ET.SubElement(case, "error", {"message": "The run was interrupted; the report is incomplete"})
    elif report.label == "incomplete" or not report.findings:
        ET.SubElement(case, "error", {"message": said})
    elif report.label == "fails-minimum":
        ET.SubElement(case, "failure", {"message": said})
    return case


def _properties(report: Report) -> Iterator[tuple[str, str]]:
    yield "label", report.label
    yield "level", report.level
    yield "complete", str(report.complete).lower()
    yield "provisional", str(report.provisional).lower()
    for one in report.outstanding:
        yield "outstanding", _name(one.requirement, one.persona, one.due)
    yield "bundle", report.bundle
    yield "tool", report.tool.version
    yield "rules", report.tool.rules
    for status, count in report.counts.items():
        yield f"count.{status}", str(count)


def _having(cases: list[ET.Element], tag: str) -> int:
    return sum(1 for case in cases if case.find(tag) is not None)


def _name(*parts: str) -> str:
    return " ".join(visible(part)[:200] for part in parts)


def _moment(report: Report) -> dict[str, str]:
    """The start of the run as JUnit writes it, in UTC and without a zone; nothing when it is no date."""
    try:
        moment = datetime.fromisoformat(report.started)
        return {"timestamp": f"{moment.astimezone(UTC) if moment.tzinfo else moment:%Y-%m-%dT%H:%M:%S}"}
    except (ValueError, OverflowError):
        return {}
