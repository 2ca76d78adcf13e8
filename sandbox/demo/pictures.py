"""The pictures that the youngest choose from, and who signs in with them."""

from __future__ import annotations

import secrets

from harness.sandbox.demo.people import Person

FIRST_YEAR = "1A"
JOINED, LENGTH = "-", 5
PICTURES = (
    "appel", "boom", "boot", "eend", "fiets", "huis", "kat", "maan", "paard", "poes", "roos", "schaap", "ster", "trein",
    "vis", "zon",
)
A_DAY = 10
"""Wrong tries in a day; see `attempts`."""


def invent_child() -> Person:
    """Somebody of the first year, who cannot read yet."""
    return Person(
        persona="young", acts_only=True, username="casimir", role="pupil", school="a", class_name=FIRST_YEAR, age=6,
        first_name="Casimirius", last_name="Dauwtrappers", email="cas.q2w7r@demoschool.test",
        pupil_number="LL-17C6-204", password=JOINED.join(secrets.choice(PICTURES) for _ in range(LENGTH)),
    )
