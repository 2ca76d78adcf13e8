"""Which link of a letter sets a new password, what in it is secret, and what two of them differ in. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from urllib.parse import parse_qsl, unquote, urlsplit

from harness import belongs
from harness.sandbox.mail.letter import Letter
from harness.sandbox.settings.effects.links import PARTS

NAMED = re.compile(r"reset|herstel|wachtwoord|paswoord|passw|recover|forgot|vergeten|mot-?de-?passe|token", re.I)
SHORTEST, RANDOM = 4, 16
"""Characters of a part that may be secret: with a figure in it, and without."""


def reset_link(letter: Letter, hosts: Collection[str]) -> str | None:
    """The link of the app's own in which the longest secret may stand; one that is named so goes first."""
    own = [one for one in letter.links if belongs(urlsplit(one).hostname or "", hosts)]
    likely = [one for one in own if secret_parts(one)]
    return max(likely, key=lambda one: (bool(NAMED.search(one)), max(map(len, secret_parts(one)))), default=None)


def leads_to(letter: Letter, host: str) -> bool:
    """Whether one of its links leads to this host."""
    return any(urlsplit(one).hostname == host for one in letter.links)


def secret_parts(link: str) -> list[str]:
    """The parts of its path and its values that may be drawn by chance, decoded."""
    parts = urlsplit(link)
    found = [unquote(one) for one in parts.path.split("/")] + [value for _, value in parse_qsl(parts.query)]
    found += [unquote(one) for one in re.split(r"[/?&=#]", parts.fragment)]
    return [one for one in found if _drawn(one)]


def hidden(link: str) -> list[str]:
    """What must never be written of it: the whole link, what follows its host, and each secret part."""
    after = link.partition("://")[2].partition("/")[2]
    return list(dict.fromkeys([link, f"/{after}", *secret_parts(link)]))


def swaps(old: str, new: str) -> dict[str, str]:
    """What has to be replaced in a request made with one link to make it one with the other: old part → new part."""
    left, right = PARTS.split(old), PARTS.split(new)
    if len(left) != len(right):
        return {}
    pairs = [(unquote(a), unquote(b)) for a, b in zip(left, right, strict=True) if a != b]
    return {a: b for a, b in pairs if _drawn(a) and b}


def same_kind(one: str, links: Iterable[str]) -> bool:
    """Whether one of the links is of this kind, on whatever host: alike in path and parameters, secret parts aside."""
    return _shape(one) in {_shape(link) for link in links}


def names(link: str) -> tuple[str, ...]:
    """The names of its parameters."""
    return tuple(dict.fromkeys(name[:60] for name, _ in parse_qsl(urlsplit(link).query, keep_blank_values=True)))[:10]


def _drawn(part: str) -> bool:
    return len(part) >= RANDOM or (len(part) >= SHORTEST and any(character.isdigit() for character in part))


def _shape(link: str) -> tuple[str, ...]:
    parts = urlsplit(link)
    return *("" if _drawn(unquote(one)) else one for one in parts.path.split("/")), "?", *names(link)
