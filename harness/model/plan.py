"""The plan: every cell that must be answered, written down before anything is gathered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import msgspec

from harness.model.check import Check
from harness.model.profile import Profile

if TYPE_CHECKING:
    from harness.catalogue.requirements import Requirement

LEVELS: tuple[str, ...] = ("minimum", "recommended", "advanced")


class Cell(msgspec.Struct, frozen=True):
    """One question: this check about this persona (None: about the run)."""

    check: str
    requirement: str
    persona: str | None
    level: str
    role: str | None = None


def gated(level: str, wanted: str) -> bool:
    """Whether something at `level` counts when the audit is at `wanted`."""
    return LEVELS.index(level) <= LEVELS.index(wanted)


def plan_cells(
    profile: Profile, checks: Iterable[Check], requirements: Mapping[str, Requirement], level: str
) -> list[Cell]:
    """The cells for a profile; a role that nobody plays still gets its cell, which will read "not tested"."""
    cells = []
    for one in sorted(checks, key=lambda check: check.id):
        at = one.level or requirements[one.requirement].level
        if not gated(at, level) or profile.app.kind not in platforms(requirements[one.requirement]):
            continue
        if one.apps and profile.app.kind not in one.apps:
            continue
        for persona, role in _who(profile, one):
            cells.append(Cell(one.id, one.requirement, persona, at, role))
    return cells


def platforms(requirement: Requirement) -> set[str]:
    """The kinds of app that a requirement speaks about."""
    named: set[str] = set(requirement.platforms)
    return named | {"ios"} if "android" in named else named


def _who(profile: Profile, one: Check) -> list[tuple[str | None, str | None]]:
    """Personas of the check's roles; when nobody plays any of them, one open cell says so."""
    if not one.personas:
        return [(None, None)]
    who: list[tuple[str | None, str | None]] = []
    for role in one.personas:
        playing = [name for name, one in profile.personas.items() if one.role == role and not one.acts_only]
        who.extend((name, role) for name in (playing[:1] if one.representative else playing))
    return who or [(None, one.personas[0])]
