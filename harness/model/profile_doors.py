"""Part of the profile that lists other ways into an account than the form to sign in."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from harness.model.table import Table

type Asking = Literal["api", "mobile", "reset", "sso", "other"]


class DoorRequest(Table):
    """One request: `json` or `form` is its body, in whose texts `{username}` and `{password}` are the persona's."""

    path: str = Field(pattern=r"^/[^/]|^/$")
    method: Literal["POST", "PUT", "GET"] = "POST"
    json_: dict[str, Any] | None = Field(default=None, alias="json")
    form: dict[str, str] | None = None


class Door(Table):
    """A way in that `who` (default: the first of the staff with a second factor) tries with a password alone.

    An `api`, `mobile`, `reset`, `sso` or `other` one by a `request`, whose cookies and tokens then read `reads`, or by
    `steps` that begin with nobody signed in; `control` (default: the first persona without a second factor) has to get
    in the same way. A `deep-link` is a `path`, opened with a login that still owes its code. For `remember-me` the
    `steps` sign in with everything, `{totp}` too, and ask that this device be remembered.
    """

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")]
    kind: Asking | Literal["deep-link", "remember-me"]
    who: str | None = None
    control: str | None = None
    request: DoorRequest | None = None
    steps: tuple[dict[str, Any], ...] = ()
    path: str | None = None
    reads: tuple[str, ...] = Field(default=(), max_length=8)

    @model_validator(mode="after")
    def _one_way(self) -> Door:
        given = {name for name in ("request", "steps", "path") if getattr(self, name)}
        wanted = {"deep-link": {"path"}, "remember-me": {"steps"}}.get(self.kind)
        if wanted is not None and given != wanted:
            raise ValueError(f"a {self.kind} door has {', '.join(wanted)} and no other way")
        if wanted is None and given not in ({"request"}, {"steps"}):
            raise ValueError("a door has a request or steps")
        if self.kind != "remember-me" and "{totp}" in str(self.steps):
            raise ValueError("a door is tried with a password alone: {totp} is for remember-me only")
        return self
