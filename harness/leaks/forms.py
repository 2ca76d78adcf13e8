"""The forms in which a value may be meant: lower case, without accents, a date as an epoch, a phone number as at home.

A form is what gets encoded or hashed; `harness.leaks.encodings` does that. Names of forms read as a chain around the
name of the field: `lower(trim(email))`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
PHONE = re.compile(r"\+\d[\d ()./-]{6,20}")
COUNTRY_CODE = re.compile(
    r"1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|[2-9]\d\d"
)
"""How many digits of an international number name the country (ITU-T E.164); three where no shorter code exists."""
LOCAL_HOURS = (0, 1, 2)
"""Local midnight of a birth date, as hours east of Greenwich: UTC, and Belgium in winter and in summer."""


class Form(NamedTuple):
    """One meaning of the value: `chain` tells how it came about, `text` is what gets encoded.

    `hashed` is what the form is called inside a hash, None for forms that nobody hashes.
    """

    chain: str
    text: str
    hashed: str | None


def form(chain: str, text: str) -> Form:
    """A form that is hashed under its own name."""
    return Form(chain, text, chain)


def forms(field: str, value: str) -> list[Form]:
    """All forms of `value`, the simplest first, without duplicates; never empty for a value that is not blank."""
    found: dict[str, Form] = {}
    for meant in (*_written(field, value), *_dates(field, value.strip()), *_phones(field, value.strip())):
        if meant.text.strip():
            found.setdefault(meant.text, meant)
    return list(found.values())


def is_low_entropy(value: str) -> bool:
    """Whether somebody else may well have the same value, so that its hash says little (birth date, postcode)."""
    text = value.strip()
    return len(text) < 8 or bool(ISO_DATE.fullmatch(text))


def _written(field: str, value: str) -> Iterator[Form]:
    text = value.strip()
    name = field if text == value else f"trim({field})"
    normal = f"lower(trim({field}))"
    if MAIL.fullmatch(text) and text == text.lower():
        # An address that already has the form trackers agree on is told as that form.
        yield Form(field, value, normal)
    yield form(field, value)
    yield form(name, text)
    yield form(normal if MAIL.fullmatch(text) else f"lower({name})", text.lower())
    yield form(f"upper({name})", text.upper())
    yield from _accents(name, text)
    if " " in text:
        yield form(f"nospace({name})", text.replace(" ", ""))
        yield form(f"nospace(lower({name}))", text.lower().replace(" ", ""))


def _accents(name: str, text: str) -> Iterator[Form]:
    if text.isascii():
        return
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    changed = {
        "nfc": unicodedata.normalize("NFC", text),
        "nfd": unicodedata.normalize("NFD", text),
        "noaccents": bare,
    }
    for step, written in changed.items():
        yield form(f"{step}({name})", written)
        yield form(f"lower({step}({name}))", written.lower())
        yield form(f"upper({step}({name}))", written.upper())


def _dates(field: str, value: str) -> Iterator[Form]:
    if not ISO_DATE.fullmatch(value):
        return
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return
    year, month, number = value.split("-")
    yield form(f"dd/mm/yyyy({field})", f"{number}/{month}/{year}")
    yield form(f"dd-mm-yyyy({field})", f"{number}-{month}-{year}")
    yield form(f"dd.mm.yyyy({field})", f"{number}.{month}.{year}")
    yield form(f"mm/dd/yyyy({field})", f"{month}/{number}/{year}")
    yield form(f"yyyymmdd({field})", f"{year}{month}{number}")
    yield form(f"yyyy/mm/dd({field})", f"{year}/{month}/{number}")
    yield form(f"d/m/yyyy({field})", f"{day.day}/{day.month}/{year}")
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    for hours in LOCAL_HOURS:
        seconds = int((midnight - timedelta(hours=hours)).timestamp())
        if seconds < 10**7:
            continue  # too few digits to tell from any other number
        yield Form(f"epoch({field})", str(seconds), None)
        yield Form(f"epoch-ms({field})", str(seconds * 1000), None)


def _phones(field: str, value: str) -> Iterator[Form]:
    if not PHONE.fullmatch(value):
        return
    digits = re.sub(r"\D", "", value)
    country = COUNTRY_CODE.match(digits)
    yield form(f"e164({field})", f"+{digits}")
    yield form(f"digits({field})", digits)
    yield form(f"00({field})", f"00{digits}")
    if country is None:
        return
    rest = digits[country.end():]
    national = f"0{rest}"
    yield form(f"national({field})", national)
    yield form(f"subscriber({field})", rest)
    for chain, text in _grouped(national):
        yield Form(f"{chain}({field})", text, None)
    yield Form(f"grouped({field})", f"+{country[0]} {' '.join(_chunks(rest))}", None)


def _grouped(national: str) -> Iterator[tuple[str, str]]:
    """A Belgian or Dutch national number as people write it: 0470 12 34 56, 0470/12.34.56, 0470/12 34 56."""
    head, *pairs = _chunks(national[1:])
    area = f"0{head}"
    yield "national-spaced", " ".join([area, *pairs])
    yield "national-slashed", f"{area}/{'.'.join(pairs)}"
    yield "national-slashed", f"{area}/{' '.join(pairs)}"
    yield "national-dashed", "-".join([area, *pairs])


def _chunks(rest: str) -> list[str]:
    """The first two or three digits, then pairs."""
    first = 3 if len(rest) % 2 else 2
    return [rest[:first], *(rest[at:at + 2] for at in range(first, len(rest), 2))]
