"""What an example is: the smallest evidence that a check passes, and the smallest that it fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from harness import Status
from tests.harness.build import Build, BuiltSession

type Add = Callable[[Build, BuiltSession], object]


@dataclass(frozen=True)
class Example:
    """What passes and what fails; `who` is the persona that it is about, `level` the audit's.

    `lists` are active tracker lists with their rules; `wrong` is the status of a check that leaves it to a person,
    `right` that of one that only ever finds faults: what it does not find was not tested.
    """

    good: Add
    bad: Add
    who: str | None = "pupil"
    level: str = "minimum"
    profile: Mapping[str, Any] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    wrong: Status = Status.FAIL
    right: Status = Status.PASS
