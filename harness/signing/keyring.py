"""The keyring: whose signatures count, in which role, from when until when. A TOML file that its reader keeps.

It never comes from the bundle: who is judged does not say whom to believe.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, StringConstraints, model_validator

from harness.located import read_source
from harness.signing.keys import PublicKey, read_public

type KeyRole = Literal["vendor", "certifier", "department", "authority"]
type KeyId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class TrustedKey(BaseModel):
    """One key: `from` and `until` are days in UTC, both included. `id` repeats what `public` says, and is compared."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: KeyId
    public: str
    holder: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    role: KeyRole
    from_: date = Field(alias="from")
    until: date
    _key: PublicKey = PrivateAttr()

    @model_validator(mode="after")
    def _whole(self) -> TrustedKey:
        self._key = read_public(self.public)
        if self._key.id != self.id:
            raise ValueError(f"the id of this public key is {self._key.id}")
        if self.until < self.from_:
            raise ValueError("until is before from")
        return self

    @property
    def key(self) -> PublicKey:
        """The key itself."""
        return self._key

    def distrusted(self, signed: date, at: date) -> str | None:
        """Why a signature of day `signed` does not count on day `at`; None when it does.

        Both days have to be in the key's time: without a clock that both sides trust, a key that was withdrawn could
        always claim to have signed before.
        """
        if signed > at:
            return "signed-later"
        if not self.from_ <= signed <= self.until:
            return "key-not-valid-then"
        return None if self.from_ <= at <= self.until else "key-not-valid-now"


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal[1] = Field(default=1, alias="schema")
    key: tuple[TrustedKey, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Keyring:
    """Key id → key. An empty one trusts nobody."""

    keys: Mapping[str, TrustedKey] = field(default_factory=dict)


def load_keyring(path: Path) -> Keyring:
    """Read a keyring. Raises MisuseError with file, line and column; one bad key stops it, none is left out."""
    source = read_source(path, hint="schoolproof keygen --help   # prints a [[key]] block for a keyring")
    found: dict[str, TrustedKey] = {}
    for number, one in enumerate(source.model(_File).key):
        if one.id in found:
            source.refuse(("key", number, "id"), "this key stands there twice")
        found[one.id] = one
    return Keyring(found)
