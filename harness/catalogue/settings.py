"""The settings that decide how safe an app is for a minor: how each is recognised, and what is safe at which age.

A row says what a control means and what is safe, never what an app does: that is for the probes and the checks.
Recognising is careful: where two settings fit equally well, or the words turn a label around twice, nothing is said.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Annotated, Literal, get_args

from pydantic import Field, StringConstraints, field_validator, model_validator

from harness.catalogue.setting_words import Said, Words, load_words
from harness.catalogue.tables import Line, Row, builtin_data, read_rows, refuse, toml_files
from harness.catalogue.wording import Phrases, name_tokens, read_phrase, tokens

type Band = Literal["unknown", "under-13", "13-15", "16-17", "adult"]
type Reach = Literal["self", "staff", "class", "school", "known", "everyone"]
type Limit = Literal["off", "self", "staff", "class", "school", "any"]
type Effect = Literal["other-persona", "reaches-pupil", "device-call", "request-set", "shown-on-page", "stored"]
type Phrase = Annotated[str, StringConstraints(min_length=1, max_length=60)]

BANDS: tuple[Band, ...] = get_args(Band.__value__)
LANGUAGES = ("nl", "en", "fr", "de")
WORDS_FILE = "words.toml"
_LIMITS: tuple[Limit, ...] = get_args(Limit.__value__)
_REACHES: tuple[Reach, ...] = get_args(Reach.__value__)


class SettingRow(Row):
    """One setting. `safe` gives for each age band the most that a default may be: `off`, a reach, or `any`.

    `opens`: where it is simply on, without saying for whom, it is on for everyone. `words` are phrases by language;
    `protective` ones say the safe side ("private account"), and `never` ones are about something else.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z]+(-[a-z]+)*$")]
    requirement: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}-\d\d$")]
    titles: Mapping[Literal["en", "nl"], Line]
    safe: Mapping[Band, Limit]
    opens: bool = False
    effect: Effect
    proven: Mapping[Literal["en", "nl"], Line]
    source: Line
    words: Mapping[Literal["nl", "en", "fr", "de"], Annotated[tuple[Phrase, ...], Field(min_length=1)]]
    protective: tuple[Phrase, ...] = ()
    never: tuple[Phrase, ...] = ()

    @field_validator("titles", "proven")
    @classmethod
    def _both(cls, texts: Mapping[str, str]) -> Mapping[str, str]:
        if set(texts) != {"en", "nl"}:
            raise ValueError("in English and in Dutch")
        return texts

    @model_validator(mode="after")
    def _whole(self) -> SettingRow:
        if set(self.safe) != set(BANDS) or set(self.words) != set(LANGUAGES):
            raise ValueError(f"safe has all of {', '.join(BANDS)}, words all of {', '.join(LANGUAGES)}")
        ranks = [_LIMITS.index(self.safe[band]) for band in BANDS[1:]]
        if ranks != sorted(ranks) or self.safe["unknown"] != self.safe["under-13"]:
            raise ValueError("an older band is never stricter than a younger one, and an unknown age is the youngest")
        for phrase in (*self.phrases, *self.protective, *self.never):
            read_phrase(phrase)
        return self

    @property
    def phrases(self) -> tuple[str, ...]:
        """The words of all languages."""
        return tuple(phrase for language in LANGUAGES for phrase in self.words[language])  # type: ignore[index]


def band(age: int | None) -> Band:
    """The age band of an age in years; None is an age that nobody knows."""
    if age is None:
        return "unknown"
    return "under-13" if age < 13 else "13-15" if age < 16 else "16-17" if age < 18 else "adult"


