"""What a provider may say of a person, as versioned data: claims, changed in one way, and whose account must open."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Any, Literal

from pydantic import Field

from harness.catalogue.tables import Line, Row, builtin_data, only_keys, read_toml, refuse, rows_of
from harness.sandbox.signon.logins import Claims

type Expected = Literal["same", "never", "same-or-refused"]


class Scenario(Row):
    """One way in which claims may look. `expected`: the same account opens, or never that one, or either that one or
    none. `fresh` replaces identifiers by new ones; `append` and `prepend` add a new one to a list; `history` moves the
    old value into a list of earlier ones, under the name given.
    """

    id: Line
    expected: Expected
    fresh: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    set: dict[str, Any] = Field(default_factory=dict)
    append: dict[str, Literal["fresh"]] = Field(default_factory=dict)
    prepend: dict[str, Literal["fresh"]] = Field(default_factory=dict)
    history: dict[str, str] = Field(default_factory=dict)
    only_userinfo: bool = False

    def lacks(self, claims: Claims) -> str | None:
        """A claim that has to be there for this scenario to say something, or None."""
        needed = [*self.append, *self.prepend, *self.history, *(self.remove if self.expected == "same" else ())]
        return next((name for name in needed if name not in claims), None)

    def applied(self, claims: Claims) -> dict[str, Any]:
        """The claims, changed."""
        made = {name: value for name, value in claims.items() if name not in self.remove}
        made |= {name: _fresh(made[name]) for name in self.fresh if name in made} | self.set
        for name in self.append:
            made[name] = [*_listed(made[name]), str(uuid.uuid4())]
        for name in self.prepend:
            made[name] = [str(uuid.uuid4()), *_listed(made[name])]
        for name, earlier in self.history.items():
            made[earlier] = [*_listed(made.get(earlier, [])), made[name]]
            made[name] = str(uuid.uuid4())
        return made


@dataclass(frozen=True)
class Sheet:
    """One file of scenarios; `name` with its version is part of the evidence."""

    name: str
    version: str
    base: Mapping[str, Any]
    metadata: Mapping[str, Any]
    scenarios: tuple[Scenario, ...]


def builtin_sheet(name: str) -> Sheet:
    """`generic` or `leerid-like`, as they came with this installation."""
    return load_sheet(builtin_data() / "signon" / f"{name}.toml", name)


def load_sheet(file: Traversable, name: str) -> Sheet:
    """Reads a sheet. Raises MisuseError naming file, row and reason."""
    content = read_toml(file)
    only_keys(file, content, {"version", "source", "base", "metadata", "scenario"})
    rows = rows_of(file, content, "scenario", Scenario)
    seen: set[str] = set()
    for row in rows:
        if row.id in seen:
            refuse(file, row.id, "this scenario stands here twice")
        seen.add(row.id)
    version = content.get("version")
    if not isinstance(version, str):
        refuse(file, "version", "a sheet needs a version")
    return Sheet(name, version, _table(content, "base"), _table(content, "metadata"), tuple(rows))


def _table(content: Mapping[str, object], name: str) -> Mapping[str, Any]:
    found = content.get(name, {})
    return found if isinstance(found, dict) else {}


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _fresh(value: object) -> object:
    return [str(uuid.uuid4())] if isinstance(value, list) else str(uuid.uuid4())
