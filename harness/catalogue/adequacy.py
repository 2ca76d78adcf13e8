"""Which countries personal data may travel to, and on what ground, on a given day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from importlib.resources.abc import Traversable
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from harness.catalogue.tables import Row, only_keys, read_toml, refuse, rows_of

ADEQUACY_FILE = "adequacy.toml"

type Ground = Literal["EEA", "adequacy", "DPF"]
type Transfer = Literal["EEA", "adequacy", "DPF", "none", "unknown"]
type Code = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class GroundRow(Row):
    """One ground for some countries, from `valid_from` to `valid_to`, both days included."""

    countries: Annotated[tuple[Code, ...], Field(min_length=1)]
    ground: Ground
    valid_from: date
    valid_to: date | None = None
    scope: Annotated[str, StringConstraints(min_length=1)]
    source: Annotated[str, StringConstraints(pattern=r"^https://\S+$")]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError("valid_to lies before valid_from")
        return self

    def covers(self, country: str, on: date) -> bool:
        """Whether the ground holds for a country on a day."""
        return country in self.countries and self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


class Adequacy:
    """The grounds for transfer per country. `codes` are all country codes that exist."""

    def __init__(self, codes: frozenset[str], rows: Iterable[GroundRow]) -> None:
        self.codes = codes
        self.rows = tuple(sorted(rows, key=lambda row: (row.countries, row.valid_from)))

    def transfer(self, country: str | None, on: date) -> Transfer:
        """The ground for sending data to a country on a day.

        "DPF" holds for companies on the list of the framework only, and "adequacy" within the scope of the decision:
        neither says that a given company is covered. "none": a country without ground. "unknown": no such country.
        """
        if country is None or country not in self.codes:
            return "unknown"
        row = self.row(country, on)
        return "none" if row is None else row.ground

    def row(self, country: str, on: date) -> GroundRow | None:
        """The row that gives the ground on a day, with its scope and source, or None."""
        return next((row for row in self.rows if row.covers(country, on)), None)

    def content(self) -> object:
        """Everything that the table says, as plain values, for its digest."""
        return {"codes": sorted(self.codes), "rows": [row.model_dump(mode="json") for row in self.rows]}


def load_adequacy(path: Traversable) -> Adequacy:
    """Reads a country table: `codes` and `[[ground]]` rows. Raises `MisuseError` naming file, row and reason."""
    content = read_toml(path)
    only_keys(path, content, {"codes", "ground"})
    codes = content.get("codes")
    if not isinstance(codes, str):
        refuse(path, "codes", "a text of country codes with spaces between was expected")
    known = frozenset(codes.split())
    rows = rows_of(path, content, "ground", GroundRow)
    for number, row in enumerate(rows):
        unknown = sorted(set(row.countries) - known)
        if unknown:
            refuse(path, f"[[ground]] row {number + 1}", f"country {unknown[0]} is not in codes")
        twice = sorted(country for other in rows[:number] for country in _overlap(row, other))
        if twice:
            refuse(path, f"[[ground]] row {number + 1}", f"another row holds for {twice[0]} on the same day")
    return Adequacy(known, rows)


def _overlap(one: GroundRow, other: GroundRow) -> set[str]:
    return {
        country
        for country in set(one.countries) & set(other.countries)
        if one.covers(country, other.valid_from) or other.covers(country, one.valid_from)
    }
