"""Until when a report speaks for an app: web apps change daily, so every report ends."""

from __future__ import annotations

import calendar
from datetime import datetime


def expires(started: str, months: int) -> str | None:
    """The day, as `2027-11-23`, that lies `months` calendar months after the start of the run; None for no date.

    A day that the later month lacks becomes its last one: a report of 31 August expires on 28 February.
    """
    try:
        begun = datetime.fromisoformat(started)
        years, month = divmod(begun.month - 1 + months, 12)
        year, month = begun.year + years, month + 1
        day = min(begun.day, calendar.monthrange(year, month)[1])
        return begun.date().replace(year=year, month=month, day=day).isoformat()
    except (ValueError, OverflowError):
        return None
