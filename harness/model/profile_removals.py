"""Part of the profile that says how an administrator takes access away, and gives it back."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from harness.model.table import Table


class Removal(Table):
    """How `by` (default: the first administrator) switches the account of `who` off, or takes a class or a role away.

    `reads` are addresses that `who` can read until then, and that show planted values of `of` (default: of `who`).
    In `steps` and in `undo`, which gives it back, stand besides the administrator's own placeholders `{who.username}`
    and `{who.…}` for the known values of `who`.
    """

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")]
    who: str
    by: str | None = None
    of: str | None = None
    reads: tuple[str, ...] = Field(min_length=1, max_length=8)
    steps: tuple[dict[str, Any], ...] = Field(min_length=1)
    undo: tuple[dict[str, Any], ...] = Field(min_length=1)
