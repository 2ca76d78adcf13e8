"""Part of the profile that says where people see on which devices they are signed in, and end other sessions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import Field

from harness.model.table import Table

if TYPE_CHECKING:
    from harness.model.profile import Persona


class Devices(Table):
    """The list of open sessions on `page`; `each` is the element that stands there once for each of them.

    `persona` is somebody with `acts_only`, for all its other sessions may end (default: the first such one with a
    password alone). `end`, begun on `page`, ends another session, or all the others.
    """

    persona: str | None = None
    page: str
    each: dict[str, str | int] = Field(min_length=1)
    end: tuple[dict[str, Any], ...] = Field(min_length=1)

    def problem(self, personas: Mapping[str, Persona]) -> str | None:
        """Why this persona cannot serve, or None."""
        if self.persona is None:
            return None
        found = personas.get(self.persona)
        if found is None:
            return f"devices: there is no persona {self.persona}"
        return None if found.acts_only and found.known else f"devices: {self.persona} needs acts_only = true and values"
