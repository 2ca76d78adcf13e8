"""The people of both schools: invented, with names and numbers that occur nowhere else.

Passwords and second factors are drawn anew at each start, so that no working credential stands in this repository.
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass, field
from typing import Literal

type Role = Literal["pupil", "teacher", "admin"]


@dataclass(frozen=True, kw_only=True)
class Person:
    """One account. `persona` is its name in the profile, None when the profile leaves it out.

    `acts_only`: the profile has this persona for probes only. `class_name` is the class that a pupil is in or a teacher
    teaches. `totp` is a base32 seed, for staff only; `recovery` is a code in its place, good for one time.
    """

    username: str
    role: Role
    school: str
    first_name: str
    last_name: str
    email: str
    class_name: str | None = None
    age: int | None = None
    pupil_number: str | None = None
    persona: str | None = None
    acts_only: bool = False
    password: str = field(default_factory=lambda: secrets.token_urlsafe(12), repr=False)
    totp: str | None = field(default=None, repr=False)
    recovery: str | None = field(default=None, repr=False)

    @property
    def known(self) -> dict[str, str]:
        """The planted values that this account holds, by field name."""
        values = {"first_name": self.first_name, "last_name": self.last_name, "email": self.email}
        return values | ({"pupil_number": self.pupil_number} if self.pupil_number else {})


def invent_canary() -> Person:
    """Somebody for tests of passwords only: another pupil of a class that has nobody else."""
    return Person(
        persona="canary", acts_only=True, username="cornelia", role="pupil", school="a", class_name="4C", age=10,
        first_name="Cornelietta", last_name="Vinkenzang", email="cor.v3x8l@demoschool.test",
        pupil_number="LL-44K1-306",
    )


def invent_colleague() -> Person:
    """Somebody for tests of passwords only: a teacher of a class that has nobody, without a second factor."""
    return Person(
        persona="colleague", acts_only=True, username="walburga", role="teacher", school="a", class_name="4D",
        first_name="Walburgise", last_name="Klaverzicht", email="wal.n7q4d@demoschool.test",
        password=secrets.token_urlsafe(15),
    )


def invent_ward() -> Person:
    """Somebody for tests of passwords only: a pupil whose teacher gives a password."""
    return Person(
        persona="ward", acts_only=True, username="godelieve", role="pupil", school="a", class_name="4E", age=10,
        first_name="Godelievine", last_name="Hazelhoeve", email="god.r5w2k@demoschool.test",
        pupil_number="LL-72B8-519",
    )


def invent_mentor() -> Person:
    """Somebody for tests of passwords only: who teaches the class of that pupil, without a second factor."""
    return Person(
        persona="mentor", acts_only=True, username="diederik", role="teacher", school="a", class_name="4E",
        first_name="Diederikus", last_name="Populierendreef", email="die.h3c9s@demoschool.test",
        password=secrets.token_urlsafe(15),
    )


def left_behind() -> Person:
    """An account that somebody made to try the school out."""
    return Person(
        username="admin", password="admin", role="admin", school="a", first_name="Beheer", last_name="Demo",
        email="beheer@demoschool.test",
    )


def invent_people() -> tuple[Person, ...]:
    """Everyone in schools a and b, with fresh passwords and second factors."""
    return (*_pupils(), *_staff())


def _pupils() -> tuple[Person, ...]:
    return (
        Person(
            persona="pupil", username="ada", role="pupil", school="a", class_name="4A", age=11,
            first_name="Adalberta", last_name="Kwispelbeek", email="ada.k7x2q@demoschool.test",
            pupil_number="LL-83K2-771",
        ),
        Person(
            persona="other_pupil", username="frederik", role="pupil", school="a", class_name="4B", age=11,
            first_name="Frederunus", last_name="Oudehemel", email="fre.p4m8w@demoschool.test",
            pupil_number="LL-57T9-402",
        ),
        Person(
            persona="classmate", acts_only=True, username="benedicta",
            role="pupil", school="a", class_name="4A", age=10,
            first_name="Benedictine", last_name="Lindekruis", email="ben.z9c3h@demoschool.test",
            pupil_number="LL-26N4-938",
        ),
        Person(
            persona="stranger", acts_only=True, username="ottokar",
            role="pupil", school="b", class_name="4A", age=12,
            first_name="Ottokarine", last_name="Verrevelde", email="ott.b6f1n@demoschool.test",
            pupil_number="LL-91R7-155",
        ),
    )


def _staff() -> tuple[Person, ...]:
    return (
        Person(
            persona="teacher", username="willibrord", role="teacher", school="a", class_name="4A", totp=_seed(),
            first_name="Willibrordus", last_name="Steenuilenbos", email="wil.j3r6v@demoschool.test",
        ),
        Person(
            persona="admin", acts_only=True, username="gumbertus",
            role="admin", school="a", totp=_seed(), recovery=_spare(),
            first_name="Gumbertus", last_name="Sleutelaere", email="gum.t5d8y@demoschool.test",
        ),
        Person(
            persona="strange_teacher", acts_only=True, username="hildegonda",
            role="teacher", school="b", class_name="4A", totp=_seed(),
            first_name="Hildegondis", last_name="Waterloop", email="hil.s2k4m@demoschool.test",
        ),
    )


def _spare() -> str:
    """A recovery code: eight figures, which no generator makes."""
    return f"{secrets.randbelow(10**8):08}"


def _seed() -> str:
    """A TOTP seed of 160 bits, as RFC 4226 recommends."""
    return base64.b32encode(secrets.token_bytes(20)).decode()
