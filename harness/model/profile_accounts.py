"""Part of the profile that says how accounts come about: by the app's own sign-up, or by the school."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import StringConstraints

from harness.model.table import Table

Hook = Annotated[str, StringConstraints(pattern=r"^(https?://\S+|[^:\x00]{1,200}\.py:[A-Za-z_]\w{0,80})$")]


class Accounts(Table):
    """How fresh accounts are made, and removed again.

    `create`, `remove` and `resync` (sends the class lists anew) each name `file.py:function` or an address of the app's
    own test platform; so does `first`, which makes an account with a first password that has to be replaced. `url` is
    where the app's own sign-up form is, if it should not be looked for; `code` what it may ask of a pupil (a class
    code); `steps` for a form that is not understood by itself.
    """

    create: Hook | None = None
    first: Hook | None = None
    url: str | None = None
    code: str | None = None
    steps: tuple[dict[str, Any], ...] | None = None
    remove: Hook | None = None
    resync: Hook | None = None
