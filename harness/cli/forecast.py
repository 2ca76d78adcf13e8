"""What a profile will let the checks answer: the plan, with the reasons why a cell will stay open."""

from __future__ import annotations

from harness.gather import refuse_unknown
from harness.model.evidence import ProbeEvidence
from harness.model.plan import Cell, plan_cells
from harness.model.profile import Profile
from harness.plugins.host import Registry

# Probes that send requests of their own; without authorisation they do not run.
ACTIVE = {"cors", "session-life", "deferred"}


def forecast(profile: Profile, registry: Registry, level: str) -> list[dict[str, str | None]]:
    """One row per planned cell: check, requirement, persona, role and what will come of it."""
    refuse_unknown(profile, registry)
    cells = plan_cells(profile, registry.asked, registry.requirements, level)
    return [
        {
            "check": cell.check,
            "requirement": cell.requirement,
            "persona": cell.persona,
            "role": cell.role,
            "answer": _answer(cell, profile, registry),
        }
        for cell in cells
    ]


def _answer(cell: Cell, profile: Profile, registry: Registry) -> str:
    if cell.requirement in profile.inapplicable:
        return f"declared not applicable: {profile.inapplicable[cell.requirement]}"
    if cell.role and not cell.persona:
        return f"not tested: no persona with the role {cell.role}"
    persona = profile.personas.get(cell.persona or "")
    if persona and persona.role != "anonymous" and profile.login is None:
        return "not tested: the profile has no [login]"
    kinds = registry.checks[cell.check].evidence.values()
    active = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, ProbeEvidence)]
    if any(kind.kind in ACTIVE for kind in active) and profile.authorisation is None:
        return "not tested: an active probe, and the profile has no [authorisation]"
    if any(kind.kind == "deferred" for kind in active):
        return "will be answered later, by schoolproof resume"
    return "will be answered"
