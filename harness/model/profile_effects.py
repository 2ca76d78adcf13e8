"""Parts of the profile that say how to prove a setting by its effect, and where a school decides about it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from harness.model.table import Table

type EffectId = Literal["profile-visibility", "discoverability", "contact", "comments", "work-sharing"]


class Effect(Table):
    """How somebody sees, finds, writes to or reads the work of a pupil.

    `owner` is the pupil that it is about (default: the first), `by` the persona that may (default: the owner). Of
    `profile-visibility` only `seen` is needed: the page. `steps` of `discoverability` end on the page with what was
    found; those of `contact` and `comments` type `{mark}`, which the owner then finds on the page `seen`; those of
    `work-sharing` are done by the owner, type `{mark}` and end on the page of the new work (or on `seen`).

    Besides the actor's own placeholders there are `{mark}`, `{owner.username}` and `{owner.…}` for the owner's known
    values, and `{work}`, the path of the work that was made. `undo` is what the owner does to delete what holds
    `{mark}`.
    """

    id: EffectId
    owner: str | None = None
    by: str | None = None
    steps: tuple[dict[str, Any], ...] = ()
    seen: str | None = None
    undo: tuple[dict[str, Any], ...] = ()


class AdminControl(Table):
    """Where an administrator sets what pupils have: the control, and the one that keeps pupils from changing it."""

    page: str
    locate: dict[str, str | int] = Field(min_length=1)
    lock: dict[str, str | int] | None = None


class Setting(Table):
    """Where a minor-safe setting lives, which values are safe, and where an administrator decides about it."""

    id: str
    page: str
    locate: dict[str, str | int]
    safe: tuple[str, ...] = Field(min_length=1)
    admin: AdminControl | None = None
