"""What waivers change: nothing but the gate. A waived finding keeps its status, and the label is what it would be.

A failure and what needs review can be waived; what was not tested only by naming its fingerprint, because nobody can
accept in general what nobody has seen; an error of ours never.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from harness.catalogue.requirements import Requirement
from harness.model.finding import Finding, Reason
from harness.model.profile import Profile
from harness.model.status import Status
from harness.signing.keyring import TrustedKey
from harness.statements.reading import Signed, Statements
from harness.statements.record import Scope, Waiver
from harness.statements.standing import key_of, objection


@dataclass(frozen=True)
class Waived:
    """One waiver: the findings (by their place in the list) that it lets pass, and why it does not do so for others."""

    signed: Signed[Waiver]
    key: TrustedKey | None
    findings: tuple[int, ...] = ()
    why_not: Reason | None = None


@dataclass(frozen=True)
class Waivers:
    """All of them; `names` gives the id of the waiver for each finding that passes, by its place in the list."""

    every: tuple[Waived, ...] = ()
    names: Mapping[int, str] = field(default_factory=dict)


def waive(
    statements: Statements | None,
    findings: Sequence[Finding],
    profile: Profile,
    requirements: Mapping[str, Requirement],
) -> Waivers:
    """Hold every waiver against every finding."""
    if statements is None:
        return Waivers()
    ordered = sorted(statements.waivers, key=lambda one: one.record.id)
    every = tuple(_held(one, statements, findings, profile, requirements) for one in ordered)
    names: dict[int, str] = {}
    for one in every:
        for index in one.findings:
            names.setdefault(index, one.signed.record.id)
    return Waivers(every, names)


def _held(
    one: Signed[Waiver],
    statements: Statements,
    findings: Sequence[Finding],
    profile: Profile,
    requirements: Mapping[str, Requirement],
) -> Waived:
    key = key_of(one, statements)
    why_not = objection(one, one.record.app, statements, profile.app)
    if key is None or why_not is not None:
        return Waived(one, key, why_not=why_not)
    fitting = [index for index, finding in enumerate(findings) if _fits(one.record.scope, finding)]
    if not fitting:
        return Waived(one, key, why_not=Reason("It fits no finding of this report."))
    minimum = {id for id, row in requirements.items() if row.level == "minimum"}
    why_not = _unauthorised(key, profile)
    passing = [index for index in fitting if why_not is None or findings[index].requirement not in minimum]
    return Waived(one, key, tuple(passing), why_not if len(passing) < len(fitting) else None)


def _fits(scope: Scope, finding: Finding) -> bool:
    named = finding.fingerprint in scope.fingerprints
    if finding.status not in (Status.FAIL, Status.REVIEW) and not (named and finding.status is Status.NOT_TESTED):
        return False
    return (
        scope.requirement in (None, finding.requirement)
        and scope.check in (None, finding.check)
        and scope.persona in (None, finding.persona)
        and (named or not scope.fingerprints)
    )


def _unauthorised(key: TrustedKey, profile: Profile) -> Reason | None:
    """Why this key waives no minimum requirement. The profile is the maker's, so its list alone is not enough."""
    if key.role == "vendor":
        return Reason("The maker of an app cannot waive a minimum requirement.")
    if profile.authority is None or key.id not in profile.authority.keys:
        return Reason("The profile does not list the key of {holder} under [authority].", {"holder": key.holder})
    return None


def shown(one: Waived) -> dict[str, Any]:
    """As the report shows it."""
    record = one.signed.record
    return {
        "id": record.id,
        "scope": record.scope.model_dump(),
        "approver": record.approver,
        "reason": record.reason,
        "counts": bool(one.findings),
        "why_not": None if one.why_not is None else {"template": one.why_not.template, "values": one.why_not.values},
        "findings": len(one.findings),
        "date": record.date.isoformat(),
        "expires": record.expires.isoformat(),
        "app": record.app.model_dump(),
        "digest": one.signed.digest,
        "key": one.signed.envelope.key_id,
        "holder": None if one.key is None else one.key.holder,
        "holder_role": None if one.key is None else one.key.role,
    }
