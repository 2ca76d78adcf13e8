"""The lists that can be used, and the addresses that a list has to judge rightly first: data, in `profiles/lists/`."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources.abc import Traversable
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from harness.catalogue.tables import Line, Row, builtin_data, by_id, one_row, only_keys, read_rows, read_toml, refuse
from harness.errors import MisuseError
from harness.lists.request import read_request

type Format = Literal["adblock", "exodus", "trackhar", "domains"]
type SourceKind = Literal["deb", "npm", "pip"]
type Package = Annotated[str, StringConstraints(pattern=r"^(@[a-z0-9-]+/)?[a-z0-9][a-z0-9.+_-]*$")]


class Notice(Row):
    """What a user has to agree with, in both languages."""

    en: Line
    nl: Line


class Source(Row):
    """A package that carries the list: `member` is a pattern of its path, `inside` the JSON key that holds it."""

    package: Package
    member: Line
    inside: Line | None = None


class KnownList(Row):
    """A list that can be used. `at` says where names stand in a list of the format "domains"."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    title: Line
    licence: Line
    home: Annotated[str, StringConstraints(pattern=r"^https://\S+$")]
    format: Format
    least_rules: Annotated[int, Field(ge=1)]
    least_hits: Annotated[int, Field(ge=1)]
    named_wrongly: tuple[Line, ...] = ()
    at: tuple[Line, ...] = ()
    commercial: bool = True
    notice: Notice | None = None
    deb: Source | None = None
    npm: Source | None = None
    pip: Source | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if not self.commercial and (self.notice is None or self.sources):
            raise ValueError("a list for non-commercial use needs a notice and has no source of its own")
        if (self.format == "domains") is not bool(self.at):
            raise ValueError("at belongs to the format domains")
        return self

    @property
    def sources(self) -> dict[SourceKind, Source]:
        """Where the list can be had by itself, the first one preferred."""
        every: dict[SourceKind, Source | None] = {"deb": self.deb, "npm": self.npm, "pip": self.pip}
        return {kind: source for kind, source in every.items() if source is not None}


class Address(Row):
    """An address with a known answer."""

    url: Line
    kind: Line


class Truth(Row):
    """Addresses with known answers, all asked for by a page of the host `page`."""

    page: Line
    trackers: Annotated[tuple[Address, ...], Field(min_length=1)]
    benign: Annotated[tuple[Address, ...], Field(min_length=1)]


def load_known(file: Traversable) -> dict[str, KnownList]:
    """The lists of a file, by id. Raises `MisuseError` naming file, row and reason."""
    return by_id(file, read_rows(file, "list", KnownList))


def builtin_known() -> dict[str, KnownList]:
    """The lists that this version knows."""
    return load_known(builtin_data() / "lists" / "known.toml")


def known_list(name: str) -> KnownList:
    """One of them. Raises `MisuseError` for another name."""
    every = builtin_known()
    if name not in every:
        raise MisuseError(f"no list is named {name}; known are {', '.join(every)}", hint="schoolproof data status")
    return every[name]


def load_truth(file: Traversable) -> Truth:
    """The addresses with known answers. Raises `MisuseError` when one cannot be asked about."""
    content = read_toml(file)
    only_keys(file, content, {"page", "trackers", "benign"})
    truth = one_row(file, "truth", content, Truth)
    unread = [one.url for one in _every(truth) if read_request(one.url, truth.page, one.kind) is None]
    if unread:
        refuse(file, unread[0], "this address or its kind cannot be read")
    return truth


def builtin_truth() -> Truth:
    """The addresses that came with this installation."""
    return load_truth(builtin_data() / "lists" / "truth.toml")


def _every(truth: Truth) -> Sequence[Address]:
    return (*truth.trackers, *truth.benign)
