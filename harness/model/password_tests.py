"""The `[passwords]` table of a profile: where people choose passwords, and the account on which that may be tried."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, field_validator

from harness.model.table import Table

if TYPE_CHECKING:
    from harness.model.profile import Persona


STAFF = ("teacher", "admin")


class PasswordTests(Table):
    """`places` is where people choose a password in this app. `persona` is an account of the test's own whose password
    may be changed (it is put back) and guessed at, last of all; it has `acts_only`. `change` is the page on which it is
    changed, if it should not be looked for; `steps` change it where the form is not understood: `{password}` is the
    present one, `{new_password}` the next. `reset` is where a new one is
    asked, if it should not be looked for. `addresses`: other addresses of this machine, to guess from. `staff` is
    another such account, of a teacher or administrator whose password is their only factor: how long it has to be is
    tried there.
    """

    persona: str | None = None
    places: tuple[Literal["signup", "change"], ...] = Field(default=("signup", "change"), min_length=1)
    change: str | None = None
    reset: str | None = None
    addresses: tuple[str, ...] = Field(default=(), max_length=4)
    steps: tuple[dict[str, Any], ...] = ()
    staff: str | None = None

    @field_validator("addresses")
    @classmethod
    def _are_addresses(cls, addresses: tuple[str, ...]) -> tuple[str, ...]:
        for one in addresses:
            ip_address(one)
        return addresses

    def problem(self, personas: Mapping[str, Persona]) -> str | None:
        """Why these people cannot serve, or None. In a bundle nobody has a password; a file's people all have one."""
        for name in (one for one in (self.persona, self.staff) if one is not None):
            found = personas.get(name)
            if found is None:
                return f"passwords: there is no persona {name}"
            if not found.acts_only or found.totp is not None or found.role == "anonymous" or not found.known:
                return f"passwords: {name} needs acts_only = true, a password, planted values and no second factor"
        if self.staff is not None and (self.staff == self.persona or personas[self.staff].role not in STAFF):
            return f"passwords: {self.staff} has to be a teacher or administrator, and somebody else than persona"
        return None
