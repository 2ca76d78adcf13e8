"""Part of the profile that says how strangers come into a school, and how the school agrees."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from harness.model.table import Table

type Steps = tuple[dict[str, Any], ...]


class Renewal(Table):
    """How whoever agrees gives the class another code, and puts the first one back.

    The code stands on the page `shown`. In `undo` stands `{class_code}`, the code as it was.
    """

    shown: str
    steps: Steps = Field(min_length=1)
    undo: Steps = Field(min_length=1)


class Enrolment(Table):
    """A way in: somebody says that they teach at a `school`, or joins with the code of a class.

    `school`: default that of the first pupil. `steps` sign up, with the placeholders of a persona (`{username}`,
    `{password}`, `{first_name}`, `{last_name}`, `{email}`) and `{class_code}`; a form for pupils is found and
    understood without them, as `[accounts]` says. `code`: default that of `[accounts]`. `reads` are addresses on which
    who was let in sees planted values of people of the school. `by` (default: the first administrator, for a code the
    first teacher) agrees by the steps `approve`, in which stands `{who.username}`.
    """

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")]
    kind: Literal["teacher", "class-code"]
    school: str | None = None
    code: Annotated[str, StringConstraints(min_length=3, max_length=100)] | None = None
    steps: Steps = ()
    reads: tuple[str, ...] = Field(min_length=1, max_length=8)
    by: str | None = None
    approve: Steps = Field(min_length=1)
    renew: Renewal | None = None

    @property
    def approver(self) -> str:
        """The role of whoever agrees, where the profile names nobody."""
        return "admin" if self.kind == "teacher" else "teacher"

    def problem(self, personas: Iterable[str], code: str | None) -> str | None:
        """Why this cannot be tried, or None; `code` is the one of `[accounts]`."""
        if self.by is not None and self.by not in personas:
            return f"enrolments.{self.name}: no persona is named {self.by}"
        if self.kind == "teacher" and (self.renew or not self.steps):
            return f"enrolments.{self.name}: a teacher signs up by steps, and has no code to renew"
        if self.kind == "class-code" and (self.code or code) is None:
            return f"enrolments.{self.name}: code is missing, here or in [accounts]"
        return None
