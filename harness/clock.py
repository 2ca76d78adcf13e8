"""What day and time it is: asked in this one place, so that a test or `--at` can decide it.

Nothing that judges asks by itself. Commands ask once and hand the answer on as a value.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from harness.errors import MisuseError

type Clock = Callable[[], datetime]


def now() -> datetime:
    """The moment in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def day(text: str | None, clock: Clock | None = None) -> date:
    """The day that `--at` names (`2026-11-23`), or today in UTC. Raises MisuseError when it names none."""
    if text is None:
        return (clock or now)().astimezone(UTC).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise MisuseError(f"--at {text}: not a date: {error}", hint="… --at 2026-11-23") from error


def year_after(start: date) -> date:
    """The same day one year (12 months) later; 28 February after a leap day."""
    try:
        return start.replace(year=start.year + 1)
    except ValueError:
        return start.replace(year=start.year + 1, day=28)
