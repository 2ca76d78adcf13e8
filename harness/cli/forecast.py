"""What a profile will let the checks answer: the plan, with the reasons why a cell will stay open."""

from __future__ import annotations

from collections.abc import Mapping

from harness.cli.settings_rows import needs
from harness.errors import SchoolproofError
from harness.gather import refuse_unknown
from harness.model.evidence import ProbeEvidence
from harness.model.plan import Cell, plan_cells
from harness.model.profile import Profile
from harness.platform import Foreseeing
from harness.plugins.host import Registry

# Probes that send requests of their own; without authorisation they do not run.
ACTIVE = {"cors", "session-life", "tokens", "deferred"}


def forecast(profile: Profile, registry: Registry, level: str) -> list[dict[str, str | None]]:
    """One row per planned cell: check, requirement, persona, role and what will come of it."""
    refuse_unknown(profile, registry)
    hindered = _hindered(profile, registry)
    cells = plan_cells(profile, registry.asked, registry.requirements, level)
    return [
        {
            "check": cell.check,
            "requirement": cell.requirement,
            "persona": cell.persona,
            "role": cell.role,
            "answer": _answer(cell, profile, registry, hindered),
        }
        for cell in cells
    ]


def settings_rows(profile: Profile, registry: Registry) -> list[dict[str, str]]:
    """Each requirement about safe settings: whether this profile can answer it whole, and what it lacks for that."""
    rows = (row for row in registry.requirements.values() if row.id.startswith("SET-"))
    return [{"requirement": row.id, "title": row.titles.en, "lacks": "; ".join(needs(row.id, profile))} for row in rows]


def _hindered(profile: Profile, registry: Registry) -> dict[str, str]:
    try:
        platform = registry.platform(profile.app.kind)
    except SchoolproofError:
        return {}
    return platform.hindered(profile) if isinstance(platform, Foreseeing) else {}


def _answer(cell: Cell, profile: Profile, registry: Registry, hindered: Mapping[str, str]) -> str:
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
    if why := next((hindered[kind.kind] for kind in active if kind.kind in hindered), None):
        return f"not tested: {why}"
    if any(kind.kind == "deferred" for kind in active):
        return "will be answered later, by schoolproof resume"
    return "will be answered"
