"""`report.earl.jsonld`: every outcome in EARL, the W3C's words for test results, as JSON-LD.

Its context is inside the file, so nothing has to be fetched to read it. EARL has five outcomes where we have six: an
error of ours is `cantTell`, as is what a person has to review; `status` keeps our own word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from harness.model.renderer import BundleLike
from harness.model.report import FindingResult, Report, RequirementResult, Status
from harness.reports.canonical import canonical
from harness.reports.identity import moment, uuid
from harness.reports.translate import Translator
from harness.reports.visible import shorten, visible

OUTCOMES: Mapping[Status, str] = {
    "pass": "earl:passed",
    "fail": "earl:failed",
    "review": "earl:cantTell",
    "error": "earl:cantTell",
    "not_applicable": "earl:inapplicable",
    "not_tested": "earl:untested",
}
OURS = "urn:schoolproof:terms:"
CONTEXT: Mapping[str, Any] = {
    "@version": 1.1,
    "earl": "http://www.w3.org/ns/earl#",
    "dct": "http://purl.org/dc/terms/",
    "doap": "http://usefulinc.com/ns/doap#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "our": OURS,
    "id": "@id",
    "type": "@type",
    "title": {"@id": "dct:title", "@container": "@language"},
    "info": {"@id": "earl:info", "@container": "@language"},
    "date": {"@id": "dct:date", "@type": "xsd:dateTime"},
    "isPartOf": {"@id": "dct:isPartOf", "@type": "@id"},
    "identifier": "dct:identifier",
    **{name: {"@id": f"earl:{name}", "@type": "@id"} for name in ("assertedBy", "subject", "test", "mode", "outcome")},
    "result": "earl:result",
    **{name: f"our:{name}" for name in ("status", "level", "label", "bundle")},
    **{name: f"our:{name}" for name in ("persona", "severity", "fingerprint", "waiver")},
    "version": "doap:revision",
}


def render(report: Report, bundle: BundleLike | None = None) -> bytes:
    """The report as EARL in JSON-LD. The bundle is not needed."""
    graph = [_tool(report), _subject(report), *_tests(report), *_assertions(report)]
    return canonical({"@context": dict(CONTEXT), "@graph": graph})


def _tool(report: Report) -> dict[str, Any]:
    return {
        "id": "urn:schoolproof:tool",
        "type": ["earl:Assertor", "earl:Software"],
        "title": {"en": "Schoolproof"},
        "version": visible(f"{report.tool.version} {report.tool.rules}"),
    }


def _subject(report: Report) -> dict[str, Any]:
    return {
        "id": f"urn:uuid:{uuid(report, 'app')}",
        "type": ["earl:TestSubject", "doap:Project"],
        "title": {"en": visible(shorten(report.app.name, 200))},
        "version": visible(shorten(report.app.version, 200)),
        "label": report.label,
        "level": report.level,
        "bundle": visible(report.bundle),
        "date": moment(report.started),
    }


def _tests(report: Report) -> Iterator[dict[str, Any]]:
    """Each requirement, and each check as a part of its own."""
    for row in report.requirements:
        yield {
            "id": _requirement(row.id),
            "type": "earl:TestRequirement",
            "identifier": visible(row.id),
            "title": {"en": visible(row.titles.en), "nl": visible(row.titles.nl)},
            "level": row.level,
        }
    for finding in {finding.check: finding for finding in report.findings}.values():
        yield {
            "id": _check(finding.check),
            "type": "earl:TestCase",
            "identifier": visible(finding.check),
            "title": {"en": visible(finding.titles.en), "nl": visible(finding.titles.nl)},
            "isPartOf": _requirement(finding.requirement),
        }


def _assertions(report: Report) -> Iterator[dict[str, Any]]:
    en, nl = Translator("en"), Translator("nl")
    same = {
        "type": "earl:Assertion",
        "assertedBy": "urn:schoolproof:tool",
        "subject": f"urn:uuid:{uuid(report, 'app')}",
    }
    for row in report.requirements:
        yield {
            **same,
            "id": f"urn:uuid:{uuid(report, 'requirement', row.id)}",
            "test": _requirement(row.id),
            "mode": "earl:manual" if row.by == "person" else "earl:automatic",
            "result": _result(row.status, row, en.message(row.reason), nl.message(row.reason)),
        }
    for number, finding in enumerate(report.findings):
        said = [tr.fill(finding.message, finding.values) for tr in (en, nl)]
        made = {
            **same,
            "id": f"urn:uuid:{uuid(report, 'finding', number, finding.fingerprint)}",
            "test": _check(finding.check),
            "mode": "earl:automatic",
            "result": _result(finding.status, finding, *said),
            "fingerprint": visible(finding.fingerprint),
            "severity": finding.severity,
        }
        told = {"persona": finding.persona, "waiver": finding.waived}
        yield {**made, **{name: visible(value) for name, value in told.items() if value is not None}}


def _result(status: Status, about: RequirementResult | FindingResult, en: str, nl: str) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "earl:TestResult", "outcome": OUTCOMES[status], "status": status}
    titles = about.titles
    return {**made, "info": {"en": en or visible(titles.en), "nl": nl or visible(titles.nl)}}


def _requirement(name: str) -> str:
    return f"urn:schoolproof:requirement:{_quoted(name)}"


def _check(name: str) -> str:
    return f"urn:schoolproof:check:{_quoted(name)}"


def _quoted(name: str) -> str:
    return quote(name.encode("utf-8")[:400], safe="/")
