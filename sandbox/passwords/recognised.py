"""Recognising people of the profile in what somebody gets who has only seen the sign-in page."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from harness import Persona, Profile
from harness.leaks.unescape import unescaped

USERNAME = "username"
SURE_LENGTH = 5
"""Characters from which a value is no ordinary word: a planted one, or a user name that is more than letters."""
BREAK = re.compile(r"\\[nrt]")
BEFORE, AFTER = r"(?<![\w@-])(?<!\w\.)", r"(?![\w@-])(?!\.\w)"
"""A value is met whole: `ada` is not met in `adam`, in `ada.berg` or in `ada@school.example`."""


@dataclass(frozen=True)
class Mark:
    """A value of a persona. `sure`: it stands nowhere by chance; a user name such as `teacher` may be just a word."""

    who: str
    role: str
    field: str
    text: str
    sure: bool

    @property
    def told(self) -> str:
        """As it is named in a report: whose it is, never what it is."""
        return f"{self.who}.{self.field}"


def marks(profile: Profile) -> tuple[Mark, ...]:
    """User names and planted values of everybody who signs in, without what is public or what several share."""
    found: dict[str, list[Mark]] = defaultdict(list)
    for persona in profile.personas.values():
        for mark in _of(persona):
            found[mark.text].append(mark)
    public = " ".join(folded(one) for one in _public(profile))
    sole = [each for each in found.values() if len({mark.who for mark in each}) == 1]
    return tuple(
        Mark(first.who, first.role, first.field, first.text, any(mark.sure for mark in each))
        for each in sole if (first := each[0]).text not in public
    )


def _of(persona: Persona) -> Iterator[Mark]:
    if persona.role == "anonymous":
        return
    if persona.username:
        text = folded(persona.username)
        sure = len(text) >= SURE_LENGTH and not text.isalpha() and (not text.isdigit() or len(text) > SURE_LENGTH)
        yield Mark(persona.name, persona.role, USERNAME, text, sure)
    for field, value in persona.known.items():
        text = folded(value)
        yield Mark(persona.name, persona.role, field, text, len(text) >= SURE_LENGTH or not text.isalpha())


def _public(profile: Profile) -> Iterable[str]:
    yield from (profile.app.name, *profile.app.hosts)
    for persona in profile.personas.values():
        yield from (persona.school or "", persona.class_ or "")


def folded(text: str) -> str:
    """Without differences that nobody sees: case, white space, and how an accent is written."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def readable(content: bytes) -> str:
    """What an answer or a page says, also where it is escaped as in JSON, HTML or an address."""
    plain = unescaped(content)
    text = (content if plain is None else content + b"\n" + plain).decode("utf-8", "replace")
    return folded(BREAK.sub(" ", text))


def met(known: Iterable[Mark], text: str, typed: Collection[str]) -> list[Mark]:
    """The values that stand in a `readable` text, without those that are part of what was typed."""
    return [
        one for one in known
        if one.text in text and not any(one.text in each for each in typed)
        and re.search(f"{BEFORE}{re.escape(one.text)}{AFTER}", text)
    ]
