"""The tracker lists that took part in a judgement, as its report tells them."""

from __future__ import annotations

from harness.lists.active import age_days
from harness.model.reference import Reference
from harness.model.report import ListFacts


def list_facts(reference: Reference, started: str) -> tuple[ListFacts, ...]:
    """By name. Ages count to the start of the run, so that they are the same whenever it is judged."""
    most = reference.parameters.number("list-age-days")
    found = []
    for entry in reference.lists.entries:
        age = age_days(entry, started)
        found.append(
            ListFacts(
                name=entry.name,
                version=entry.version,
                sha256=entry.sha256,
                date=entry.date,
                licence=entry.licence,
                age_days=age,
                stale=age is None or age > most,
            )
        )
    return tuple(found)
