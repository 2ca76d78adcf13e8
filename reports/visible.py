"""Text from the app, made harmless for every reader: people, terminals, XML and browsers.

Nothing that is invisible, that moves the cursor or that turns the reading direction survives: it is shown as
`‹U+202E›`. What is too long is cut, and the cut says how long it was.
"""

from __future__ import annotations

import re
import unicodedata

MAX_TEXT = 20_000
"""No single piece of text in a report is longer than this many characters."""

_INVISIBLE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_BLANK_LETTERS = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")  # letters and marks without any ink
_MAX_MARKS = 4  # accents on one letter; more than any language needs only serves to paint over the lines around
_NOT_PLAIN = re.compile(r"[^\x20-\x7e]")


def visible(text: str, *, lines: bool = False) -> str:
    """`text` with every control, format, unassigned and blank character shown by its number; at most `MAX_TEXT` long.

    With `lines`, line breaks and tabs stay (for excerpts); without, a line break is shown as `↵`.
    """
    text = shorten(text, MAX_TEXT) if len(text) > MAX_TEXT else text
    if text.isascii() and text.isprintable():
        return text
    marks = 0
    shown: list[str] = []
    for character in text:
        if _NOT_PLAIN.match(character) is None:
            shown.append(character)
            marks = 0
            continue
        category = unicodedata.category(character)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        shown.append(_one(character, category, lines) if marks <= _MAX_MARKS else _number(character))
    return "".join(shown)


def shorten(text: str, limit: int) -> str:
    """The first `limit` characters; when that is not all, followed by `… [N]`, where N is the whole length."""
    if len(text) <= limit:
        return text
    return f"{text[:limit]}… [{len(text)}]"


def _one(character: str, category: str, lines: bool) -> str:
    if character in "\n\t":
        return character if lines else {"\n": "↵", "\t": " "}[character]
    if category in _INVISIBLE or character in _BLANK_LETTERS:
        return _number(character)
    return character


def _number(character: str) -> str:
    return f"‹U+{ord(character):04X}›"
