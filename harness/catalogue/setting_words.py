"""The words that mean the same in every setting: what turns a label around, who is meant, and what is on or off."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from harness.catalogue.tables import Row, one_row, read_toml
from harness.catalogue.wording import Phrases, groups, name_tokens, read_phrase, tokens

if TYPE_CHECKING:
    from harness.catalogue.settings import Reach

type List = Annotated[tuple[Annotated[str, StringConstraints(min_length=1, max_length=60)], ...], Field(min_length=1)]

_RANKS: tuple[Reach, ...] = ("self", "staff", "class", "school", "known", "everyone")
_NUMBER = re.compile(r"\d+([.,]\d+)?%?")


@dataclass(frozen=True)
class Said:
    """What a label says besides its subject. `turned`: on means less exposed; None when it is said twice.

    `reach` is who it names, `only` that it says "only", `protective` that the subject itself is the safe side.
    """

    turned: bool | None
    reach: Reach | None
    only: bool
    protective: bool


class Words(Row):
    """The lists of `words.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    negative: List
    unclear: List
    only: List
    outside: List
    reach: Mapping[Literal["self", "staff", "class", "school", "known", "everyone"], List]
    said: Mapping[Literal["on", "off"], List]
    plain: Mapping[Literal["words"], List]

    @cached_property
    def _negative(self) -> Phrases[None]:
        return Phrases((phrase, None) for phrase in self.negative)

    @cached_property
    def _reach(self) -> Phrases[Reach]:
        return Phrases((phrase, name) for name, phrases in self.reach.items() for phrase in phrases if phrase[0] != "=")

    @cached_property
    def _whole(self) -> Mapping[tuple[str, ...], Reach]:
        """Circles of people that are all that an option says."""
        named = ((phrase, name) for name, phrases in self.reach.items() for phrase in phrases if phrase[0] == "=")
        return {tokens(phrase): name for phrase, name in named}

    @cached_property
    def _states(self) -> Mapping[bool, Phrases[None]]:
        return {name == "on": Phrases((phrase, None) for phrase in phrases) for name, phrases in self.said.items()}

    def is_plain(self, words: Sequence[str]) -> bool:
        """Whether these words say by which way or in which state, and nothing about what."""
        return all(word in self._plain or word.isdecimal() for word in words)

    @cached_property
    def _plain(self) -> frozenset[str]:
        return frozenset(word for one in self.plain["words"] for word in tokens(one))

    def said_by(self, words: Sequence[str], own: frozenset[int], *, protective: bool) -> Said:
        """What a label says; `own` are the places of the words that name its subject."""
        turns = self._turns(words, own)
        turning = frozenset[int]().union(*turns)
        unclear = any(word in self.unclear for place, word in enumerate(words) if place not in own | turning)
        count = len(turns) + protective + 2 * unclear
        only = any(word in self.only for place, word in enumerate(words) if place not in own)
        return Said(None if count > 1 else count == 1, self.reach_of(words), only, protective)

    def _turns(self, words: Sequence[str], own: frozenset[int]) -> list[frozenset[int]]:
        """Where something turns these words around, apart from what stands at `own`."""
        return groups(places for _, places, _ in self._negative.found(words) if not places & own)

    def chosen_reach(self, words: Sequence[str]) -> Reach | None:
        """The circle of people that an option names; None where it denies somebody."""
        if whole := self._whole.get(tuple(words)):
            return whole
        named = frozenset[int]().union(*(places for _, places, _ in self._reach.found(words)))
        return None if self._turns(words, named) else self.reach_of(words)

    def state(self, value: str) -> bool | None:
        """On (True) or off (False), as a value says it whole; None when it says something else."""
        words = name_tokens(value) if value.isascii() and " " not in value else tokens(value)
        if _NUMBER.fullmatch(value.strip()):
            return False if not value.strip("0., %") else None
        for on in (False, True):
            if any(len(places) == len(words) for _, places, _ in self._states[on].found(words)):
                return on
        return None

    def reach_of(self, words: Sequence[str]) -> Reach | None:
        """The widest circle of people that the words name; None for none.

        "Everyone in my school" is the school.
        """
        named: dict[Reach, list[frozenset[int]]] = {}
        for reach, places, _ in self._reach.found(words):
            named.setdefault(reach, []).append(places)
        if "everyone" in named:
            narrower = [places for reach, several in named.items() if reach != "everyone" for places in several]
            wide = [one for one in named.pop("everyone") if not self._narrowed(words, one, narrower)]
            if wide:
                named["everyone"] = wide
        return max(named, key=_RANKS.index, default=None)

    def _narrowed(self, words: Sequence[str], wide: frozenset[int], narrower: Sequence[frozenset[int]]) -> bool:
        after = max(wide) + 1
        if after >= len(words) or words[after] not in self.outside:
            return False
        return any(after < min(places) <= after + 2 for places in narrower)


def load_words(file: Traversable) -> Words:
    """Reads `words.toml`. Raises `MisuseError` naming the file and the reason."""
    words = one_row(file, "the file", read_toml(file), Words)
    lists = (words.negative, words.unclear, *words.reach.values(), *words.said.values())
    for phrase in (one for several in lists for one in several):
        read_phrase(phrase)
    return words
