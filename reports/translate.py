"""From template and values to a sentence in the reader's language.

Templates are English and are their own key: `locales/*.nl.toml` hold tables of `"English" = "Nederlands"`. A template
that has no translation is shown in English and remembered in `Translator.missing`, so that a test can ask for
completeness.

Filling is plain substitution of `{name}` in one pass. There is no format language, so a value such as `{0.__class__}`
is only text, and a value that looks like a placeholder is never filled again.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

import tomli

from harness.errors import SchoolproofError
from harness.model.report import Language, Message, Status, Words
from harness.reports.visible import shorten, visible
from harness.reports.words import STATUS

MAX_ITEMS = 8
"""A list shows this many items, then "+N"."""
MAX_VALUE = 160
"""A value is cut after this many characters."""

CODED = frozenset({"gaps", "unsure", "reasons"})
"""Values that hold codes of ours (`locales/gaps.*.toml`), never words of the app."""

MAX_WORDS = 1_000
"""A title or criterion is cut after this many characters."""

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}", re.ASCII)
_MAX_TEMPLATE = 2_000
_LONGEST_NUMBER_BITS = 256


class Piece(NamedTuple):
    """A stretch of a sentence. `value` is true for what came from the app, false for our own words."""

    text: str
    value: bool


class Translator:
    """Words and sentences in one language.

    `missing` gathers every template that had to stay English. The texts it returns are visible text (`visible.py`), not
    HTML: escape them where they are written.
    """

    def __init__(self, language: Language, catalogue: Mapping[str, str] | None = None) -> None:
        self.language = language
        self.missing: set[str] = set()
        self._catalogue = load_catalogue(language) if catalogue is None else catalogue

    def t(self, template: str) -> str:
        """The template in this language; English, and noted in `missing`, when it is not in the catalogue."""
        found = self._catalogue.get(template)
        if found is not None:
            return found
        if self.language != "en":
            self.missing.add(template)
        return template

    def known(self, template: str) -> bool:
        """Whether `t` answers in this language; a page marks what does not with `lang="en"`."""
        return self.language == "en" or template in self._catalogue

    def soft(self, word: str) -> str:
        """A word of the app or its profile: translated when we happen to know it, else itself; never `missing`."""
        return visible(shorten(self._catalogue.get(word, word), MAX_VALUE))

    def datum(self, datum: str) -> str:
        """A planted value and how it was wrapped: `email:sha256` as "e-mail (sha256)"."""
        name, _, encoding = datum.partition(":")
        return f"{self.soft(name)} ({self.soft(encoding)})" if encoding else self.soft(name)

    def pick(self, words: Words) -> str:
        """The text of this language."""
        return visible(shorten(words.nl if self.language == "nl" else words.en, MAX_WORDS))

    def pieces(self, template: str, values: Mapping[str, Any]) -> list[Piece]:
        """The translated sentence, cut into our words and the app's values. Unknown placeholders stay as they are."""
        text = shorten(self.t(template), _MAX_TEMPLATE)
        said = {name: self._decoded(value) if name in CODED else value for name, value in values.items()}
        return [Piece(visible(piece.text), piece.value) for piece in _split(text, said) if piece.text]

    def _decoded(self, value: object) -> object:
        """Our own codes in words: a code alone, or after the kind of evidence (`events: page-hangs`)."""
        if not isinstance(value, list | tuple):
            return value
        parts = [str(item).rpartition(": ") for item in value]
        return [f"{self._word(kind)}{between}{self._word(code)}" for kind, between, code in parts]

    def _word(self, code: str) -> str:
        return self._catalogue.get("everything" if code == "*" else code, code)

    def fill(self, template: str, values: Mapping[str, Any]) -> str:
        """The translated sentence as one text: values cut, lists joined by commas and capped with "+N"."""
        return "".join(piece.text for piece in self.pieces(template, values))

    def message(self, message: Message | None) -> str:
        """A filled `Message`; the empty string for None."""
        return "" if message is None else self.fill(message.template, message.values)

    def status(self, status: Status) -> str:
        """A status in words."""
        return self.t(STATUS[status])


def _split(text: str, values: Mapping[str, Any]) -> Iterator[Piece]:
    end = 0
    for start, stop, name in _placeholders(text):
        if name not in values:
            continue
        yield Piece(text[end:start], value=False)
        yield Piece(in_words(values[name]), value=True)
        end = stop
    yield Piece(text[end:], value=False)


@lru_cache(maxsize=1024)
def _placeholders(text: str) -> tuple[tuple[int, int, str], ...]:
    """Where a template has its placeholders; the same few templates are filled thousands of times."""
    return tuple((match.start(), match.end(), match.group(1)) for match in _PLACEHOLDER.finditer(text))


def in_words(value: object) -> str:
    """One value as text: a list as "a, b +3", a long text cut with its length, a number as itself. Never raises."""
    if isinstance(value, list | tuple):
        shown = ", ".join(_one(item) for item in value[:MAX_ITEMS])
        return shown if len(value) <= MAX_ITEMS else f"{shown} +{len(value) - MAX_ITEMS}"
    return _one(value)


def _one(value: object) -> str:
    if isinstance(value, str):
        return shorten(value, MAX_VALUE)
    if isinstance(value, int):
        return str(value) if value.bit_length() <= _LONGEST_NUMBER_BITS else f"2^{value.bit_length() - 1}…"
    return ""


def default_language(environment: Mapping[str, str] | None = None) -> Language:
    """Dutch when the machine's locale is Dutch, else English."""
    environment = os.environ if environment is None else environment
    locale = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return "nl" if locale.lower().startswith("nl") else "en"


@cache
def load_catalogue(language: Language) -> Mapping[str, str]:
    """Every `locales/*.<language>.toml` together.

    Raises SchoolproofError when a file cannot be read or when two files translate one text differently.
    """
    folder = files("harness.reports") / "locales"
    return merge_catalogues(sorted(_of_language(folder, language), key=lambda file: file.name))


def _of_language(folder: Traversable, language: str) -> Iterator[Traversable]:
    return (file for file in folder.iterdir() if file.name.endswith(f".{language}.toml"))


def merge_catalogues(sources: Iterable[Traversable]) -> dict[str, str]:
    """One flat dictionary from TOML files whose tables only serve to keep them tidy."""
    merged: dict[str, str] = {}
    for file in sources:
        try:
            content = tomli.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise SchoolproofError(f"{file.name}: {error}", hint="pytest tests/reports/test_translate.py") from error
        for english, translated in _entries(content):
            if merged.setdefault(english, translated) != translated:
                raise SchoolproofError(
                    f"{file.name}: {english!r} is translated in two ways", hint="pytest tests/reports/test_translate.py"
                )
    return merged


def _entries(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _entries(value)
        else:
            yield key, str(value)
