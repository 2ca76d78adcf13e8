"""The requirement catalogue: what an app has to live up to, in two languages, with figures filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources.abc import Traversable
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from harness.catalogue.parameters import Parameters, builtin_parameters
from harness.catalogue.tables import Line, Row, builtin_data, read_rows, refuse, toml_files
from harness.model.report_base import Method

type Level = Literal["minimum", "recommended", "advanced"]
type Plan = Literal["2a", "2b", "2c", "2d", "3", "3a", "3b", "3c", "3d", "4", "5", "6a", "6b"]

FAMILIES = {
    "SET": "settings",
    "AUT": "authentication",
    "SES": "sessions",
    "ACC": "access",
    "TRK": "trackers",
    "DAT": "data",
    "NET": "transport",
    "APP": "hardening",
    "MOB": "mobile",
    "ORG": "organisation",
    "PLA": "platform",
}
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_TEXTS = ("criterion", "evidence", "cannot_see", "recommended", "advanced", "condition")


class Words(Row):
    """One text in English and Dutch, with the same figures in both."""

    en: Line
    nl: Line

    def placeholders(self) -> set[str]:
        """The parameter ids between braces in either language."""
        return set(_PLACEHOLDER.findall(self.en)) | set(_PLACEHOLDER.findall(self.nl))

    @model_validator(mode="after")
    def _same_figures(self) -> Self:
        if set(_PLACEHOLDER.findall(self.en)) != set(_PLACEHOLDER.findall(self.nl)):
            raise ValueError("the two languages do not name the same parameters")
        return self


class Requirement(Row):
    """A row of the catalogue.

    `level` is that of its least part; `recommended` and `advanced` say what the higher levels add, `condition` when the
    row applies at all. `answered_by` is "both" when checks can fail it but a person has to settle a part. `evidence`
    says what has to be gathered for an answer; `method` names the way of signing in that the row is a condition of.
    Where the row stands in norms and laws is told by `norms.py`.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}-\d{2}$")]
    titles: Words
    level: Level
    recommended: Words | None = None
    advanced: Words | None = None
    condition: Words | None = None
    plan: Annotated[tuple[Plan, ...], Field(min_length=1)]
    platforms: Annotated[tuple[Literal["web", "android"], ...], Field(min_length=1)]
    criterion: Words
    method: Method | None = None
    answered_by: Literal["checks", "person", "both"]
    evidence: Words
    cannot_see: Words
    parameters: tuple[str, ...]

    @property
    def family(self) -> str:
        """The family that the first three letters stand for, such as "trackers"."""
        prefix = self.id.partition("-")[0]
        return FAMILIES.get(prefix, prefix.lower())


def load_requirements(dirs: Iterable[Traversable], parameters: Parameters | None = None) -> dict[str, Requirement]:
    """Every requirement of the `*.toml` files in `dirs`, by id, with the figures of `parameters` filled in.

    Without `parameters` the built-in ones are used. Raises `MisuseError` naming file, row and reason.
    """
    figures = builtin_parameters() if parameters is None else parameters
    found: dict[str, Requirement] = {}
    for directory in dirs:
        for file in toml_files(directory):
            for row in read_rows(file, "requirement", Requirement):
                if row.id in found:
                    refuse(file, row.id, "this id is used twice")
                found[row.id] = _fill(file, row, figures)
    return found


def builtin_requirements() -> dict[str, Requirement]:
    """The requirements that came with this installation, by id."""
    return load_requirements([builtin_data() / "catalogue"])


def _fill(file: Traversable, row: Requirement, figures: Parameters) -> Requirement:
    for parameter in row.parameters:
        if parameter not in figures:
            refuse(file, row.id, f"parameters: {parameter!r} is not in the parameter file ({figures.version})")
    texts = {name: words for name in _TEXTS if isinstance(words := getattr(row, name), Words)}
    for name, words in texts.items():
        missing = sorted(words.placeholders() - set(row.parameters))
        if missing:
            refuse(file, row.id, f"{name}: {{{missing[0]}}} is not in the row's parameters")
    return row.model_copy(update={name: _filled(words, figures) for name, words in texts.items()})


def _filled(words: Words, figures: Parameters) -> Words:
    def text(template: str, language: str) -> str:
        return _PLACEHOLDER.sub(lambda match: figures.words(match[1], language), template)

    return Words(en=text(words.en, "en"), nl=text(words.nl, "nl"))
