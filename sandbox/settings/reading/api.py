"""Values of settings in the JSON that a page of the app loads. Pure: bytes in, dotted paths and values out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from harness import SettingsCatalogue

MOST_LEAVES = 500
DEEPEST = 6
LONGEST = 40
"""Characters of a text that can still be the word of a choice."""
_NAMES = ("key", "name", "id", "setting", "code", "type")
_VALUES = ("value", "enabled", "checked", "active", "state", "allowed")


def settings_in(body: bytes, catalogue: SettingsCatalogue) -> list[tuple[str, str, str]]:
    """(setting, path, value) of every value that the catalogue recognises by its name; none when it is no JSON.

    A value is "on" or "off", or a word that says who or whether. Free text and numbers are no choice.
    """
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return []
    found: dict[str, tuple[str, str, str]] = {}
    for number, (path, value) in enumerate(_leaves(content, "", 0)):
        if number >= MOST_LEAVES:
            break
        said = _said(value, catalogue)
        setting = catalogue.recognise_name(path) if said else ""
        if setting:
            found.setdefault(path, (setting, path, said))
    return list(found.values())


def _said(value: Any, catalogue: SettingsCatalogue) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if not isinstance(value, str) or len(value) > LONGEST:
        return ""
    return value if catalogue.says_something(value) else ""


def _leaves(value: Any, path: str, depth: int) -> Iterator[tuple[str, Any]]:
    """Every value with its path. A list of `{"key": "x", "value": …}` counts as the table that it is."""
    if isinstance(value, dict):
        named = _pair(value)
        if named is not None:
            yield _joined(path, named[0]), named[1]
            return
        if depth < DEEPEST:
            for key, item in value.items():
                yield from _leaves(item, _joined(path, str(key)), depth + 1)
    elif isinstance(value, list):
        if depth < DEEPEST:
            for item in value:
                if isinstance(item, dict):
                    yield from _leaves(item, path, depth + 1)
    else:
        yield path, value


def _pair(row: dict[str, Any]) -> tuple[str, Any] | None:
    """Name and value of a row such as `{"key": "analytics", "value": false}`."""
    names = [row[one] for one in _NAMES if isinstance(row.get(one), str)]
    values = [row[one] for one in _VALUES if isinstance(row.get(one), bool | str)]
    return (names[0], values[0]) if len(names) == 1 and len(values) == 1 else None


def _joined(path: str, key: str) -> str:
    clean = key.replace(".", "_")[:LONGEST]
    return f"{path}.{clean}" if path else clean
