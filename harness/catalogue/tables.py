"""Reads TOML tables into frozen models; a wrong row stops the run and is named by file, line, row and reason.

Nothing is ever skipped: a row that silently vanished would be a requirement that nobody tests or a tracker that nobody
recognises.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, NoReturn, Protocol

import tomli
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from harness.errors import MisuseError
from harness.profile.positions import Location, locate

type Line = Annotated[str, StringConstraints(min_length=1, pattern=r"^\S(.*\S)?$")]

_MAX_SHOWN = 3


class Row(BaseModel):
    """One row of a table: frozen, and unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def builtin_data() -> Traversable:
    """The folder of data that came with this installation (`profiles/` in the repository)."""
    return files("harness.profiles")


def toml_files(directory: Traversable) -> list[Traversable]:
    """The `*.toml` files of a folder, by name. Raises `MisuseError` when there is no such folder or none in it."""
    if not directory.is_dir():
        raise MisuseError(f"{directory}: no such folder of data")
    found = sorted((item for item in directory.iterdir() if item.name.endswith(".toml")), key=lambda item: item.name)
    if not found:
        raise MisuseError(f"{directory}: holds no .toml file")
    return found


def read_toml(file: Traversable) -> dict[str, object]:
    """A whole TOML file. Raises `MisuseError` with file, line and column when it cannot be read.

    tomli, because its wheels are compiled: our tables take a third of the time that the standard library's takes.
    """
    try:
        return tomli.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError) as error:
        raise MisuseError(f"{file}: {error}", hint=_edit(file)) from error


def read_rows[ModelT: BaseModel](file: Traversable, table: str, model: type[ModelT]) -> list[ModelT]:
    """Every `[[table]]` of a file that holds nothing else. Raises `MisuseError` naming file, row and reason."""
    content = read_toml(file)
    only_keys(file, content, {table})
    return rows_of(file, content, table, model)


class Named(Protocol):
    """A row that is known by its id."""

    @property
    def id(self) -> str: ...


def by_id[NamedT: Named](file: Traversable, rows: Iterable[NamedT]) -> dict[str, NamedT]:
    """The rows by id. Raises `MisuseError` when one stands twice."""
    found: dict[str, NamedT] = {}
    for row in rows:
        if row.id in found:
            refuse(file, row.id, "this id is used twice")
        found[row.id] = row
    return found


def rows_of[ModelT: BaseModel](
    file: Traversable, content: Mapping[str, object], table: str, model: type[ModelT]
) -> list[ModelT]:
    """Every `[[table]]` of content read from `file`; at least one has to be there."""
    rows = content.get(table)
    if not isinstance(rows, list) or not rows:
        raise MisuseError(f"{file}: holds no [[{table}]]", hint=_edit(file))
    return [
        one_row(file, f"[[{table}]] row {number}", row, model, (table, number - 1))
        for number, row in enumerate(rows, start=1)
    ]


def one_row[ModelT: BaseModel](
    file: Traversable, where: str, row: object, model: type[ModelT], at: Location | None = ()
) -> ModelT:
    """One row as a model; `where` says which row it is, `at` where it stands (None: look for its name)."""
    name = row.get("id", row.get("host", row.get("code"))) if isinstance(row, dict) else None
    place = f"{where} ({name})" if isinstance(name, str) else where
    try:
        return model.model_validate(row)
    except ValidationError as error:
        refuse(file, place, _reasons(error), None if at is None else (*at, *error.errors()[0]["loc"]))


def only_keys(file: Traversable, content: Mapping[str, object], allowed: Iterable[str]) -> None:
    """Refuses a key at the top of a file that is not known there."""
    unknown = sorted(set(content) - set(allowed))
    if unknown:
        raise MisuseError(f"{file}: unknown key {unknown[0]!r} at the top of the file", hint=_edit(file))


def refuse(file: Traversable, row: str, reason: str, at: Location | None = None) -> NoReturn:
    """Stops the run: this row of this file is wrong, for this reason. Without `at` the line naming the row is told."""
    text = _text(file)
    line = _naming(text, row) if at is None else locate(text, at)[0]
    raise MisuseError(f"{file}:{line}: {row}: {reason}" if line else f"{file}: {row}: {reason}", hint=_edit(file))


def _text(file: Traversable) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _naming(text: str, row: str) -> int | None:
    """The last line that begins with the row's name or holds it in quotes; the last, for duplicates come after."""
    name = row.rpartition(" ")[2]
    lines = [
        number
        for number, line in enumerate(text.splitlines(), 1)
        if f'"{name}"' in line or line.startswith((f"{name} ", f"{name}="))
    ]
    return lines[-1] if lines else None


def _reasons(error: ValidationError) -> str:
    found = error.errors(include_url=False, include_context=False)
    shown = [f"{'.'.join(map(str, one['loc'])) or 'row'}: {one['msg']}" for one in found[:_MAX_SHOWN]]
    more = len(found) - len(shown)
    return "; ".join(shown) + (f"; and {more} more" if more else "")


def _edit(file: Traversable) -> str:
    return f"correct {file}"