class SettingsCatalogue:
    """Every known setting, found by the words of a label or the name of a value in an API."""

    def __init__(self, rows: Iterable[SettingRow], words: Words) -> None:
        ordered = sorted(rows, key=lambda row: row.id)
        self.all: Mapping[str, SettingRow] = MappingProxyType({row.id: row for row in ordered})
        self.words = words
        self._about = Phrases(
            (phrase, (row.id, protective))
            for row in ordered
            for protective, phrases in ((False, row.phrases), (True, row.protective))
            for phrase in phrases
        )
        self._never = Phrases((phrase, row.id) for row in ordered for phrase in row.never)
        content = [row.model_dump(mode="json") for row in ordered], words.model_dump(mode="json")
        self.digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def recognise(self, label: str, context: str = "") -> str:
        """The id of the setting that a label is about, or "" when none or several fit.

        `context` is what stands around it (a legend, a group's name). It decides only where the label itself says no
        more than "e-mail" or "on".
        """
        own = self._of(tokens(label))
        if own or not context or not self.words.is_plain(tokens(label)):
            return own
        return self._of(tokens(context))

    def recognise_name(self, path: str) -> str:
        """The same for the dotted path of a value in an API, such as `privacy.readReceipts`."""
        parts = [name_tokens(part) for part in path.split(".")]
        last = parts[-1] if parts else ()
        if "-".join(last) in self.all:
            return "-".join(last)
        return self._of(last) or self._of(tuple(word for part in parts[-2:] for word in part))

    def safe(self, setting: str, label: str, value: str, age: int | None) -> bool | None:
        """Whether this value of this control is safe as a default at this age; None when that cannot be told.

        `value` is "on", "off", the text of the chosen option, or a number.
        """
        row = self.all.get(setting)
        if row is None:
            return None
        limit = row.safe[band(age)]
        return True if limit == "any" else self._within(row, limit, self._said(row, label), value)

    def says_something(self, value: str) -> bool:
        """Whether a value says on or off, or names people."""
        return self.words.state(value) is not None or self.words.chosen_reach(_words(value)) is not None

    def wanted(self, setting: str, age: int | None) -> Limit:
        """The most that a default may be at this age."""
        return self.all[setting].safe[band(age)]

    def _of(self, words: tuple[str, ...]) -> str:
        barred = {owner for owner, _, _ in self._never.found(words)}
        hits = [hit for hit in self._hits(words) if hit[1] not in barred]
        most = max((hit[0] for hit in hits), default=0)
        owners = {hit[1] for hit in hits if hit[0] == most}
        return owners.pop() if len(owners) == 1 else ""

    def _hits(self, words: tuple[str, ...]) -> list[tuple[int, str, bool, frozenset[int]]]:
        """Letters, setting, whether the phrase itself is protective, and places, of each phrase that is there."""
        return [
            (letters, owner, protective, places) for (owner, protective), places, letters in self._about.found(words)
        ]

    def _said(self, row: SettingRow, label: str) -> Said:
        words = _words(label)
        mine = [hit for hit in self._hits(words) if hit[1] == row.id]
        longest = max(mine, key=lambda hit: (hit[0], not hit[2], sorted(hit[3])), default=None)
        if longest is None:
            return self.words.said_by(words, frozenset(), protective=False)
        return self.words.said_by(words, longest[3], protective=longest[2])

    def _within(self, row: SettingRow, limit: Limit, said: Said, value: str) -> bool | None:
        state, reach = self.words.state(value), self.words.chosen_reach(_words(value))
        if state is not None:
            return _switched(row, limit, said, state)
        if reach is None or said.turned is not False:
            return None
        return _reaches(limit, reach)


def _words(text: str) -> tuple[str, ...]:
    """The words of a text, or of a name in a program such as `MY_SCHOOL`."""
    return tokens(text) if " " in text else name_tokens(text)


def _switched(row: SettingRow, limit: Limit, said: Said, on: bool) -> bool | None:
    """Whether a control with two states is safe like this, by what its label says."""
    if said.turned is None:
        return None
    if said.only:
        # "Only my class may…": on is as wide as it says, off may be anything.
        return _reaches(limit, said.reach) if on and said.reach is not None and not said.turned else None
    exposed = on is not said.turned
    if said.reach is not None and limit != "off":
        fits = _reaches(limit, said.reach)
        if said.turned:
            return None if fits is not False else not exposed
        return fits if exposed else True
    if not exposed:
        return True
    return False if limit == "off" or row.opens or said.protective else None


def _reaches(limit: Limit, reach: Reach) -> bool | None:
    """Whether so wide a reach is within the limit; None for people whose school nobody knows."""
    if limit == "off":
        return True if reach == "self" else None if reach == "staff" else False
    if reach == "known":
        return None
    return _REACHES.index(reach) <= _REACHES.index(limit)


def load_settings(directory: Traversable) -> SettingsCatalogue:
    """Every `[[setting]]` of the `*.toml` files, and the shared words of `words.toml`.

    Raises `MisuseError` naming file, row and reason; an id that stands twice is refused.
    """
    rows: dict[str, SettingRow] = {}
    for file in toml_files(directory):
        if file.name == WORDS_FILE:
            continue
        for row in read_rows(file, "setting", SettingRow):
            if row.id in rows:
                refuse(file, row.id, "this setting stands here twice")
            rows[row.id] = row
    return SettingsCatalogue(rows.values(), load_words(directory / WORDS_FILE))


@cache
def builtin_settings() -> SettingsCatalogue:
    """The settings that came with this installation."""
    return load_settings(builtin_data() / "settings")


def safe(setting: str, label: str, value: str, age: int | None) -> bool | None:
    """`SettingsCatalogue.safe` of the settings that came with this installation."""
    return builtin_settings().safe(setting, label, value, age)
