"""Part of the profile that says what somebody signed in can change, and how it is put back."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from harness.model.table import Table

MARK = "{mark}"
"""Stands for a word that occurs nowhere else: what the steps changed is known by it."""


class DeclaredChange(Table):
    """Something that `by` (default: the first pupil with sessions of its own) can change, told by its effect.

    `steps` type `{mark}`, which then stands on the page `seen`; `undo` takes what holds `{mark}` away again. `guarded`:
    the app asks for the present password once more, so the steps type `{password}` as well.
    """

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")]
    by: str | None = None
    steps: tuple[dict[str, Any], ...] = Field(min_length=1)
    seen: str
    undo: tuple[dict[str, Any], ...] = Field(min_length=1)
    guarded: bool = False
