"""The closed set of outcomes, and how several become one."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum, StrEnum
from typing import NoReturn


class Status(StrEnum):
    """What a finding or a requirement can be. Nothing else exists, and none of them is true or false."""

    PASS = "pass"
    FAIL = "fail"
    REVIEW = "review"
    NOT_APPLICABLE = "not_applicable"
    NOT_TESTED = "not_tested"
    ERROR = "error"

    def __bool__(self) -> NoReturn:
        """A status in an `if` would read "not tested" as true or false; it raises instead."""
        raise TypeError(f"a status is neither true nor false: compare with Status.{self.name} by name")


# The worst comes first. An error of ours hides what would have been seen, so it outranks everything but a fail.
_WORST_FIRST = (Status.FAIL, Status.ERROR, Status.NOT_TESTED, Status.REVIEW, Status.PASS, Status.NOT_APPLICABLE)


def worst(statuses: Iterable[Status]) -> Status:
    """The worst of several; of none it is `not_tested`, because nothing was seen."""
    present = set(statuses)
    for status in _WORST_FIRST:
        if status in present:
            return status
    return Status.NOT_TESTED


class Severity(StrEnum):
    """How much a failed check matters to a pupil."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class ExitCode(IntEnum):
    """What the command line ends with; CI gates on this number."""

    CLEAN = 0  # every gated cell passes or is not applicable
    FAILED = 1  # at least one fail
    UNANSWERED = 2  # something not tested, to review, or in error
    BROKEN = 3  # the harness itself could not run
    MISUSE = 4  # a bad profile or an unknown option


def exit_code(statuses: Iterable[Status]) -> ExitCode:
    """The exit code for the gated statuses; none at all means that nothing was answered."""
    present = set(statuses)
    if Status.FAIL in present:
        return ExitCode.FAILED
    if present and present <= {Status.PASS, Status.NOT_APPLICABLE}:
        return ExitCode.CLEAN
    return ExitCode.UNANSWERED
