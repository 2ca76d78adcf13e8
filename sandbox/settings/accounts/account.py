"""One fresh account: who it is for, with values that are drawn for it and occur nowhere else."""

from __future__ import annotations

import secrets
import string
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from pydantic import SecretStr

from harness import Persona

type Route = Literal["signup", "hook"]

_SYLLABLES = ("mo", "ri", "ka", "lu", "ven", "dra", "tos", "bel", "qui", "nar", "zo", "fim", "gro", "wep", "hul", "jas")
_SAFE = string.ascii_lowercase + string.digits


@dataclass(frozen=True)
class FreshAccount:
    """An account to be made. `band` says which age it stands for, `age` is in whole years on the run's day.

    `name` is its persona in the evidence; `known` are the drawn values (canaries) that the app gets to see.
    """

    name: str
    band: str
    age: int | None
    born: date | None
    route: Route
    username: str
    password: SecretStr
    first_name: str
    last_name: str
    email: str
    school: str | None = None
    known: Mapping[str, str] = field(default_factory=dict)
    totp: SecretStr | None = None

    @classmethod
    def of(cls, persona: Persona, band: str, route: Route, born: date | None) -> FreshAccount:
        """The account that was planned as this persona: all that was drawn stands among its planted values."""
        known, given = dict(persona.known), SecretStr("") if persona.password is None else persona.password
        return cls(
            name=persona.name, band=band, age=persona.age, born=born, route=route, username=persona.username or "",
            password=given, totp=persona.totp, first_name=known.get("first_name", ""), school=persona.school,
            last_name=known.get("last_name", ""), email=known.get("email", ""), known=known,
        )

    @property
    def names(self) -> dict[str, str]:
        """Its names, as a profile would list them."""
        full = f"{self.first_name} {self.last_name}"
        return {"first_name": self.first_name, "last_name": self.last_name, "full_name": full}

    @property
    def drawn(self) -> Persona:
        """The persona with every drawn value, told or not: as it is planned."""
        return self.persona if self.known else self.with_known({**self.names, "email": self.email}).persona

    @property
    def persona(self) -> Persona:
        """Who signs in with it: a pupil with its planted values."""
        return Persona(
            name=self.name, role="pupil", school=self.school, age=self.age, username=self.username,
            password=self.password, totp=self.totp, known=dict(self.known) or {"username": self.username},
        )

    def with_known(self, known: Mapping[str, str]) -> FreshAccount:
        """The same account, after the app was told these values (and no others)."""
        return replace(self, known={**known, "username": self.username})


def draw(
    name: str, band: str, age: int | None, born: date | None, route: Route, *, domain: str, school: str | None
) -> FreshAccount:
    """An account with values drawn for it; nothing of it can be guessed or repeated."""
    username = secrets.choice(string.ascii_lowercase) + "".join(secrets.choice(_SAFE) for _ in range(9))
    return FreshAccount(
        name=name, band=band, age=age, born=born, route=route, username=username, password=SecretStr(_password()),
        first_name=_word(4), last_name=_word(5), email=f"{username}@{domain}", school=school,
    )


def _word(count: int) -> str:
    """A name that nobody has: letters only, so that no form minds."""
    return "".join(secrets.choice(_SYLLABLES) for _ in range(count)).capitalize()


def _password() -> str:
    """Long, with each kind of character, so that no rule about composition refuses it (about 88 bits)."""
    drawn = "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(14))
    each = secrets.choice(string.ascii_uppercase), secrets.choice(string.ascii_lowercase), secrets.randbelow(10)
    return f"{drawn}-{''.join(map(str, each))}"
