"""What a row of the register says in words, for every format that people read."""

from __future__ import annotations

from harness.model.report_base import Message
from harness.model.sharing import SharingDatum, SharingRow, differs


def differences(row: SharingRow) -> tuple[Message, ...]:
    """Contradictions first, then what was declared and not seen: a fact about this run, not a reproach."""
    if not row.seen:
        return (*row.contradictions, differs("Declared, but not seen in this run."))
    if row.unseen_hosts:
        return (*row.contradictions, differs("Not seen in this run: {hosts}.", hosts=row.unseen_hosts))
    return row.contradictions


def company(row: SharingRow) -> str:
    """Who stands behind the recipient, as far as known."""
    return row.entity or row.recipient


def country(row: SharingRow) -> str | None:
    """Where that company sits; what the maker declares when our table does not know it."""
    return row.seat or row.declared_country


def datum(one: SharingDatum) -> str:
    """A field and its disguises: `email (plain, sha256)`."""
    return f"{one.field} ({', '.join(one.disguises)})"
