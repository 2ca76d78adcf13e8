"""Ages: from a birth date to whole years, and what the school makes of an age."""

from __future__ import annotations

from datetime import date

from harness.sandbox.demo.fault import Switches

CONSENT_AGE = 13
"""From this age on a child in Belgium signs up by itself (law of 30 July 2018, article 7)."""
_OF_AGE = 18


def years(born: date, today: date) -> int:
    """Age in whole years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def read_date(day: str, month: str, year: str) -> date | None:
    """The date of three lists, or None when they are empty or no date. Raises ValueError for half a date."""
    given = [part.strip() for part in (day, month, year)]
    if not any(given):
        return None
    if not all(part.isdecimal() and len(part) <= 4 for part in given):
        raise ValueError("half a date")
    return date(int(given[2]), int(given[1]), int(given[0]))


def may_sign_up(age: int | None, faults: Switches) -> bool:
    """Whether somebody of this age signs up alone; without an age the class code is what counts."""
    least = CONSENT_AGE - 1 if faults.on("signup-12-accepted") else CONSENT_AGE
    return age is None or age >= least + faults.on("signup-13-refused")


def counts_as_adult(age: int | None, faults: Switches) -> bool:
    """Whether an account of this age gets what adults get. An unknown age is a child's."""
    if age is None:
        return faults.on("signup-unknown-adult")
    return age >= (17 if faults.on("signup-17-adult") else _OF_AGE)
