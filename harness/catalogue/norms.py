"""Norms: which clause of another norm each requirement speaks to, and how well that was read in its source.

A norm is one file, so that its expert can check it whole and a new norm touches nothing else. A clause that no
requirement speaks to is not judged, however many others pass: a view has to say so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources.abc import Traversable
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator

from harness.catalogue.requirements import Words
from harness.catalogue.tables import Line, Row, builtin_data, one_row, read_toml, refuse, toml_files

type Reading = Literal["verified", "secondary", "to-confirm"]

_BORDERS = (".", "-", " ", "(")
_NUMBER = re.compile(r"(\d+)")


class Norm(Row):
    """A norm and the clauses that requirements speak to.

    `status` says how well the clauses were read: "verified" in the source (or quoted alike by several public texts),
    "secondary" in somebody's summary, "to-confirm" not yet. `read` says so for single clauses or chapters, `chapters`
    names the parts of the norm, and `clause` is the pattern that every clause has to match.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    titles: Words
    edition: Line
    about: Words
    clause: Line
    status: Reading
    read: dict[Line, Reading] = Field(default_factory=dict)
    chapters: dict[Line, Words] = Field(default_factory=dict)
    requirements: Annotated[dict[str, Annotated[tuple[Line, ...], Field(min_length=1)]], Field(min_length=1)]

    @field_validator("clause")
    @classmethod
    def _is_a_pattern(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"no regular expression: {error}") from error
        return pattern

    @cached_property
    def clauses(self) -> dict[str, tuple[str, ...]]:
        """Every clause that is spoken to, in the order of the norm, with its requirements."""
        found: dict[str, list[str]] = {}
        for requirement, clauses in self.requirements.items():
            for clause in clauses:
                found.setdefault(clause, []).append(requirement)
        return {clause: tuple(found[clause]) for clause in sorted(found, key=natural)}

    def reading(self, clause: str) -> Reading:
        """How well this clause was read in its source."""
        return self.read.get(_closest(clause, self.read) or "", self.status)

    def chapter(self, clause: str) -> str | None:
        """The key of the chapter that a clause belongs to; None when the norm names no chapters for it."""
        return _closest(clause, self.chapters)

    @property
    def untouched(self) -> tuple[str, ...]:
        """The chapters that no requirement speaks to."""
        touched = {self.chapter(clause) for clause in self.clauses}
        return tuple(key for key in self.chapters if key not in touched)


@dataclass(frozen=True)
class Mapped:
    """One requirement in one norm: a clause, and how well it was read."""

    norm: Norm
    clause: str

    @property
    def reading(self) -> Reading:
        return self.norm.reading(self.clause)


def natural(clause: str) -> tuple[tuple[int, int | str], ...]:
    """A sort key by which 6.2.11 comes after 6.2.9."""
    return tuple((0, int(part)) if part.isdecimal() else (1, part) for part in _NUMBER.split(clause) if part)


def mappings(norms: Mapping[str, Norm], requirement: str) -> Iterator[Mapped]:
    """Every clause that a requirement speaks to, norm by norm."""
    for norm in norms.values():
        for clause in norm.requirements.get(requirement, ()):
            yield Mapped(norm, clause)


def load_norms(dirs: Iterable[Traversable], requirements: Collection[str]) -> dict[str, Norm]:
    """Every norm of the `*.toml` files in `dirs`, by id. A folder that is not there holds none.

    Raises `MisuseError` naming file, line and reason: a requirement that the catalogue lacks, a clause named twice for
    one requirement or that does not look like one, a norm described twice.
    """
    found: dict[str, Norm] = {}
    for directory in dirs:
        for file in toml_files(directory) if directory.is_dir() else ():
            norm = one_row(file, "norm", read_toml(file), Norm)
            if norm.id in found:
                refuse(file, norm.id, "this norm is described in two files")
            _consistent(file, norm, requirements)
            found[norm.id] = norm
    return found


def builtin_norms(requirements: Collection[str]) -> dict[str, Norm]:
    """The norms that came with this installation."""
    return load_norms([builtin_data() / "norms"], requirements)


def _consistent(file: Traversable, norm: Norm, requirements: Collection[str]) -> None:
    for requirement, clauses in norm.requirements.items():
        where = ("requirements", requirement)
        if requirement not in requirements:
            refuse(file, requirement, "the catalogue holds no such requirement", where)
        for clause in clauses:
            if clauses.count(clause) > 1:
                refuse(file, requirement, f"clause {clause!r} is named twice", where)
            if not re.fullmatch(norm.clause, clause):
                refuse(file, requirement, f"{clause!r} is not written as a clause of this norm", where)
    for key in norm.read:
        if not any(_within(clause, key) for clause in norm.clauses):
            refuse(file, key, "no requirement speaks to this clause", ("read", key))


def _closest(clause: str, keys: Iterable[str]) -> str | None:
    return max((key for key in keys if _within(clause, key)), key=len, default=None)


def _within(clause: str, key: str) -> bool:
    return clause == key or (clause.startswith(key) and clause[len(key)] in _BORDERS)
