"""Where what was declared and what was observed contradict each other. Nothing here speaks of what was not seen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from harness.model.report_base import Message
from harness.model.sharing import ANY_DATA, SharingRow, differs
from harness.sharing.subjects import category

NONE = frozenset({"none", "geen", "no", "-"})
"""What makers write where no data is shared."""
CODE = re.compile(r"[A-Z]{2}")
BY_TABLE = frozenset({"EEA", "adequacy", "DPF"})
"""Grounds that our table of countries can contradict."""


def contradictions(row: SharingRow) -> tuple[Message, ...]:
    """Each contradiction of a row as an English template and its values, in a fixed order."""
    return tuple(_all(row)) if row.declared != "not-asked" else ()


def _all(row: SharingRow) -> Iterator[Message]:
    if not row.declarations:
        yield differs("The maker does not declare this recipient.", hosts=row.hosts)
        return
    if row.undeclared_hosts:
        yield differs(
            "The maker declares this recipient, but not these hosts: {hosts}.", hosts=row.undeclared_hosts
        )
    yield from _data(row)
    yield from _seat(row)
    yield from _ground(row)


def _data(row: SharingRow) -> Iterator[Message]:
    """Data that was seen and not declared. Words that we do not know cannot be compared, so then nothing is said."""
    seen = [one.field for one in row.data]
    if not seen or not row.declared_data:
        return
    if {word.strip().lower() for word in row.declared_data} <= NONE:
        yield differs("No data is declared, but {data} was observed.", data=tuple(seen))
        return
    if extra := unlisted(seen, row.declared_data):
        yield differs(
            "Declared data is {declared}; {data} was observed as well.", declared=row.declared_data, data=extra
        )


def unlisted(fields: Iterable[str], declared: Iterable[str]) -> tuple[str, ...]:
    """The planted fields that a declaration does not name, by their own word or by their kind.

    A declaration with a word that names no kind that we know could mean anything, so then there are none.
    """
    words = {word.strip().lower() for word in declared}
    terms = {category(word) for word in words - NONE}
    if ANY_DATA in terms:
        return ()
    return tuple(name for name in fields if name.lower() not in words and category(name) not in terms)


def _seat(row: SharingRow) -> Iterator[Message]:
    """Another country than the one of the company's seat; only codes can be compared."""
    declared = (row.declared_country or "").strip().upper()
    if CODE.fullmatch(declared) and row.seat and declared != row.seat:
        yield differs(
            "Declared in {declared}; the company has its seat in {seat}.", declared=declared, seat=row.seat
        )


def _ground(row: SharingRow) -> Iterator[Message]:
    """A ground that the table of countries does not give on the day of the run."""
    transfer = row.transfer
    if transfer.declared not in BY_TABLE or transfer.country is None or transfer.ground == transfer.declared:
        return
    if transfer.ground != "unknown":
        yield differs(
            "The maker relies on {ground} for {country}, which did not hold there on {day}.",
            ground=transfer.declared,
            country=transfer.country,
            day=transfer.on or "",
        )
