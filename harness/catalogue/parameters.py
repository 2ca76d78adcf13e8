"""The figures that requirements use, read from one versioned file so that they can change without code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictFloat, StrictInt, StrictStr, StringConstraints

from harness.catalogue.tables import Row, builtin_data, one_row, only_keys, read_toml, refuse
from harness.errors import MisuseError, SchoolproofError

type Figure = int | float | str
type Line = Annotated[str, StringConstraints(min_length=1, pattern=r"^\S.*$")]

_SECONDS = {"milliseconds": 0.001, "seconds": 1.0, "minutes": 60.0, "hours": 3600.0, "days": 86400.0}


class Parameter(Row):
    """One figure: its value, unit and source; `own_choice` when no standard gives it."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    value: StrictInt | Annotated[StrictFloat, Field(allow_inf_nan=False)] | Annotated[StrictStr, Field(min_length=1)]
    unit: Line
    source: Line
    own_choice: StrictBool
    status: Literal["confirmed", "to-confirm"] = "confirmed"


class Parameters:
    """All figures of one version of the parameter file."""

    def __init__(self, version: str, parameters: Mapping[str, Parameter]) -> None:
        self.version = version
        self.all: Mapping[str, Parameter] = MappingProxyType(dict(parameters))

    def __contains__(self, parameter: object) -> bool:
        return parameter in self.all

    def __iter__(self) -> Iterator[Parameter]:
        return iter(self.all.values())

    def __len__(self) -> int:
        return len(self.all)

    def value(self, parameter: str) -> Figure:
        """The figure as it stands in the file, in its own unit. Raises `SchoolproofError` for an unknown id."""
        if parameter not in self.all:
            raise SchoolproofError(f"no parameter is called {parameter!r} in version {self.version}")
        return self.all[parameter].value

    def number(self, parameter: str) -> float:
        """The figure as a number, in its own unit. Raises `SchoolproofError` when it is a word."""
        value = self.value(parameter)
        if isinstance(value, str):
            raise SchoolproofError(f"parameter {parameter!r} is the word {value!r}, not a number")
        return float(value)

    def seconds(self, parameter: str) -> float:
        """A length of time in seconds, whatever its unit. Raises `SchoolproofError` when it is no length of time."""
        number = self.number(parameter)
        unit = self.all[parameter].unit
        if unit not in _SECONDS:
            raise SchoolproofError(f"parameter {parameter!r} is in {unit}, which is no length of time")
        return number * _SECONDS[unit]

    def words(self, parameter: str, language: str) -> str:
        """The figure as it is written in a sentence: Dutch has a decimal comma."""
        text = str(self.value(parameter))
        return text.replace(".", ",") if language == "nl" and not isinstance(self.value(parameter), str) else text


def load_parameters(path: Traversable) -> Parameters:
    """Reads a parameter file: `version`, and tables `[parameters.<group>]` with rows `id = { value, unit, source, … }`.

    Raises `MisuseError` naming file, row and reason.
    """
    content = read_toml(path)
    only_keys(path, content, {"version", "parameters"})
    version, groups = content.get("version"), content.get("parameters")
    if not isinstance(version, str) or not version:
        raise MisuseError(f"{path}: version has to be a text such as 2026.1")
    if not isinstance(groups, dict) or not groups:
        raise MisuseError(f"{path}: holds no [parameters.<group>]")
    found: dict[str, Parameter] = {}
    for group, rows in groups.items():
        for parameter in _group(path, group, rows):
            if parameter.id in found:
                refuse(path, f"[parameters.{group}] {parameter.id}", "this id is used twice")
            found[parameter.id] = parameter
    return Parameters(version, found)


def builtin_parameters() -> Parameters:
    """The figures that came with this installation."""
    return load_parameters(builtin_data() / "parameters.toml")


def _group(path: Traversable, group: str, rows: object) -> Iterator[Parameter]:
    if not isinstance(rows, dict):
        refuse(path, f"[parameters.{group}]", "a table of parameters was expected")
    for name, row in rows.items():
        where = f"[parameters.{group}] {name}"
        if not isinstance(row, dict) or "id" in row:
            refuse(path, where, "a table with value, unit, source and own_choice was expected")
        yield one_row(path, where, {"id": name, **row}, Parameter, None)
