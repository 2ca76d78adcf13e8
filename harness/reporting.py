"""From findings to the report: requirement by requirement, with what was not answered said as plainly as the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from harness.bundle.reader import Bundle
from harness.expiry import expires
from harness.growth import growth
from harness.judge import reference_of
from harness.lists.facts import list_facts
from harness.methods import methods
from harness.model.deferred import Deferred
from harness.model.finding import Finding, Reason
from harness.model.label import is_simulated, label
from harness.model.plan import gated, platforms
from harness.model.profile import Profile
from harness.model.records import AttemptRecord
from harness.model.reference import Reference
from harness.model.report import Report
from harness.model.scope import Scope
from harness.model.status import ExitCode, Status, exit_code, worst
from harness.model.traffic import Traffic
from harness.plugins.host import Registry
from harness.recipients import recipients
from harness.sharing.observing import observe
from harness.sharing.rows import sharing_rows
from harness.statements.attesting import Answer, settle
from harness.statements.docket import Docket, open_docket
from harness.statements.reading import Statements

if TYPE_CHECKING:
    from harness.catalogue.requirements import Requirement

type Translate = Mapping[str, str]


def build_report(
    bundle: Bundle,
    findings: Sequence[Finding],
    registry: Registry,
    dutch: Translate,
    statements: Statements | None = None,
) -> Report:
    """The report of one judgement; `dutch` translates check titles, `statements` is what people signed for."""
    reference = reference_of(bundle, registry)
    profile = reference.profile
    level = str(bundle.run.get("level", "minimum"))
    docket = open_docket(statements, findings, profile, registry.requirements)
    answered = [
        _row(requirement, findings, registry, docket)
        for requirement in registry.requirements.values()
        if profile.app.kind in platforms(requirement) and gated(requirement.level, level)
    ]
    rows = [row for row, _ in answered]
    minimum = _at_minimum(rows, findings)
    everyone = Scope(bundle, reference, None)
    observed = observe(everyone)
    outstanding = _outstanding(bundle, reference)
    started, simulated = str(bundle.run.get("started", "")), is_simulated(bundle.run)
    return Report.model_validate(
        {
            "tool": {"version": registry.tool_version, "rules": registry.rules},
            "bundle": bundle.identity,
            "app": _app(profile, bundle),
            "level": level,
            "label": label(minimum, complete=bundle.complete, simulated=simulated),
            "provisional": _awaited(outstanding, rows),
            "started": started,
            "complete": bundle.complete,
            "simulated": simulated,
            "counts": {status.value: sum(item.status is status for item in findings) for status in Status},
            "requirements": rows,
            "findings": _findings(findings, docket, dutch),
            "recipients": recipients(everyone, observed),
            "sharing": sharing_rows(everyone, observed),
            "lists": list_facts(reference, started),
            "coverage": _coverage(bundle, reference),
            "expires": expires("" if simulated else started, int(registry.parameters.number("report-months"))),
            "growth": growth(
                rows,
                findings,
                registry.requirements.values(),
                kind=profile.app.kind,
                asked=level,
                complete=bundle.complete and not simulated,
            ),
            "checks": _pages(findings, registry, dutch),
            "methods": methods(rows, findings, profile, registry, dutch),
            "followups": [followup.identity for followup in bundle.followups],
            "outstanding": outstanding,
            **docket.shown(answer for _, answer in answered),
        }
    )


def _outstanding(bundle: Bundle, reference: Reference) -> list[dict[str, Any]]:
    """What has to be asked again and has no outcome yet, the first due first."""
    standings = Deferred(Scope(bundle, reference, None)).standings()
    return [
        {
            "job": one.job.id,
            "requirement": one.job.requirement,
            "persona": one.job.persona,
            "what": one.job.what,
            "due": one.due,
            "why": one.why,
        }
        for one in sorted(standings, key=lambda one: (one.due, one.job.id))
        if one.outcome is None
    ]


def _awaited(outstanding: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether an answer that counts at the report's level is still to come."""
    concerned = {row["id"] for row in rows if row["status"] != Status.NOT_APPLICABLE.value}
    return any(one["requirement"] in concerned for one in outstanding)


def _at_minimum(rows: Sequence[Mapping[str, Any]], findings: Sequence[Finding]) -> list[Status]:
    """The minimum rows for the label: what only fails above the minimum leaves it open, but does not fail it."""
    failed = {item.requirement for item in findings if item.level == "minimum" and item.status is Status.FAIL}
    failed |= {row["id"] for row in rows if row["by"] == "person"}
    shown = [(row["id"], Status(row["status"])) for row in rows if row["level"] == "minimum"]
    return [Status.REVIEW if status is Status.FAIL and id not in failed else status for id, status in shown]


def gate(findings: Sequence[Finding], *, complete: bool) -> ExitCode:
    """The exit code of an audit in which nobody stated anything; an interrupted run is never clean."""
    return _gate([item.status for item in findings], complete)


def gate_report(report: Report) -> ExitCode:
    """The exit code of an audit: a waived finding is answered, and so is one whose review a person did."""
    told = {row.id: row.status for row in report.requirements if row.by == "person"}
    settled = {id for id, status in told.items() if status in ("pass", "not_applicable")}
    statuses = [
        Status.PASS if item.waived or (item.status == "review" and item.requirement in settled) else Status(item.status)
        for item in report.findings
    ]
    sure = report.complete and not report.simulated
    return _gate([*statuses, *(Status.FAIL for status in told.values() if status == "fail")], sure)


def _gate(statuses: Sequence[Status], complete: bool) -> ExitCode:
    code = exit_code(statuses)
    return ExitCode.UNANSWERED if code is ExitCode.CLEAN and not complete else code


