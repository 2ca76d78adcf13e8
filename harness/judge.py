"""From a bundle to findings: pure, offline, the same bytes every time.

A check is called alone and trusted with nothing: what it returns is looked at, what it raises is its own error, and a
pass that rests on gaps becomes "not tested".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from harness.bundle.manifest import DamagedBundleError
from harness.bundle.reader import Bundle
from harness.catalogue.parameters import Parameters
from harness.catalogue.parties import Parties
from harness.model.check import Check
from harness.model.evidence import Evidence
from harness.model.finding import Finding, ProofPointer, Reason, fingerprint
from harness.model.plan import Cell, plan_cells
from harness.model.profile import Persona, Profile
from harness.model.records import GapRecord
from harness.model.reference import Reference, RunFacts
from harness.model.scope import Scope
from harness.model.status import Status
from harness.model.verdict import Verdict, not_tested
from harness.plugins.host import Registry


def judge(bundle: Bundle, registry: Registry, *, raising: bool = False) -> list[Finding]:
    """One finding per planned cell, sorted. With `raising`, a crash of a check is raised (for a debugger)."""
    profile = Profile.model_validate({**bundle.profile, "path": bundle.root / "profile.json"})
    reference = Reference(profile, registry.parties, registry.parameters, registry.noise)
    answers = [
        (cell, registry.checks.get(cell.check), *_answer(cell, bundle, reference, registry, raising))
        for cell in cells(bundle, profile, registry)
    ]
    digests = bundle.digests({at for _, _, verdict, _ in answers for at in verdict.proof})
    return [_finding(cell, check, verdict, reason, digests) for cell, check, verdict, reason in answers]


def cells(bundle: Bundle, profile: Profile, registry: Registry) -> list[Cell]:
    """What was planned, and what today's checks would plan: a better rule may be asked of old evidence."""
    planned = list(_planned(bundle))
    level = str(bundle.run.get("level", "minimum"))
    today = plan_cells(profile, registry.checks.values(), registry.requirements, level)
    every = {*planned, *today}
    return sorted(every, key=lambda cell: (cell.requirement, cell.check, cell.persona or "", cell.role or ""))


def _planned(bundle: Bundle) -> Iterator[Cell]:
    path = bundle.root / "plan.jsonl"
    try:
        with path.open("rb") as stream:
            for line in stream:
                yield msgspec.json.decode(line, type=Cell)
    except (OSError, msgspec.MsgspecError) as error:
        raise DamagedBundleError(f"{path}: {error}") from error


def _answer(
    cell: Cell, bundle: Bundle, reference: Reference, registry: Registry, raising: bool
) -> tuple[Verdict, Reason | None]:
    """The verdict on a cell, and why it is what it is when the check alone did not decide."""
    check = registry.checks.get(cell.check)
    if check is None:
        return not_tested("This version of the tool has no check named {check}.", check=cell.check), None
    if cell.role is not None and cell.persona is None:
        verdict = not_tested("The profile has no persona with the role {role}.", role=cell.role)
        return _applicable(verdict, cell, reference)
    scope = Scope(bundle, reference, cell.persona)
    arguments, views = _arguments(check, scope)
    missing = next((view.missing for view in views if view.missing is not None), None)
    if missing is not None:
        return _applicable(not_tested("There is no evidence: {why}.", why=missing), cell, reference)
    verdict = _call(check, arguments, raising)
    verdict, reason = _weakened(verdict, _relevant(views, check))
    return (verdict, reason) if reason else _applicable(verdict, cell, reference)


def _arguments(check: Check, scope: Scope) -> tuple[dict[str, object], list[Evidence]]:
    """Exactly what the signature asks for."""
    reference = scope.reference
    known: Mapping[type, object] = {
        Profile: reference.profile,
        Parties: reference.parties,
        Parameters: reference.parameters,
        RunFacts: RunFacts(
            str(scope.bundle.run.get("started", "")),
            str(scope.bundle.run.get("ended", "")),
            dict(scope.bundle.run.get("platform") or {}),
        ),
        Persona: reference.profile.personas.get(scope.persona or ""),
    }
    arguments: dict[str, object] = {}
    for name, kind in check.evidence.items():
        arguments[name] = kind(scope) if isinstance(kind, type) and issubclass(kind, Evidence) else known[kind]
    return arguments, [item for item in arguments.values() if isinstance(item, Evidence)]


