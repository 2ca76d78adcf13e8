"""Records of strangers who came into a school."""

from __future__ import annotations

from msgspec import field

from harness.model.records import Record


class EnrolmentTried(Record, kw_only=True):
    """What one way in gave to a stranger.

    `enrolment`: its name in the profile; `how`: `teacher` or `class-code`; `by` agrees to it. `control`: why it could
    not be tried at all. `opened`: the new account opened the app before anybody agreed (`reason` why not), and read
    what `before` lists, as `path: persona.field`, at the `asked` addresses that answered. `agreed`: the steps of
    whoever lets people in worked; `after`: what was read then (None: it was not read). `removed`: the account is gone
    again.

    `renewal`: why another code says nothing (`code-not-shown`, `steps-failed`, `same-code`, `interrupted`), "" when the
    page showed another one, None where none is declared. `old_opens`, `old_lets_in`: somebody who signed up with the
    first code then had an account, and read something of the others. `restored`: the first code is back;
    `again_opens` and `again_lets_in`: the same with it.
    """

    enrolment: str
    how: str
    by: str
    control: str = ""
    opened: bool = False
    reason: str = ""
    asked: int = 0
    before: list[str] = field(default_factory=list)
    agreed: bool = False
    after: list[str] | None = None
    removed: bool | None = None
    renewal: str | None = None
    old_opens: bool = False
    old_lets_in: bool = False
    old_reason: str = ""
    restored: bool | None = None
    again_opens: bool = False
    again_lets_in: bool = False
    shot: str | None = None
