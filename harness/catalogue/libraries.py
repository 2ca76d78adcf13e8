"""Known weaknesses of libraries: which versions have one, and how serious it is."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.resources.abc import Traversable
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from harness.catalogue.tables import Line, Row, builtin_data, by_id, read_rows

type Version = Annotated[str, StringConstraints(pattern=r"^\d[0-9A-Za-z.]{0,40}$")]
_PARTS = re.compile(r"\d+|[a-z]+")
_BRANCH = 2
_MAX_TEXT = 60
_PREVIEWS = ("snapshot", "dev", "preview", "pre", "alpha", "beta", "rc")
_END = (0, 0)
"""After it sorts what is added to a version, before it what comes before one."""


class Weakness(Row):
    """A known weakness of a library; `score` is its CVSS base score. See `profiles/libraries.toml` for the rest."""

    id: Annotated[str, StringConstraints(pattern=r"^(CVE-\d{4}-\d{4,7}|GHSA(-[0-9a-z]{4}){3})$")]
    name: Line
    names: Annotated[tuple[Line, ...], Field(min_length=1)]
    since: Version = "0"
    safe: Annotated[tuple[Version, ...], Field(min_length=1)]
    score: Annotated[float, Field(ge=0, le=10)]
    source: Annotated[str, StringConstraints(pattern=r"^https://\S+$")]
    reviewed: date
    patched: bool = False
    status: Literal["confirmed", "to-confirm"] = "confirmed"

    @property
    def sure(self) -> bool:
        """Whether the version alone tells that the weakness is there."""
        return self.status == "confirmed" and not self.patched

    def has(self, version: str) -> bool:
        """Whether this version of the library has it."""
        number, ends = ordered(version), sorted(map(ordered, self.safe))
        if number < ordered(self.since) or number >= ends[-1]:
            return False
        return not any(number >= end and number[:_BRANCH] == end[:_BRANCH] for end in ends)


class Libraries:
    """Every known weakness, by the names that a library is told under."""

    def __init__(self, rows: Iterable[Weakness]) -> None:
        self.all = tuple(rows)
        self._named: dict[str, list[Weakness]] = {}
        for row in self.all:
            for name in row.names:
                self._named.setdefault(name, []).append(row)
        content = "\n".join(row.model_dump_json() for row in self.all)
        self.digest = hashlib.sha256(content.encode()).hexdigest()

    def __len__(self) -> int:
        return len(self.all)

    @property
    def reviewed(self) -> date:
        """The day on which the whole list had been read again: that of the oldest row."""
        return min(row.reviewed for row in self.all)

    def of(self, name: str) -> tuple[Weakness, ...]:
        """What is known about a library, whatever its version; empty for one that is not on the list."""
        return tuple(self._named.get(name, ()))


def ordered(version: str) -> tuple[tuple[int, int], ...]:
    """A version as something that sorts: 1.0.2zg after 1.0.2, 4.0.0-rc1 before 4.0.0; "-android" says nothing."""
    found: list[tuple[int, int]] = []
    for part in _PARTS.findall(version[:_MAX_TEXT].lower().partition("+")[0]):
        if part in _PREVIEWS:
            return (*_trimmed(found), (-1, _PREVIEWS.index(part)))
        if part.isdigit():
            found.append((1, int(part)))
        elif len(part) <= _BRANCH:
            found.append((0, sum(ord(letter) - 96 for letter in part)))
        else:
            break  # "-android", "-jre": the same version built for somebody
    return (*_trimmed(found), _END)


def _trimmed(parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """2.0.0 is 2.0: zeros at the end say nothing, but a branch keeps its two numbers."""
    while len(parts) > _BRANCH and parts[-1] == (1, 0):
        parts = parts[:-1]
    return parts if len(parts) >= _BRANCH else [*parts, *[(1, 0)] * (_BRANCH - len(parts))]


def load_libraries(file: Traversable) -> Libraries:
    """The rows of a file. Raises `MisuseError` naming file, row and reason; none may stand twice."""
    return Libraries(by_id(file, read_rows(file, "library", Weakness)).values())


@cache
def builtin_libraries() -> Libraries:
    """The weaknesses that came with this installation."""
    return load_libraries(builtin_data() / "libraries.toml")
