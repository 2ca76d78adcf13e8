"""Where a key stands in a TOML text, so that an error can name line and column.

A TOML parser does not keep positions. This scan follows table headers and keys well enough to point at the right line;
it never decides what a value is.
"""

from __future__ import annotations

import re
from collections import Counter

type Location = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"""^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'""")


def _parts(dotted: str) -> list[str]:
    return [part.strip("\"'") for part in _PART.findall(dotted)]


def positions(text: str) -> dict[Location, tuple[int, int]]:
    """Location path → (line, column), both from 1, for every table header and key found."""
    found: dict[Location, tuple[int, int]] = {(): (1, 1)}
    arrays: Counter[str] = Counter()
    table: Location = ()
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER.match(line)
        if header:
            table = _table(header, arrays)
            found.setdefault(table, (number, line.index("[") + 1))
            continue
        key = _KEY.match(line)
        if key:
            path: Location = (*table, *_parts(key.group(1)))
            found.setdefault(path, (number, key.start(1) + 1))
    return found


def _table(header: re.Match[str], arrays: Counter[str]) -> Location:
    parts = _parts(header.group(2))
    if header.group(1) == "[[":
        arrays[header.group(2)] += 1
        return (*parts, arrays[header.group(2)] - 1)
    return tuple(parts)


def locate(text: str, location: Location) -> tuple[int, int]:
    """The nearest known position for a path: a key inside an inline table is searched in its line."""
    known = positions(text)
    for end in range(len(location), -1, -1):
        if location[:end] not in known:
            continue
        line, column = known[location[:end]]
        for wanted in location[end:]:
            inside = re.compile(rf"(?<![\w-]){re.escape(str(wanted))}(?![\w-])")
            for offset, content in enumerate(text.splitlines()[line - 1 :]):
                if offset and (_HEADER.match(content) or _KEY.match(content)):
                    break
                hit = inside.search(content, column if offset == 0 else 0)
                if hit:
                    return line + offset, hit.start() + 1
        return line, column
    return 1, 1
