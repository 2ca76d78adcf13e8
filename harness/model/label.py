"""The label: one sentence about an app, never an average."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from harness.model.status import Status

SIMULATED = "simulated-device"
"""What a run says of its device, and every kind of evidence from it as a gap, when that is no real one."""


def is_simulated(run: Mapping[str, Any]) -> bool:
    """Whether the app of this run (`run.json`) ran on a device that is none."""
    platform = run.get("platform")
    return isinstance(platform, Mapping) and platform.get("device") == SIMULATED


def label(minimum: Iterable[Status], *, complete: bool, simulated: bool = False) -> str:
    """`meets-minimum` only when every minimum requirement is answered well; any fail decides; else `incomplete`.

    What ran on a simulated device is no app: such a run is `incomplete`, whatever was answered.
    """
    statuses = list(minimum)
    if simulated:
        return "incomplete"
    if Status.FAIL in statuses:
        return "fails-minimum"
    if complete and statuses and all(status in (Status.PASS, Status.NOT_APPLICABLE) for status in statuses):
        return "meets-minimum"
    return "incomplete"
