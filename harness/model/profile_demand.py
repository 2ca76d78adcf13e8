"""Part of the profile that says how a school demands a second factor of its staff."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import Field

from harness.model.table import Table

if TYPE_CHECKING:
    from harness.model.profile import Persona

STAFF = ("teacher", "admin")


class FactorDemand(Table):
    """How `by` (default: the first administrator) demands it by the steps `on`, and no more by `off`, as it is now.

    `persona` is a teacher or administrator of the same school who has no second factor, with `acts_only`.
    """

    persona: str
    by: str | None = None
    on: tuple[dict[str, Any], ...] = Field(min_length=1)
    off: tuple[dict[str, Any], ...] = Field(min_length=1)

    def who(self, personas: Mapping[str, Persona]) -> tuple[Persona, Persona] | None:
        """Of whom it is demanded, and who does so; None when the profile does not have both."""
        first = next((one.name for one in personas.values() if one.role == "admin"), "")
        found, by = personas.get(self.persona), personas.get(self.by or first)
        return None if found is None or by is None or found is by else (found, by)

    def problem(self, personas: Mapping[str, Persona]) -> str | None:
        """Why it cannot be tried with these people, or None."""
        if (who := self.who(personas)) is None:
            return "factor_demand: persona and by have to be two personas of this profile"
        person = who[0]
        if not person.acts_only or person.totp is not None or person.role not in STAFF or person.password is None:
            return f"factor_demand: {person.name} has to be staff with acts_only = true and no second factor"
        return None
