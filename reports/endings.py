"""Why a session ended early, in the reader's language.

Sessions note it as one English text. It is taken apart again by the sentences that the sandbox makes (`ENDINGS`), for a
value in it may be such a sentence too. What fits none is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from harness.reports.translate import Translator
from harness.reports.visible import shorten, visible

CLAUSE = "clause"
"""The place that may hold a sentence again."""

NEXT = "the screenshots of this session show what the app did; url, steps and proof stand under [login]"
ENDINGS = (
    "the login of {persona} could not be proven: {clause}",
    "the login of {persona} was lost",
    "the session was not done after {seconds} s",
    "the app failed: {clause}",
    "the browser failed: {clause}",
    "the app could not be opened: {clause}",
    "the app did not finish its first page within {seconds} s",
    "the app did not answer within {seconds} s",
    "the app answered its first page with status {status}: it refused, or the address is not its own",
    "journey {name}: {clause}",
    "{journey}, step {index} ({words}): {clause}",
    f"{{clause}} ({{code}}); {NEXT}",
    f"{{clause}}; {NEXT}",
)
DEEPEST = 4
LONGEST = 1_000

_PLACE = re.compile(r"\{(\w+)\}")


class Part(NamedTuple):
    """A stretch of a sentence. `value`: it is not our words; `known`: it is in the reader's language or has none."""

    text: str
    value: bool = False
    known: bool = True


def ending(tr: Translator, text: str) -> list[Part]:
    """The text in the reader's language, as far as we know its sentences."""
    return list(_told(tr, text, DEEPEST))


def _told(tr: Translator, text: str, depth: int) -> Iterator[Part]:
    if tr.known(text) or len(text) > LONGEST or not depth:
        yield Part(_shown(tr.t(text)), known=tr.known(text))
        return
    for template in ENDINGS:
        values = fitted(text, template)
        if values is not None:
            yield from _filled(tr, template, values, depth)
            return
    yield Part(_shown(text), known=False)


def _filled(tr: Translator, template: str, values: Mapping[str, str], depth: int) -> Iterator[Part]:
    for place, words in enumerate(_PLACE.split(tr.t(template))):
        if not place % 2:
            yield Part(words, known=tr.known(template))
        elif words == CLAUSE:
            yield from _told(tr, values[words], depth - 1)
        else:
            yield Part(_shown(values[words]), value=True)


def _shown(text: str) -> str:
    return visible(shorten(text, LONGEST))


def fitted(text: str, template: str) -> dict[str, str] | None:
    """What stands in the places of a template if the text has its form: each as short as can be, the last one the rest.

    The text may be hostile; it is gone through once.
    """
    first, *rest = _PLACE.split(template)
    if not text.startswith(first) or not text.endswith(rest[-1]):
        return None
    left = text[len(first) : len(text) - len(rest[-1])]
    values: dict[str, str] = {}
    for name, literal in zip(rest[:-2:2], rest[1:-2:2], strict=True):
        values[name], found, left = left.partition(literal)
        if not found:
            return None
    values[rest[-2]] = left
    return values if all(values.values()) else None
