"""From a bundle to findings: pure, offline, the same bytes every time.

A check is called alone and trusted with nothing: what it returns is looked at, what it raises is its own error, and a
pass that rests on gaps becomes "not tested".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from pydantic import ValidationError

from harness.bundle.manifest import DamagedBundleError
from harness.bundle.reader import Bundle
from harness.catalogue.libraries import Libraries, builtin_libraries
from harness.catalogue.parameters import Parameters
from harness.catalogue.parties import Parties
from harness.catalogue.permissions import Permissions, builtin_permissions
from harness.catalogue.settings import SettingsCatalogue
from harness.lists.active import Lists
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
    return [finding for _, finding in answers(bundle, registry, raising=raising)]


def answers(bundle: Bundle, registry: Registry, *, raising: bool = False) -> list[tuple[Cell, Finding]]:
    """The same, each finding with the cell that it answers."""
    reference = reference_of(bundle, registry)
    found = [
        (cell, registry.checks.get(cell.check), *_answer(cell, bundle, reference, registry, raising))
        for cell in cells(bundle, reference.profile, registry)
    ]
    digests = bundle.digests({at for _, _, verdict, _ in found for at in verdict.proof})
    return [(cell, _finding(cell, check, verdict, reason, digests)) for cell, check, verdict, reason in found]


def reference_of(bundle: Bundle, registry: Registry) -> Reference:
    """What this judgement knows besides the evidence. Raises DamagedBundleError when the profile is none."""
    try:
        profile = Profile.model_validate({**bundle.profile, "path": bundle.root / "profile.json"})
    except ValidationError as error:
        raise DamagedBundleError(f"{bundle.root / 'profile.json'}: {error}") from error
    return Reference(profile, registry.parties, registry.parameters, registry.noise, registry.lists, registry.settings)


def cells(bundle: Bundle, profile: Profile, registry: Registry) -> list[Cell]:
    """What was planned, and what today's checks would plan: a better rule may be asked of old evidence."""
    planned = list(_planned(bundle))
    level = str(bundle.run.get("level", "minimum"))
    asked = {(cell.check, cell.role) for cell in planned}
    today = [
        cell
        for cell in plan_cells(profile, registry.asked, registry.requirements, level)
        # Whoever stood for a role when it was planned still does; the order of personas is not kept in a bundle.
        if not (registry.checks[cell.check].representative and (cell.check, cell.role) in asked)
    ]
    every = {*planned, *today}
    return sorted(every, key=lambda cell: (cell.requirement, cell.check, cell.persona or "", cell.role or ""))


def _planned(bundle: Bundle) -> Iterator[Cell]:
    path = bundle.root / "plan.jsonl"
    try:
        with path.open("rb") as stream:
            for line in stream:
                yield msgspec.json.decode(line, type=Cell)
    except (OSError, ValueError, RecursionError) as error:
        raise DamagedBundleError(f"{path}: {error}") from error


def _answer(
    cell: Cell, bundle: Bundle, reference: Reference, registry: Registry, raising: bool
) -> tuple[Verdict, Reason | None]:
    """The verdict on a cell, and why it is what it is when the check alone did not decide."""
    check = registry.checks.get(cell.check)
    if check is None:
        return not_tested("This version of the tool has no check named {check}.", check=cell.check), None
    declared = reference.profile.inapplicable.get(cell.requirement)
    verdict, gaps = _asked(cell, check, Scope(bundle, reference, cell.persona), raising)
    return _weakened(verdict, gaps) if declared is None else _applicable(verdict, declared)


def _asked(cell: Cell, check: Check, scope: Scope, raising: bool) -> tuple[Verdict, list[GapRecord]]:
    """What the check makes of its evidence, and the gaps in that evidence."""
    if cell.role is not None and cell.persona is None:
        return _nobody(cell.role, scope), []
    try:
        arguments, views = _arguments(check, scope)
        absent = {view.kind: why for view in views if (why := view.missing) is not None}
        if absent:
            return _half_asked(check, arguments, absent, len(views)), []
        return _trusted(check(**arguments)), _relevant(views, check)
    except DamagedBundleError:
        raise
    except (Exception, SystemExit) as error:
        if raising:
            raise
        values = {"kind": type(error).__name__, "text": _text(error)}
        return Verdict(Status.ERROR, "The check crashed: {kind}: {text}", values), []


def _nobody(role: str, scope: Scope) -> Verdict:
    """What is said of a role that nobody has."""
    if scope.reference.profile.quick:
        return not_tested("A quick scan signs nobody in: what a {role} meets was not seen.", role=role)
    return not_tested("The profile has no persona with the role {role}.", role=role)


