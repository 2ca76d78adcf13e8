"""What people write by hand (TOML or JSON), read so that each complaint names file, line and column."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import tomli
from pydantic import BaseModel, ValidationError

from harness import strict
from harness.errors import MisuseError
from harness.profile.positions import Location, locate

MAX_FILE = 4 << 20
_PLAIN = {"extra_forbidden": "unknown key", "missing": "missing"}


@dataclass(frozen=True)
class Source:
    """A file as it was read: its text, for places, and its tables."""

    path: Path
    text: str
    content: dict[str, Any]
    hint: str

    def refuse(self, location: Location, why: str) -> NoReturn:
        """Raise MisuseError about one place in the file."""
        raise MisuseError(self._told(location, why), hint=self.hint)

    def model[ModelT: BaseModel](self, model: type[ModelT]) -> ModelT:
        """The content as a model. Raises MisuseError that tells every problem at once, each with its place."""
        try:
            return model.model_validate(self.content)
        except ValidationError as error:
            problems = error.errors(include_url=False, include_input=False, include_context=False)
            told = [self._told(tuple(one["loc"]), _PLAIN.get(one["type"], one["msg"])) for one in problems]
            raise MisuseError("\n".join(told), hint=self.hint) from None

    def _told(self, location: Location, why: str) -> str:
        where = ".".join(str(part) for part in location)
        find = strict.find if self.path.suffix == ".json" else locate
        line, column = find(self.text, location)
        why = why.removeprefix("Value error, ")
        return f"{self.path}:{line}:{column}: {where + ': ' if where else ''}{why}"


def read_source(path: Path, hint: str) -> Source:
    """Read a .json file as JSON and any other as TOML. Raises MisuseError with file, line and column."""
    content = read_small(path, hint)
    try:
        text = content.decode("utf-8")
        value = strict.parse(content, MAX_FILE) if path.suffix == ".json" else tomli.loads(text)
    except strict.MalformedError as error:
        raise MisuseError(f"{path}:{error.line}:{error.column}: {error}", hint=hint) from error
    except tomli.TOMLDecodeError as error:
        raise MisuseError(f"{path}:{error.lineno}:{error.colno}: {error.msg}", hint=hint) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise MisuseError(f"{path}:1:1: not UTF-8, or nested too deep", hint=hint) from error
    if not isinstance(value, dict):
        raise MisuseError(f"{path}:1:1: not a table", hint=hint)
    return Source(path, text, value, hint)


def read_small(path: Path, hint: str, limit: int = MAX_FILE) -> bytes:
    """A file's bytes. Raises MisuseError when it cannot be read or is longer than `limit`."""
    try:
        with path.open("rb") as stream:
            content = stream.read(limit + 1)
    except OSError as error:
        raise MisuseError(f"{path}: cannot be read: {error.strerror}", hint=hint) from error
    if len(content) > limit:
        raise MisuseError(f"{path}: longer than {limit} bytes", hint=hint)
    return content