def _app(profile: Profile, bundle: Bundle) -> dict[str, Any]:
    app = profile.app
    return {
        "name": app.name,
        "version": app.version,
        "kind": app.kind,
        "digest": bundle.run.get("app_digest"),
        "url": app.url,
        "hosts": app.hosts,
    }


def _row(
    requirement: Requirement, findings: Sequence[Finding], registry: Registry, docket: Docket
) -> tuple[dict[str, Any], Answer]:
    mine = [item for item in findings if item.requirement == requirement.id]
    checks = sorted({item.check for item in mine})
    answer = settle(requirement, *_answer(requirement, mine), docket.about(requirement.id), tested=bool(mine))
    by = "person" if answer.by_person or (not checks and requirement.answered_by == "person") else "none"
    full = bool(checks) and all(registry.checks[one].coverage == "full" for one in checks if one in registry.checks)
    row = {
        "id": requirement.id,
        "level": requirement.level,
        "status": answer.status.value,
        "coverage": ("full" if full else "partial") if checks else "none",
        "by": "check" if checks and not answer.by_person else by,
        "titles": requirement.titles.model_dump(),
        "criterion": requirement.criterion.model_dump(),
        "cannot_see": requirement.cannot_see.model_dump(),
        "checks": checks,
        "reason": _message(answer.reason),
    }
    return row, answer


def _answer(requirement: Requirement, mine: Sequence[Finding]) -> tuple[Status, Reason | None]:
    if not mine:
        if requirement.answered_by == "person":
            return Status.NOT_TESTED, Reason("Only a person can decide this; no statement was given.")
        return Status.NOT_TESTED, Reason("No check answers this requirement yet.")
    status = worst(item.status for item in mine)
    if status is Status.PASS and requirement.answered_by == "both":
        return Status.REVIEW, Reason("Nothing contrary was found; a person has to settle the rest.")
    reason = next((item.reason for item in mine if item.status is status and item.reason), None)
    return status, reason


def _pages(findings: Sequence[Finding], registry: Registry, dutch: Translate) -> list[dict[str, Any]]:
    taking_part = sorted({item.check for item in findings} & set(registry.checks))
    return [
        {
            "check": one.id,
            "requirement": one.requirement,
            "titles": {"en": one.title, "nl": dutch.get(one.title, one.title)},
            "since": one.since,
            "coverage": one.coverage,
            "sections": one.page,
        }
        for one in (registry.checks[name] for name in taking_part)
    ]


def _findings(findings: Sequence[Finding], docket: Docket, dutch: Translate) -> list[dict[str, Any]]:
    waived = docket.waivers.names
    return [{**_finding(item, dutch), "waived": waived.get(index)} for index, item in enumerate(findings)]


def _finding(item: Finding, dutch: Translate) -> dict[str, Any]:
    shown: dict[str, Any] = msgspec.to_builtins(item)
    shown["titles"] = {"en": item.title, "nl": dutch.get(item.title, item.title)}
    shown["reason"] = _message(item.reason)
    return shown


def _message(reason: Reason | None) -> dict[str, Any] | None:
    return None if reason is None else {"template": reason.template, "values": reason.values}


def _coverage(bundle: Bundle, reference: Reference) -> dict[str, Any]:
    everyone = Scope(bundle, reference, None)
    taking_part = [name for name, persona in reference.profile.personas.items() if not persona.acts_only]
    shown = {name: _persona(Scope(bundle, reference, name)) for name in taking_part}
    attempts = list(bundle.probe("bypass", AttemptRecord))
    return {
        "personas": shown,
        "gaps": gaps_told(everyone),
        "bypass": [
            {
                "name": one.name,
                "destination": one.destination,
                "port": one.port,
                "what": one.what,
                "count": one.count,
                "noise": one.noise,
            }
            for one in attempts
        ],
        "noise": sorted({one.name or one.destination for one in attempts if one.noise}),
        "sessions": [
            {"name": view.name, "consent": view.state.consent, "status": view.state.status} for view in bundle.sessions
        ],
    }


def gaps_told(everyone: Scope) -> list[dict[str, Any]]:
    """Everything that could not be seen in the run, each gap once."""
    bundle = everyone.bundle
    gaps = [
        {"evidence": gap.evidence, "why": gap.why, "persona": _who(bundle, gap.session), "values": _flat(gap.values)}
        for gap in sorted(everyone.gaps("*") + _all_gaps(bundle), key=lambda gap: (gap.at, gap.why))
    ]
    return _unique(gaps)


def _all_gaps(bundle: Bundle) -> list[Any]:
    recorded = [*bundle.gaps, *(gap for view in bundle.sessions for gap in view.gaps)]
    return [gap for gap in recorded if gap.evidence != "*"]


def _unique(gaps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each gap once, in order: forty sessions that hit one bound are one sentence, not forty."""
    seen: dict[bytes, dict[str, Any]] = {}
    for gap in gaps:
        seen.setdefault(msgspec.json.encode(gap, order="deterministic"), gap)
    return list(seen.values())


def _flat(values: Mapping[str, object]) -> dict[str, object]:
    return {name: value if isinstance(value, str | int) else str(value) for name, value in values.items()}


def _who(bundle: Bundle, session: str) -> str | None:
    return next((view.persona for view in bundle.sessions if view.name == session), None)


_LOGIN_WORST = ("failed", "lost", "unended", "proven", "anonymous")


def _persona(scope: Scope) -> dict[str, Any]:
    logins = [view.login for view in scope.sessions]
    reasons = sorted({view.state.reason for view in scope.sessions if view.state.reason})
    return {
        "login": min(logins, key=_LOGIN_WORST.index) if logins else "failed",
        "pages": sum(view.pages for view in scope.sessions),
        "requests": len(Traffic(scope)),
        "reason": reasons[0] if reasons else None if logins else "no session was recorded",
    }
