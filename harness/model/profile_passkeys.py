"""Part of the profile that says where people make passkeys, sign in with one, and take it away."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from harness.model.table import Table


class PasskeyTests(Table):
    """`persona` makes a passkey by the steps `enrol` (signed in), signs in with it, and takes it away by `remove`.

    `sign_in` starts with nobody signed in; without it the button on the page of `[login]` is found by its words.
    `other` does the same with a passkey of their own, which must not open the account of `persona`.
    """

    persona: str
    other: str | None = None
    enrol: tuple[dict[str, Any], ...] = Field(min_length=1)
    sign_in: tuple[dict[str, Any], ...] = ()
    remove: tuple[dict[str, Any], ...] = Field(min_length=1)

    @property
    def people(self) -> tuple[str, ...]:
        """Whose passkeys are made."""
        return (self.persona, *([self.other] if self.other else []))
