"""Names and times that are the same every time a report is written: UUIDs from digests, moments from the bundle."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid5

from harness.model.report import Report

_SPACE = UUID("0d9c3f57-6a0c-5b8e-9a53-6f1d5d1c7a10")  # ours alone, so that no one else's names collide with these
_UNKNOWN = datetime(1970, 1, 1, tzinfo=UTC)


def uuid(report: Report, *names: object) -> str:
    """A version 5 UUID that belongs to this judgement and these names: the same report has the same ones."""
    told = "\x1f".join(str(name) for name in names)
    return str(uuid5(_SPACE, f"{report.bundle}\x1f{report.tool.rules}\x1f{told}"))


def moment(text: str) -> str:
    """A date and time in UTC, with its zone; the start of 1970 when the text is none."""
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        return _UNKNOWN.isoformat()
