"""Which countries personal data may travel to, and on what ground, on a given day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from importlib.resources.abc import Traversable
from typing import Annotated, Literal, Self

from pydantic import StringConstraints, model_validator

from harness.catalogue.tables import Row, only_keys, read_toml, refuse, rows_of

ADEQUACY_FILE = "adequacy.toml"

type Ground = Literal["EEA", "adequacy", "DPF"]
type Transfer = Literal["EEA", "adequacy", "DPF", "none", "unknown"]
type Code = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class CountryRow(Row):
    """One ground for one country, from `valid_from` to `valid_to`, both days included."""

    code: Code
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

    def covers(self, on: date) -> bool:
        """Whether the ground holds on this day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


class Adequacy:
    """The grounds for transfer per country. `codes` are all country codes that exist."""

    def __init__(self, codes: frozenset[str], rows: Iterable[CountryRow]) -> None:
        self.codes = codes
        self.rows = tuple(sorted(rows, key=lambda row: (row.code, row.valid_from)))

    def transfer(self, country: str | None, on: date) -> Transfer:
        """The ground for sending data to a country on a day.

        "DPF" holds for companies on the list of the framework only, and "adequacy" within the scope of the decision:
        neither says that a given company is covered. "none": a country without ground. "unknown": no such country.
        """
        if country is None or country not in self.codes:
            return "unknown"
        return next((row.ground for row in self.rows if row.code == country and row.covers(on)), "none")

    def row(self, country: str, on: date) -> CountryRow | None:
        """The row that gives the ground on a day, with its scope and source, or None."""
        return next((row for row in self.rows if row.code == country and row.covers(on)), None)

    def content(self) -> object:
        """Everything that the table says, as plain values, for its digest."""
        return {"codes": sorted(self.codes), "rows": [row.model_dump(mode="json") for row in self.rows]}


def load_adequacy(path: Traversable) -> Adequacy:
    """Reads a country table: `codes` and `[[country]]` rows. Raises `MisuseError` naming file, row and reason."""
    content = read_toml(path)
    only_keys(path, content, {"codes", "country"})
    codes = content.get("codes")
    if not isinstance(codes, str):
        refuse(path, "codes", "a text of country codes with spaces between was expected")
    known = frozenset(codes.split())
    rows = rows_of(path, content, "country", CountryRow)
    for number, row in enumerate(rows):
        if row.code not in known:
            refuse(path, row.code, "this country code is not in codes")
        if any(_overlap(row, other) for other in rows[:number]):
            refuse(path, row.code, "two rows hold on the same day")
    return Adequacy(known, rows)


def _overlap(one: CountryRow, other: CountryRow) -> bool:
    return one.code == other.code and (one.covers(other.valid_from) or other.covers(one.valid_from))
