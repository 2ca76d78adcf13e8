"""The label: one sentence about an app, never an average."""

from __future__ import annotations

from collections.abc import Iterable

from harness.model.status import Status


def label(minimum: Iterable[Status], *, complete: bool) -> str:
    """`meets-minimum` only when every minimum requirement is answered well; any fail decides; else `incomplete`."""
    statuses = list(minimum)
    if Status.FAIL in statuses:
        return "fails-minimum"
    if complete and statuses and all(status in (Status.PASS, Status.NOT_APPLICABLE) for status in statuses):
        return "meets-minimum"
    return "incomplete"