def _call(check: Check, arguments: dict[str, object], raising: bool) -> Verdict:
    try:
        verdict: object = check(**arguments)
    except DamagedBundleError:
        raise
    except Exception as error:
        if raising:
            raise
        values = {"kind": type(error).__name__, "text": str(error)[:300]}
        return Verdict(Status.ERROR, "The check crashed: {kind}: {text}", values)
    if not isinstance(verdict, Verdict):
        return Verdict(Status.ERROR, "The check returned no verdict but {kind}.", {"kind": type(verdict).__name__})
    if not isinstance(verdict.status, Status) or verdict.status is Status.NOT_APPLICABLE:
        return Verdict(Status.ERROR, "The check returned a status that is not for checks to give.")
    if verdict.status is Status.PASS and verdict.examined <= 0:
        return Verdict(Status.ERROR, "The check passed without having examined anything.")
    return verdict


def _relevant(views: list[Evidence], check: Check) -> list[GapRecord]:
    return [gap for view in views for gap in view.gaps if gap.why not in check.tolerates]


def _weakened(verdict: Verdict, gaps: list[GapRecord]) -> tuple[Verdict, Reason | None]:
    """A pass that rests on evidence with gaps was not seen; a fail stands."""
    if verdict.status is not Status.PASS or not gaps:
        return verdict, None
    told = sorted({f"{gap.evidence}: {gap.why}" for gap in gaps})
    reason = Reason("Nothing contrary was found, but part of the evidence is missing: {gaps}.", {"gaps": told})
    return Verdict(Status.NOT_TESTED, verdict.message, verdict.values, verdict.proof, verdict.examined), reason


def _applicable(verdict: Verdict, cell: Cell, reference: Reference) -> tuple[Verdict, Reason | None]:
    """A declared absence is believed until the feature is seen after all."""
    declared = reference.profile.inapplicable.get(cell.requirement)
    if declared is None:
        return verdict, None
    if verdict.feature:
        reason = Reason("Declared as not applicable ({declared}), but seen after all.", {"declared": declared})
        return Verdict(Status.FAIL, verdict.message, verdict.values, verdict.proof, verdict.examined, True), reason
    if verdict.status is Status.ERROR:
        return verdict, None
    return (
        Verdict(Status.NOT_APPLICABLE, "The maker declares: {declared}", {"declared": declared}),
        Reason("The maker declares: {declared}", {"declared": declared}),
    )


def _finding(
    cell: Cell, check: Check | None, verdict: Verdict, reason: Reason | None, digests: Mapping[str, str]
) -> Finding:
    values: dict[str, Any] = dict(verdict.values)
    if reason is None and verdict.status in (Status.NOT_TESTED, Status.ERROR):
        reason = Reason(verdict.message, values)
    return Finding(
        check=cell.check,
        requirement=cell.requirement,
        persona=cell.persona,
        level=cell.level,
        status=verdict.status,
        severity=str(check.severity) if check else "info",
        title=check.title if check else cell.check,
        message=verdict.message,
        values=values,
        proof=tuple(ProofPointer(_kind(at), at, digests[at]) for at in verdict.proof if at in digests),
        fingerprint=fingerprint(cell.check, cell.persona or cell.role, verdict.message, values),
        examined=verdict.examined,
        coverage=check.coverage if check else "partial",
        reason=reason,
    )


def _kind(at: str) -> str:
    """The kind of record a pointer names, such as `traffic`."""
    return at.partition("#")[0].rpartition("/")[2].removesuffix(".jsonl").removesuffix(".json")
