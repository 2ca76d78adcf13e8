"""How fresh our own table of services is, and what of the country table has run out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from harness.catalogue.parties import Parties


def freshness(parties: Parties, on: date) -> dict[str, Any]:
    """Rows by confirmation and category, the oldest and newest review, and grounds for transfer that no longer hold."""
    rows = list(parties.all.values())
    oldest = min(rows, key=lambda row: (row.reviewed, row.id))
    return {
        "rows": len(rows),
        "status": _counted(Counter(row.status for row in rows)),
        "categories": _counted(Counter(category for row in rows for category in row.categories)),
        "oldest_review": oldest.reviewed.isoformat(),
        "oldest_row": oldest.id,
        "newest_review": max(row.reviewed for row in rows).isoformat(),
        "expired_grounds": [
            {
                "countries": list(row.countries),
                "ground": row.ground,
                "valid_to": row.valid_to.isoformat(),
                "replaced": all(parties.transfer(country, on) != "none" for country in row.countries),
            }
            for row in parties.grounds
            if row.valid_to is not None and row.valid_to < on
        ],
    }


def _counted(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items()))
