"""Android permissions that matter for a child: which an app may never ask, which only when declared, what they mean."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import StringConstraints

from harness.catalogue.tables import Line, Row, builtin_data, by_id, read_rows


class Meaning(Row):
    """What a permission means for a child, completing "the app …"."""

    en: Line
    nl: Line


class Permission(Row):
    """One permission. `device` is what of SET-03 or SET-04 it opens, such as location or camera."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][\w.]*\.[A-Z_]+$")]
    kind: Literal["never", "sensitive", "advertising"]
    device: Literal["", "location", "camera", "microphone", "contacts", "photos"] = ""
    means: Meaning

    @property
    def short(self) -> str:
        """As people write it, such as CAMERA."""
        return self.id.rpartition(".")[2]


class Permissions:
    """Every known permission, by its full name."""

    def __init__(self, rows: Iterable[Permission]) -> None:
        self.all: Mapping[str, Permission] = MappingProxyType({row.id: row for row in rows})
        content = "\n".join(row.model_dump_json() for row in self.all.values())
        self.digest = hashlib.sha256(content.encode()).hexdigest()

    def __iter__(self) -> Iterator[Permission]:
        return iter(self.all.values())

    def __len__(self) -> int:
        return len(self.all)

    def get(self, name: str) -> Permission | None:
        """The row of a permission, or None for one that does not matter here."""
        return self.all.get(name)


def load_permissions(file: Traversable) -> Permissions:
    """The rows of a file. Raises `MisuseError` naming file, row and reason; none may stand twice."""
    return Permissions(by_id(file, read_rows(file, "permission", Permission)).values())


@cache
def builtin_permissions() -> Permissions:
    """The permissions that came with this installation."""
    return load_permissions(builtin_data() / "permissions.toml")
