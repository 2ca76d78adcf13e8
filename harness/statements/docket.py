"""All that was stated, held against one judgement: what counts, what does not and why, as the report needs it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from harness.model.finding import Finding, Reason
from harness.model.profile import Profile
from harness.statements import attesting, waiving
from harness.statements.attesting import Answer, Heard
from harness.statements.reading import Statements
from harness.statements.waiving import Waivers

if TYPE_CHECKING:
    from harness.catalogue.requirements import Requirement


@dataclass(frozen=True)
class Docket:
    """What was stated about the app that was judged. Without statements it is empty and changes nothing."""

    statements: Statements | None
    heard: tuple[Heard, ...]
    waivers: Waivers

    def about(self, requirement: str) -> list[Heard]:
        """The attestations about one requirement."""
        return [one for one in self.heard if one.requirement == requirement]

    def shown(self, answers: Iterable[Answer]) -> dict[str, Any]:
        """The report's members `evaluated`, `attestations` and `waivers`."""
        settled = [one for answer in answers for one in answer.heard]
        asked = {one.requirement for one in settled}
        other = [replace(one, why_not=one.why_not or NOT_ASKED) for one in self.heard if one.requirement not in asked]
        every = sorted([*settled, *other], key=lambda one: (one.requirement, one.signed.digest))
        return {
            "evaluated": None if self.statements is None else self.statements.at.isoformat(),
            "attestations": [attesting.shown(one) for one in every],
            "waivers": [waiving.shown(one) for one in self.waivers.every],
        }


NOT_ASKED = Reason("This audit did not ask for the requirement.")


def open_docket(
    statements: Statements | None,
    findings: Sequence[Finding],
    profile: Profile,
    requirements: Mapping[str, Requirement],
) -> Docket:
    """Look at every statement once."""
    heard = tuple(attesting.hear(statements, profile.app))
    return Docket(statements, heard, waiving.waive(statements, findings, profile, requirements))
