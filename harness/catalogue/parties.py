"""Known third parties: which company stands behind a host, where it sits and what it does.

A row says who somebody is, never whether that is allowed: that is for the checks.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from harness.catalogue.adequacy import ADEQUACY_FILE, Adequacy, Code, GroundRow, Transfer, load_adequacy
from harness.catalogue.domains import is_host, normalise
from harness.catalogue.tables import Row, builtin_data, read_rows, refuse, toml_files

type Category = Literal[
    "advertising",
    "analytics",
    "replay",
    "social",
    "crash",
    "tag-manager",
    "ab-testing",
    "cdn",
    "fonts",
    "maps",
    "video",
    "payment",
    "sign-in",
    "push",
    "support",
    "consent",
    "ai",
    "captcha",
    "fingerprinting",
    "data-broker",
    "other",
]
type Flag = Literal["replay", "fingerprint"]
type Line = Annotated[str, StringConstraints(min_length=1, pattern=r"^\S(.*\S)?$")]
type Domain = Annotated[
    str,
    StringConstraints(
        max_length=253, pattern=r"^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$"
    ),
]


_MAX_CLASS_NAME = 1000


class Party(Row):
    """A service that apps contact. `country` is the ISO code of the company's legal seat, not of its servers.

    `parent` is the company that owns it, where that is another one, and `parent_country` the seat of that one.
    `domains` match themselves and everything below them, `classes` are prefixes of class names in Android packages,
    `natives` the file names of its native libraries there, `ios` the names of its frameworks, Swift modules and classes
    in iOS apps.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    name: Line
    company: Line
    country: Code
    parent: Line | None = None
    parent_country: Code | None = None
    categories: Annotated[tuple[Category, ...], Field(min_length=1)]
    domains: Annotated[tuple[Domain, ...], Field(min_length=1)]
    classes: tuple[Annotated[str, StringConstraints(pattern=r"^[a-z_]\w*(\.\w+)+$")], ...] = ()
    natives: tuple[Annotated[str, StringConstraints(pattern=r"^lib[\w+.-]+\.so$")], ...] = ()
    ios: tuple[Annotated[str, StringConstraints(pattern=r"^[A-Z]\w+$")], ...] = ()
    flags: tuple[Flag, ...] = ()
    source: Annotated[str, StringConstraints(pattern=r"^https://\S+$")]
    reviewed: date
    status: Literal["confirmed", "to-confirm"] = "confirmed"


class Parties:
    """Every known party, found by host or by class name."""

    def __init__(self, parties: Iterable[Party], adequacy: Adequacy) -> None:
        ordered = sorted(parties, key=lambda party: party.id)
        self.all: Mapping[str, Party] = MappingProxyType({party.id: party for party in ordered})
        self._natives = {name: party for party in ordered for name in party.natives}
        self._ios = {name: party for party in ordered for name in party.ios}
        self._adequacy = adequacy
        self._domains = {domain: party for party in ordered for domain in party.domains}
        self._classes = {prefix: party for party in ordered for prefix in party.classes}
        self.digest = _digest(ordered, adequacy)

    def __len__(self) -> int:
        return len(self.all)

    def match(self, host: str) -> Party | None:
        """The party behind a host: the longest listed domain that is the host or lies above it at a dot, or None."""
        return _longest(self._domains, normalise(host), from_left=False) if is_host(host) else None

    def match_class(self, name: str) -> Party | None:
        """The party behind a class such as "com.example.sdk.Tracker": the longest listed prefix that ends at a dot."""
        return _longest(self._classes, name, from_left=True) if len(name) <= _MAX_CLASS_NAME else None

    def match_native(self, name: str) -> Party | None:
        """The party behind a native library such as "libexample.so", by its whole name."""
        return self._natives.get(name)

    def match_ios(self, name: str) -> Party | None:
        """The party behind a framework, a class or a Swift module (`Module.Type`) of an iOS app, by its whole name."""
        return self._ios.get(name) or self._ios.get(name.partition(".")[0])

    @property
    def grounds(self) -> tuple[GroundRow, ...]:
        """Every ground for transfer, whether it holds today or not."""
        return self._adequacy.rows

    def transfer(self, country: str | None, on: date) -> Transfer:
        """What allows data to travel to a country on a day; see `Adequacy.transfer`."""
        return self._adequacy.transfer(country, on)


def load_parties(dirs: Iterable[Traversable]) -> Parties:
    """Every party of the `*.toml` files in `dirs`, and the country table `adequacy.toml` that one of them holds.

    Raises `MisuseError` naming file, row and reason; an id, domain or name in packages that two rows claim is refused.
    """
    found: list[Party] = []
    claimed: dict[str, str] = {}
    adequacy: Adequacy | None = None
    for directory in dirs:
        for file in toml_files(directory):
            if file.name != ADEQUACY_FILE:
                found += _parties(file, claimed)
            elif adequacy is None:
                adequacy = load_adequacy(file)
            else:
                refuse(file, "the file", "another folder holds a country table already")
    return Parties(found, adequacy or Adequacy(frozenset(), ()))


def builtin_parties() -> Parties:
    """The parties that came with this installation."""
    return load_parties([builtin_data() / "parties"])


def _parties(file: Traversable, claimed: dict[str, str]) -> list[Party]:
    rows = read_rows(file, "party", Party)
    for row in rows:
        for claim in (
            f"id {row.id}",
            *(f"domain {one}" for one in row.domains),
            *(f"class {one}" for one in row.classes),
            *(f"native library {one}" for one in row.natives),
            *(f"iOS name {one}" for one in row.ios),
        ):
            if claim in claimed:
                refuse(file, row.id, f"{claim} stands in {claimed[claim]} already")
            claimed[claim] = row.id
    return rows


def _longest(table: Mapping[str, Party], name: str, *, from_left: bool) -> Party | None:
    """The entry for the longest part of a dotted name; one look-up per label, whatever the size of the table."""
    while name:
        if name in table:
            return table[name]
        name = name.rpartition(".")[0] if from_left else name.partition(".")[2]
    return None


def _digest(parties: Iterable[Party], adequacy: Adequacy) -> str:
    content = {"parties": [party.model_dump(mode="json") for party in parties], "adequacy": adequacy.content()}
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
