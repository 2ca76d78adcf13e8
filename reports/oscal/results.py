"""`oscal-results.json`: OSCAL assessment results.

Only a requirement that passed or failed has a finding: "satisfied" is said exactly as often as the report says "pass".
Everything else stands under `exclude-controls`, with an observation that gives the outcome and its reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from harness.model.renderer import BundleLike
from harness.model.report import FindingResult, Report, RequirementResult, Status
from harness.reports.canonical import canonical
from harness.reports.identity import moment, uuid
from harness.reports.oscal.common import (
    PLAN_FILE,
    app_title,
    control_id,
    metadata,
    prop,
    prose,
    statement_id,
    unique,
    word,
)
from harness.reports.translate import Translator

STATES: Mapping[Status, str] = {"pass": "satisfied", "fail": "not-satisfied"}
MAX_EVIDENCE = 20
"""An observation points to this many pieces of evidence; report.json has them all."""


def render(report: Report, bundle: BundleLike | None = None) -> bytes:
    """The assessment results as OSCAL JSON, in English. The bundle is not needed."""
    tr = Translator("en")
    observed: dict[str, list[str]] = defaultdict(list)
    observations = []
    for number, finding in enumerate(report.findings):
        one = _observation(report, finding, number, tr)
        observations.append(one)
        observed[finding.requirement].append(one["uuid"])
    observations += [_unseen(report, row, tr) for row in report.requirements if row.id not in observed]
    result = _result(report, tr)
    if observations:
        result["observations"] = observations
    findings = [_finding(report, row, observed[row.id], tr) for row in report.requirements if row.status in STATES]
    if findings:
        result["findings"] = findings
    return canonical(
        {
            "assessment-results": {
                "uuid": uuid(report, "results"),
                "metadata": metadata(report, f"Schoolproof results: {app_title(report)}"),
                "import-ap": {"href": PLAN_FILE},
                "results": [result],
                "back-matter": {"resources": [_bundle(report)]},
            }
        }
    )


def _result(report: Report, tr: Translator) -> dict[str, Any]:
    start = moment(report.started)
    facts = {
        "label": report.label,
        "level": report.level,
        "complete": str(report.complete).lower(),
        "provisional": str(report.provisional).lower(),
        "expires": report.expires,
    }
    return {
        "uuid": uuid(report, "result"),
        "title": f"Audit of {app_title(report)}",
        "description": prose(f"Label: {report.label}. Asked: the {report.level} level."),
        "start": start,
        "props": [prop(name, value) for name, value in facts.items() if value],
        "local-definitions": {"assessment-assets": _assets(report)},
        "reviewed-controls": {"control-selections": [_selection(report)]},
        "assessment-log": {"entries": [{"uuid": uuid(report, "log"), "title": "The run", "start": start}]},
    }


def _assets(report: Report) -> dict[str, Any]:
    tool = uuid(report, "tool")
    component = {
        "uuid": tool,
        "type": "software",
        "title": "Schoolproof",
        "description": prose(f"Version {report.tool.version}, rules {report.tool.rules}"),
        "status": {"state": "operational"},
    }
    platform = {"uuid": uuid(report, "platform"), "uses-components": [{"component-uuid": tool}]}
    return {"components": [component], "assessment-platforms": [platform]}


def _selection(report: Report) -> dict[str, Any]:
    answered = unique([row.id for row in report.requirements if row.status in STATES])
    left = [one for one in unique([row.id for row in report.requirements]) if one not in set(answered)]
    chosen: dict[str, Any] = {"include-controls": [{"control-id": one} for one in answered]}
    if not answered:
        chosen = {"include-all": {}}
    return {**chosen, "exclude-controls": [{"control-id": one} for one in left]} if left else chosen


def _observation(report: Report, finding: FindingResult, number: int, tr: Translator) -> dict[str, Any]:
    reason = tr.message(finding.reason)
    facts = {
        "outcome": finding.status,
        "requirement": finding.requirement,
        "check": finding.check,
        "persona": finding.persona,
        "severity": finding.severity,
        "fingerprint": finding.fingerprint,
        "reason": reason,
        "waiver": finding.waived,
    }
    made: dict[str, Any] = {
        "uuid": uuid(report, "observation", number, finding.fingerprint),
        "title": prose(finding.titles.en),
        "description": prose(tr.fill(finding.message, finding.values)),
        "props": [prop(name, value) for name, value in facts.items() if value],
        "methods": ["TEST"],
        "collected": moment(report.started),
    }
    if report.expires is not None:
        made["expires"] = moment(report.expires)
    if finding.proof:
        evidence = f"#{uuid(report, 'bundle')}"
        made["relevant-evidence"] = [
            {"href": evidence, "description": prose(proof.at), "props": [prop("sha256", proof.sha256)]}
            for proof in finding.proof[:MAX_EVIDENCE]
        ]
    return made


def _unseen(report: Report, row: RequirementResult, tr: Translator) -> dict[str, Any]:
    """A requirement without any finding: answered by a person, or by nobody."""
    reason = tr.message(row.reason)
    return {
        "uuid": uuid(report, "row", row.id),
        "title": prose(row.titles.en),
        "description": prose(reason or ("Answered by a person" if row.by == "person" else "No check answered it")),
        "props": [prop("outcome", row.status), prop("requirement", row.id)],
        "methods": ["EXAMINE" if row.by == "person" else "UNKNOWN"],
        "collected": moment(report.started),
    }


def _finding(report: Report, row: RequirementResult, observed: list[str], tr: Translator) -> dict[str, Any]:
    partial = row.status == "pass" and row.coverage != "full"
    said = "Nothing contrary was found; the checks see only part of it" if partial else tr.status(row.status)
    related = observed or [uuid(report, "row", row.id)]
    return {
        "uuid": uuid(report, "finding", row.id),
        "title": prose(row.titles.en),
        "description": prose(said),
        "props": [prop("level", row.level), prop("coverage", row.coverage), prop("answered-by", row.by)],
        "target": {
            "type": "statement-id",
            "target-id": statement_id(row.id),
            "title": prose(control_id(row.id)),
            "status": {"state": STATES[row.status], "reason": "pass" if row.status == "pass" else "fail"},
        },
        "related-observations": [{"observation-uuid": one} for one in related],
    }


def _bundle(report: Report) -> dict[str, Any]:
    return {
        "uuid": uuid(report, "bundle"),
        "title": "The evidence bundle",
        "description": prose("Sealed evidence; whoever has it can judge it again without a network."),
        "props": [prop("digest", word(report.bundle))],
    }
