"""JSON of which every byte has one meaning: what others read differently is refused instead of guessed at.

A second key of one name, NaN, text that is no UTF-8, nesting without end: two readers may disagree about each, so a
signature over it would say nothing. Errors carry line and column.
"""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn


class MalformedError(ValueError):
    """Not the JSON that was expected; `line` and `column` count from 1."""

    def __init__(self, reason: str, line: int = 1, column: int = 1) -> None:
        super().__init__(reason)
        self.line = line
        self.column = column


class _TwiceError(ValueError):
    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def parse(content: bytes, limit: int) -> Any:
    """The value of a JSON document of at most `limit` bytes. Raises MalformedError."""
    if len(content) > limit:
        raise MalformedError(f"longer than {limit} bytes")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedError("not UTF-8", content.count(b"\n", 0, error.start) + 1) from error
    try:
        value = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
        json.dumps(value, ensure_ascii=False).encode("utf-8")  # an escaped half of a surrogate pair is no text
    except json.JSONDecodeError as error:
        raise MalformedError(error.msg, error.lineno, error.colno) from error
    except _TwiceError as error:
        raise MalformedError(f"the key {error.key[:80]!r} stands there twice", *_second(text, error.key)) from error
    except UnicodeEncodeError as error:
        raise MalformedError("holds half of a surrogate pair") from error
    except (ValueError, RecursionError) as error:
        raise MalformedError("nested too deep" if isinstance(error, RecursionError) else str(error)[:200]) from error
    return value


def place(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset in a text, both from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def find(text: str, location: tuple[str | int, ...]) -> tuple[int, int]:
    """About where a member of a JSON text stands: the first key of each name after the one around it."""
    offset = 0
    for part in location:
        found = _key(part).search(text, offset) if isinstance(part, str) else None
        offset = found.start() if found else offset
    return place(text, offset)


def _key(name: str) -> re.Pattern[str]:
    return re.compile(re.escape(json.dumps(name, ensure_ascii=False)) + r"\s*:")


def _second(text: str, key: str) -> tuple[int, int]:
    found = [match.start() for match in _key(key).finditer(text)]
    return place(text, found[1] if len(found) > 1 else 0)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            raise _TwiceError(key)
        made[key] = value
    return made


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
