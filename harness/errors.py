"""Errors that name whose failure it is and what to type next.

The command line turns any `SchoolproofError` into one short message and exit code 3 (or 4 for a misuse such as a bad
profile). Everything else that escapes is a bug of ours and is reported as one.
"""

from __future__ import annotations

from typing import Literal

type Owner = Literal["app", "platform", "harness", "profile"]


class SchoolproofError(Exception):
    """A failure with an owner and a next step.

    `owner` says whose failure it is: the app under test, the machine (`platform`), this tool (`harness`) or the profile
    that was given. `hint` is the command to type next, or None when there is nothing to type.
    """

    exit_code = 3

    def __init__(self, message: str, *, owner: Owner = "harness", hint: str | None = None) -> None:
        super().__init__(message)
        self.owner: Owner = owner
        self.hint = hint


class MisuseError(SchoolproofError):
    """The command or the profile is wrong; nothing was run. Exit code 4."""

    exit_code = 4

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message, owner="profile", hint=hint)
