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


class Given(Table):
    """How `by` (default: the first administrator) gives `who` a password that `by` chose.

    In `steps` stand besides the placeholders of `by` `{new_password}`, and `{who.username}` and `{who.…}` for the known
    values of `who`: an account of the test's own, whose first password is put back.
    """

    who: str
    by: str | None = None
    steps: tuple[dict[str, Any], ...] = Field(min_length=1)

    def cast(self, personas: Mapping[str, Persona]) -> tuple[Persona, Persona] | None:
        """Who gets a password, and who gives it; None when the profile does not have both."""
        first = next((one.name for one in personas.values() if one.role == "admin"), "")
        who, by = personas.get(self.who), personas.get(self.by or first)
        return None if who is None or by is None or who is by else (who, by)


class PasswordTests(Table):
    """`places` is where people choose a password in this app; it is empty where only staff give them (`given`).
    `persona` is an account of the test's own whose password may be changed (it is put back) and guessed at, last of
    all; it has `acts_only`. `change` is the page on which it is changed, if it should not be looked for; `steps` change
    it where the form is not understood: `{password}` is the present one, `{new_password}` the next. `reset` is where a
    new one is asked, if it should not be looked for. `addresses`: other addresses of this machine, to guess from.
    `staff` is another such account, of a teacher or administrator whose password is their only factor: how long it has
    to be is tried there. `given` is how staff give somebody a password, and to whom that may be done.
    """

    persona: str | None = None
    places: tuple[Literal["signup", "change"], ...] = ("signup", "change")
    change: str | None = None
    reset: str | None = None
    addresses: tuple[str, ...] = Field(default=(), max_length=4)
    steps: tuple[dict[str, Any], ...] = ()
    staff: str | None = None
    given: Given | None = None

    @field_validator("addresses")
    @classmethod
    def _are_addresses(cls, addresses: tuple[str, ...]) -> tuple[str, ...]:
        for one in addresses:
            ip_address(one)
        return addresses

    def problem(self, personas: Mapping[str, Persona]) -> str | None:
        """Why these people cannot serve, or None. In a bundle nobody has a password; a file's people all have one."""
        if not self.places and self.given is None:
            return "passwords: places is empty, and given says nothing either: where does a password come from?"
        if self.given is not None and self.given.cast(personas) is None:
            return "passwords: who and by of given have to be two personas of this profile"
        changed = [one for one in (self.persona, self.staff, self.given.who if self.given else None) if one is not None]
        if len(set(changed)) < len(changed):
            return "passwords: persona, staff and who of given have to be different people"
        for name in changed:
            found = personas.get(name)
            if found is None:
                return f"passwords: there is no persona {name}"
            if not found.acts_only or found.totp is not None or found.role == "anonymous" or not found.known:
                return f"passwords: {name} needs acts_only = true, a password, planted values and no second factor"
        if self.staff is not None and personas[self.staff].role not in STAFF:
            return f"passwords: {self.staff} has to be a teacher or administrator"
        return None
