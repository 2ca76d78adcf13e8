"""Made-up passwords that were offered to an app, as the probe writes them down."""

from __future__ import annotations

from typing import Any

type Row = dict[str, Any]

CHANGES = ["last-changed", "one-less", "other-case"]


def offered(case: str, accepted: bool | None = False, place: str = "signup", **more: Any) -> Row:
    """One password between two random ones that were taken."""
    return {"place": place, "case": case, "accepted": accepted, "before": True, "after": True, "length": 12, **more}


def at_place(place: str = "signup", **changed: Row) -> list[Row]:
    """All that is offered at a place of a sound app; `short={…}` changes the records of that case."""
    rows = [
        *(offered("control", True, place, length=20) for _ in range(5)),
        offered("short", length=7, place=place),
        offered("enough", length=8, place=place),
        offered("enough", True, place),
        offered("passphrase", True, place, length=64, compared=CHANGES),
        *(offered("common", place=place, sample=f"welkom{at}") for at in range(20)),
        *(offered("context", place=place, sample=f"school{at}") for at in range(5)),
        *(offered("breached", place=place, sample=f"leaked{at}") for at in range(5)),
    ]
    return [row | changed.get(row["case"], {}) for row in rows]


def at_boundary(**changed: Row) -> list[Row]:
    """What is offered to staff of a sound app; `short={…}` changes the record of that case."""
    rows = [
        offered("control", True, "change", length=20),
        offered("short", length=14, place="change"),
        offered("enough", True, "change", length=15),
        offered("control", True, "change", length=20),
    ]
    return [row | changed.get(row["case"], {}) for row in rows]


def untried(place: str, reason: str = "no-form") -> Row:
    """A place where nothing could be offered."""
    return {"place": place, "reason": reason}
