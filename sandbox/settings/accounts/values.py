"""What is typed into each field of a sign-up form: drawn or reserved values, never somebody's real ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from harness.sandbox.settings.accounts import words as w
from harness.sandbox.settings.accounts.account import FreshAccount
from harness.sandbox.settings.accounts.fields import Field
from harness.sandbox.web.page.ask import Control
from harness.sandbox.web.page.words import has, listed, normal

PHONE = "+447700900123"
"""A number that Ofcom keeps for drama: it reaches nobody."""
ADDRESS = ("Teststraat", "1", "1000", "Brussel")
_PICTURE = (
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63606060f80f0001040100"
    "7d3e9f760000000049454e44ae426082"
)
PICTURE = bytes.fromhex(_PICTURE)
"""One pixel, PNG."""
_NEUTRAL = listed(
    "anders|x|other|prefer not to say|not specified|zeg ik liever niet|geen|autre|je prefere ne pas repondre|"
    "keine angabe|divers"
)
_MONTHS = (
    "jan|janvier|januar", "feb|fevrier", "maa|mar|mrt", "apr|avr", "mei|may|mai", "jun|juin", "jul|juillet", "aug|aou",
    "sep", "okt|oct", "nov", "dec|dez",
)
_NUMBER = listed("nummer|huisnummer|number|house number|numero|hausnummer|nr")
_POSTCODE = listed("postcode|zip|zip code|postal code|code postal|plz|postleitzahl|postal")
_TOWN = listed("gemeente|woonplaats|stad|city|town|ville|commune|wohnort|ort")


def value_for(field: Field, account: FreshAccount, code: str | None) -> str | None:
    """The text for a field, or None when there is none: no age is known, no class code was given.

    For lists and radio buttons it is the option's place, as a number; for boxes "on", for files "picture".
    """
    control = field.control
    if control.options:
        place = _option(field, account)
        return None if place is None else str(place)
    if control.type == "checkbox":
        return "on"
    if control.type == "file":
        return "picture"
    made = _TEXTS.get(field.kind)
    if made is not None:
        return made(control, account)
    return code if field.kind == w.CLASS else _other(control)


def _option(field: Field, account: FreshAccount) -> int | None:
    options, born = field.control.options, account.born
    if field.kind in (w.DAY, w.MONTH, w.YEAR):
        return None if born is None else _date_option(field, born)
    if field.kind == w.AGE:
        return None if account.age is None else _matching(options, lambda text: _number(text) == account.age)
    if field.kind == w.ROLE:
        return _matching(options, lambda text: has(text, w.ROLE_PUPIL))
    if field.kind == w.GENDER and (neutral := _matching(options, lambda text: has(text, _NEUTRAL))) is not None:
        return neutral
    # The first that says something: lists begin with an empty line, or with "choose".
    start = 0 if field.control.type == "radio" else 1
    return _matching(options[start:], bool, start)


def _date_option(field: Field, born: date) -> int | None:
    wanted = {w.DAY: born.day, w.MONTH: born.month, w.YEAR: born.year}[field.kind]
    options = field.control.options
    by_number = _matching(options, lambda text: _number(text) == wanted)
    if by_number is not None or field.kind != w.MONTH:
        return by_number
    starts = _MONTHS[wanted - 1].split("|")
    named = _matching(options, lambda text: any(f" {start}" in normal(text) for start in starts))
    if named is not None:
        return named
    first = 1 if len(options) == 13 else 0
    return first + wanted - 1 if len(options) - first == 12 else None


def _number(text: str) -> int | None:
    found = re.fullmatch(r"\D{0,3}(\d{1,4})\D{0,8}", text.strip())
    return int(found[1]) if found else None


def _matching(options: Sequence[str], test: Callable[[str], object], start: int = 0) -> int | None:
    return next((start + at for at, text in enumerate(options) if test(text)), None)


def birth_text(control: Control, born: date) -> str:
    """A birth date as the field wants it: ISO for a date field, else as its placeholder or its label shows."""
    if control.type == "date":
        return born.isoformat()
    if control.type == "month":
        return f"{born:%Y-%m}"
    if control.type == "datetime-local":
        return f"{born.isoformat()}T12:00"
    shown = f"{control.placeholder} {control.label} {control.message}".lower()
    found = re.search(r"([djt]{1,2}|m{1,2}|[yja]{4})([-/. ])([djt]{1,2}|m{1,2})\2([yja]{4}|[djt]{1,2})", shown)
    if found is None:
        return f"{born:%d/%m/%Y}"
    parts = {"m": f"{born:%m}", "y": f"{born:%Y}"}
    return found[2].join(
        f"{born:%Y}" if len(part) == 4 else parts.get(part[0], f"{born:%d}") for part in (found[1], found[3], found[4])
    )


def national_number(born: date | None) -> str:
    """A Belgian national number that nobody has: serial 999 is never given out; its check figures are right."""
    day = born or date(2010, 1, 1)
    base = f"{day:%y%m%d}999"
    before = "2" if day.year >= 2000 else ""
    return f"{base}{97 - int(before + base) % 97:02}"


def _birth(control: Control, account: FreshAccount) -> str | None:
    return None if account.born is None else birth_text(control, account.born)


def _part(kind: str) -> Callable[[Control, FreshAccount], str | None]:
    style = {w.DAY: "%d", w.MONTH: "%m", w.YEAR: "%Y"}[kind]
    return lambda control, account: None if account.born is None else account.born.strftime(style)


def _age(control: Control, account: FreshAccount) -> str | None:
    return None if account.age is None else str(account.age)


def _address(control: Control, account: FreshAccount) -> str:
    named = f"{control.label} {control.placeholder} {control.name} {control.id}"
    whole = has(named, listed("straat en nummer")) or not has(named, listed("straat|street|rue|strasse"))
    for words, place in ((_POSTCODE, 2), (_TOWN, 3)):
        if has(named, words):
            return ADDRESS[place]
    if has(named, _NUMBER) and not has(named, listed("straat en nummer|straat|street|rue")):
        return ADDRESS[1]
    return f"{ADDRESS[0]} {ADDRESS[1]}" if whole else ADDRESS[0]


def _other(control: Control) -> str:
    return "1" if control.type == "number" else "Test"


_TEXTS: dict[str, Callable[[Control, FreshAccount], str | None]] = {
    w.USERNAME: lambda control, account: account.username,
    w.PASSWORD: lambda control, account: account.password.get_secret_value(),
    w.AGAIN: lambda control, account: account.password.get_secret_value(),
    w.EMAIL: lambda control, account: account.email,
    w.OWN_EMAIL: lambda control, account: account.email,
    w.PARENT_EMAIL: lambda control, account: f"ouder.{account.email}",
    w.PARENT: lambda control, account: f"{account.first_name} {account.last_name}",
    w.FIRST: lambda control, account: account.first_name,
    w.LAST: lambda control, account: account.last_name,
    w.FULL: lambda control, account: f"{account.first_name} {account.last_name}",
    w.NICK: lambda control, account: account.first_name,
    w.BIRTH: _birth,
    w.DAY: _part(w.DAY),
    w.MONTH: _part(w.MONTH),
    w.YEAR: _part(w.YEAR),
    w.AGE: _age,
    w.PHONE: lambda control, account: PHONE,
    w.ADDRESS: _address,
    w.NATIONAL: lambda control, account: national_number(account.born),
    w.SCHOOL: lambda control, account: account.school or "Testschool",
}

PLANTED: dict[str, Callable[[FreshAccount], dict[str, str]]] = {
    w.EMAIL: lambda account: {"email": account.email},
    w.OWN_EMAIL: lambda account: {"email": account.email},
    w.FIRST: lambda account: {"first_name": account.first_name},
    w.NICK: lambda account: {"first_name": account.first_name},
    w.LAST: lambda account: {"last_name": account.last_name},
    w.FULL: lambda account: account.names,
}
"""Which planted values the app knows once a field of this kind was filled in."""


def planted(kinds: frozenset[str], account: FreshAccount) -> FreshAccount:
    """The account as the app knows it after these kinds of fields were filled in."""
    known: dict[str, str] = {}
    for kind in sorted(kinds & PLANTED.keys()):
        known |= PLANTED[kind](account)
    return account.with_known(known)
