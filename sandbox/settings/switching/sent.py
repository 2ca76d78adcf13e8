"""What pages sent, look after look, and what that says of each switch. Pure.

A request is known by method, host and the shape of its path, and besides by the names of its parameters and of the
fields of its body: an app may well send the same request with more in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from harness.sandbox.web.page.links import template

MOST_FIELDS = 60
LONGEST = 60
LARGEST = 64 * 1024
DEEPEST = 3


@dataclass(frozen=True)
class Look:
    """What all pages sent while these switches were on (numbers of switches)."""

    on: frozenset[int]
    sent: frozenset[str]


@dataclass(frozen=True)
class Shown:
    """What came with a switch in every look, and what of it stayed: it came in every look after it was off again too.

    The rest of it came in none of these; what came in some of them is left out, for it tells nothing.
    """

    came: list[str]
    stayed: list[str]


def marks(method: str, url: str, body: bytes | None) -> set[str]:
    """What a request is known by: `GET school.test/api/ads`, and with each field ` ?id` or ` .profile.age`."""
    parts = urlsplit(url)
    shape = f"{method} {template(urlunsplit((parts.scheme, parts.netloc, parts.path, '', '')))}"[: 4 * LONGEST]
    named = [f"?{key}" for key, _ in parse_qsl(parts.query)[:MOST_FIELDS]]
    named += [f".{name}" for name in _fields(body)]
    return {shape, *(f"{shape} {name[:LONGEST]}" for name in named)}


def _fields(body: bytes | None) -> list[str]:
    if not body or len(body) > LARGEST:
        return []
    text = body.decode("utf-8", "replace")
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        pairs = parse_qsl(text) if "=" in text and "\n" not in text else []
        return [key for key, _ in pairs[:MOST_FIELDS]]
    return list(dict.fromkeys(_names(content, "", DEEPEST)))[:MOST_FIELDS]


def _names(content: object, path: str, deep: int) -> Iterable[str]:
    if isinstance(content, Mapping) and deep:
        for key, value in list(content.items())[:MOST_FIELDS]:
            yield f"{path}{key}"
            yield from _names(value, f"{path}{key}.", deep - 1)
    elif isinstance(content, list) and deep:
        for value in content[:DEEPEST]:
            yield from _names(value, path, deep - 1)


def shown(looks: Sequence[Look], switch: int) -> Shown:
    """What the looks say of one switch, which was off at first, then on, then off again.

    A request counts only when it came in no look before and in every look with the switch on: what comes and goes by
    itself is nobody's doing. Of a request and its fields only the request is told.
    """
    first = min((number for number, look in enumerate(looks) if switch in look.on), default=len(looks))
    before = [look.sent for look in looks[:first]]
    during = [look.sent for look in looks if switch in look.on]
    after = [look.sent for look in looks[first:] if switch not in look.on]
    if not (before and during and after):
        return Shown([], [])
    came = frozenset.intersection(*during) - frozenset.union(*before)
    stayed, gone = came & frozenset.intersection(*after), came - frozenset.union(*after)
    return Shown(_bare(gone | stayed), _bare(stayed))


def _bare(several: frozenset[str]) -> list[str]:
    whole = {one for one in several if one.count(" ") == 1}
    return sorted(one for one in several if one in whole or one.rpartition(" ")[0] not in whole)
