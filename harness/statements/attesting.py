"""What attestations change: a row that a test cannot settle is answered by a person, and nothing else.

A statement never lifts what a test saw: a fail stands, and so does a test that gave no answer. It can always make
things worse, because nobody forges a fail in an app's favour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from harness.model.finding import Reason
from harness.model.profile import App
from harness.model.status import Status, worst
from harness.signing.keyring import TrustedKey
from harness.statements.reading import Signed, Statements
from harness.statements.record import Attestation
from harness.statements.standing import key_of, objection

if TYPE_CHECKING:
    from harness.catalogue.requirements import Requirement

_OUTCOMES = {"pass": Status.PASS, "fail": Status.FAIL, "not_applicable": Status.NOT_APPLICABLE}


@dataclass(frozen=True)
class Heard:
    """One attestation about one requirement. `why_not` says why it does not count; None when it does."""

    requirement: str
    signed: Signed[Attestation]
    key: TrustedKey | None
    why_not: Reason | None

    @property
    def status(self) -> Status:
        """What it answers."""
        return _OUTCOMES[self.signed.record.outcome]


@dataclass(frozen=True)
class Answer:
    """The answer to a requirement after everybody was heard; `by_person` when a statement made it what it is."""

    status: Status
    reason: Reason | None
    by_person: bool = False
    heard: tuple[Heard, ...] = ()


def hear(statements: Statements | None, app: App) -> list[Heard]:
    """Every attestation, once for each requirement that it names, in order."""
    if statements is None:
        return []
    heard = [
        Heard(id, one, key_of(one, statements), objection(one, one.record.app, statements, app))
        for one in statements.attestations
        for id in one.record.requirements
    ]
    return sorted(heard, key=lambda one: (one.requirement, one.signed.digest, one.signed.file))


def settle(
    requirement: Requirement, status: Status, reason: Reason | None, mine: Sequence[Heard], *, tested: bool
) -> Answer:
    """The answer to a requirement that tests gave `status` (`tested`: there are any), and people spoke about."""
    heard = tuple(replace(one, why_not=one.why_not or _barred(one, requirement, status, tested)) for one in mine)
    counting = [one for one in heard if one.why_not is None]
    if not counting or (tested and status is Status.FAIL):
        return Answer(status, reason, heard=heard)
    said = worst(one.status for one in counting)
    if tested and status is Status.NOT_APPLICABLE and said is not Status.FAIL:
        return Answer(status, reason, heard=heard)
    speaker = next(one.signed.record for one in counting if one.status is said)
    values: dict[str, Any] = {"who": speaker.by, "role": speaker.role, "title": speaker.document.title}
    return Answer(said, Reason("Stated by {who}, {role}, with the document “{title}”.", values), True, heard)


def _barred(one: Heard, requirement: Requirement, status: Status, tested: bool) -> Reason | None:
    """Why this statement cannot answer this requirement, though it is genuine."""
    if requirement.answered_by == "checks" and not (tested and status is Status.REVIEW):
        return Reason("Tests alone decide this requirement.")
    record = one.signed.record
    if one.key is not None and one.key.role == "vendor" and record.independence != "first":
        return Reason("It says to be independent of the maker, and was signed with the maker's key.")
    if one.status is Status.FAIL:
        return None
    if record.independence == "first" and requirement.level == "minimum":
        return Reason("The maker says so itself; for a minimum requirement somebody else has to.")
    if tested and status is Status.FAIL:
        return Reason("A test saw the contrary, and that stands.")
    if tested and status in (Status.NOT_TESTED, Status.ERROR):
        return Reason("The tests of this requirement gave no answer, and a statement does not replace them.")
    return None


def shown(one: Heard) -> dict[str, Any]:
    """As the report shows it."""
    record = one.signed.record
    return {
        "requirement": one.requirement,
        "outcome": record.outcome,
        "counts": one.why_not is None,
        "why_not": None if one.why_not is None else {"template": one.why_not.template, "values": one.why_not.values},
        "by": record.by,
        "role": record.role,
        "independence": record.independence,
        "method": record.method,
        "document": record.document.model_dump(),
        "date": record.date.isoformat(),
        "expires": record.expires.isoformat(),
        "app": record.app.model_dump(),
        "digest": one.signed.digest,
        "key": one.signed.envelope.key_id,
        "holder": None if one.key is None else one.key.holder,
        "holder_role": None if one.key is None else one.key.role,
    }