def _half_asked(check: Check, arguments: dict[str, object], absent: Mapping[str, str], kinds: int) -> Verdict:
    """The fail that the evidence at hand proves although other kinds are absent; anything else is not tested.

    Only a check that says so is asked at all (`fail_stands_without`): one that leaves out what an absent kind excuses
    would accuse wrongly. A crash, or a pass about nothing, is no wonder here.
    """
    kind, why = next(iter(absent.items()))
    unseen = not_tested("There is no evidence of the kind {kind}: {why}.", kind=kind, why=why)
    if len(absent) == kinds or not check.fail_stands_without.issuperset(absent):
        return unseen
    try:
        verdict = _trusted(check(**arguments))
    except DamagedBundleError:
        raise
    except (Exception, SystemExit):
        return unseen
    return verdict if verdict.status is Status.FAIL else unseen


def _arguments(check: Check, scope: Scope) -> tuple[dict[str, object], list[Evidence]]:
    """Exactly what the signature asks for."""
    reference = scope.reference
    known: Mapping[type, object] = {
        Profile: reference.profile,
        Parties: reference.parties,
        Lists: reference.lists,
        Parameters: reference.parameters,
        SettingsCatalogue: reference.settings,
        Permissions: builtin_permissions(),
        Libraries: builtin_libraries(),
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


def _trusted(answer: object) -> Verdict:
    """The verdict, if it is one that a check may give; else an error that says what was wrong."""
    if not isinstance(answer, Verdict):
        return Verdict(Status.ERROR, "The check returned no verdict but {kind}.", {"kind": type(answer).__name__})
    if not isinstance(answer.status, Status) or answer.status is Status.NOT_APPLICABLE:
        return Verdict(Status.ERROR, "The check returned a status that is not for checks to give.")
    if not _is_plain(answer):
        return Verdict(Status.ERROR, "The check returned a verdict that cannot be written down.")
    if answer.status is Status.PASS and answer.examined <= 0:
        return Verdict(Status.ERROR, "The check passed without having examined anything.")
    return answer


def _is_plain(verdict: Verdict) -> bool:
    """Whether a verdict, which a plugin may have put together by hand, holds what a report can hold."""
    if not isinstance(verdict.message, str) or type(verdict.examined) is not int or type(verdict.feature) is not bool:
        return False
    if not isinstance(verdict.values, Mapping) or not isinstance(verdict.proof, tuple):
        return False
    if not isinstance(verdict.brought_by, tuple):
        return False
    texts: list[object] = [*verdict.values, *verdict.proof, *verdict.brought_by]
    for value in verdict.values.values():
        texts.extend(value if isinstance(value, list) else [] if type(value) is int else [value])
    return all(isinstance(text, str) for text in texts)


def _text(error: BaseException) -> str:
    """An error's text, without addresses in memory: they differ from run to run."""
    try:
        return re.sub(r"\b0x[0-9a-fA-F]+", "0x…", str(error))[:300]
    except Exception:
        return "(no text)"


def _relevant(views: list[Evidence], check: Check) -> list[GapRecord]:
    return [gap for view in views for gap in view.gaps if gap.why not in check.tolerates]


def _weakened(verdict: Verdict, gaps: list[GapRecord]) -> tuple[Verdict, Reason | None]:
    """A pass that rests on evidence with gaps was not seen; a fail stands."""
    if verdict.status is not Status.PASS or not gaps:
        return verdict, None
    told = sorted({f"{gap.evidence}: {gap.why}" for gap in gaps})
    reason = Reason("Nothing contrary was found, but part of the evidence is missing: {gaps}.", {"gaps": told})
    return _restated(verdict, Status.NOT_TESTED), reason


def _restated(verdict: Verdict, status: Status, *, feature: bool = False) -> Verdict:
    """The same said under another status."""
    said = verdict.message, verdict.values, verdict.proof, verdict.examined
    return Verdict(status, *said, feature, verdict.brought_by)


def _applicable(verdict: Verdict, declared: str) -> tuple[Verdict, Reason | None]:
    """A declared absence is believed until the feature is seen after all; what a person has to see stands."""
    values = {"declared": declared}
    if verdict.feature or verdict.status is Status.FAIL:
        reason = Reason("Declared as not applicable ({declared}), but seen after all.", dict(values))
        return _restated(verdict, Status.FAIL, feature=True), reason
    if verdict.status in (Status.ERROR, Status.REVIEW):
        return verdict, None
    told = "The maker declares: {declared}"
    return Verdict(Status.NOT_APPLICABLE, told, values), Reason(told, dict(values))


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
        brought_by=verdict.brought_by,
        examined=verdict.examined,
        coverage=check.coverage if check else "partial",
        reason=reason,
    )


def _kind(at: str) -> str:
    """The kind of record a pointer names, such as `traffic`."""
    return at.partition("#")[0].rpartition("/")[2].removesuffix(".jsonl").removesuffix(".json")
