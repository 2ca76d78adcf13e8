"""From a login that a browser showed to a door that opens without one, tried before anything is built on it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from harness import Persona, Run
from harness.sandbox.passwords.capture import SignedIn
from harness.sandbox.passwords.door import Door, Key
from harness.sandbox.passwords.telling import pieces
from harness.sandbox.passwords.wire import PacedWire, Visitor
from harness.sandbox.probes.client import ProbeClient

type Seen = tuple[str, frozenset[str]]
"""Where a page stood, and the texts on it."""

MOST_PAGES = 5
NO_DOOR = "no-door"
"""The login cannot be sent again so that it opens the account, or no page tells whose it is."""
ANY_PASSWORD = "any-password"
"""Made-up passwords open the account: there is no door, it stands open. Some schools choose that for young pupils."""


async def opened(learnt: SignedIn, key: Key, stranger: Callable[[], Visitor]) -> Door | str:
    """The door through which this key opens its account, and a wrong password does not; a code for why there is none.

    `learnt.pages` are tried in order for the one that tells.
    """
    for page in learnt.pages[:MOST_PAGES]:
        door = Door(learnt.form, page, stranger)
        if await door.opens(key):
            if (opens := await door.opens(replace(key, password=_made_up()))) is False:
                return door
            return ANY_PASSWORD if opens and await _by_name_alone(door, key) else NO_DOOR
    return NO_DOOR


async def _by_name_alone(door: Door, key: Key) -> bool:
    """Whether another made-up password leads to the very page that the right one leads to, and nobody's name does not.

    A page that greets whoever typed the name shows planted values too, and is no account; nor is one that is public.
    """
    if await door.opens(replace(key, username=_made_up(), password=_made_up())) is not False:
        return False
    known = [await _page(door, key) for _ in range(2)]
    return alike(known, await _page(door, replace(key, password=_made_up())))


async def _page(door: Door, key: Key) -> Seen | None:
    """What the telling page is for who comes with this key; None when it shows nothing of the account."""
    opens, visitor = await door.attempt(key)
    if not opens or visitor.page is None:
        return None
    return visitor.url, frozenset(pieces(visitor.page, (key.password,)))


def alike(known: Sequence[Seen | None], other: Seen | None) -> bool:
    """Whether `other` is the page that was seen twice: all that both have in common, and no more that is new.

    So many new texts as the second look brought are how the page changes by itself.
    """
    if other is None or len(sure := [one for one in known if one is not None]) < 2:
        return False
    (at, first), (also, second) = sure[:2]
    common, new = first & second, other[1] - first - second
    return at == also == other[0] and bool(common) and common <= other[1] and len(new) <= len(second - first)


def _made_up() -> str:
    return secrets.token_urlsafe(15)


def strangers(run: Run, client: ProbeClient, persona: str) -> Callable[[], Visitor]:
    """Makes visitors whom the app has never seen; what they ask is logged under this name."""
    return partial(Visitor, PacedWire(run, client, persona), run.profile.app.hosts)


def key_for(persona: Persona) -> Key:
    """What a persona of the profile signs in with, and what only its pages show."""
    password = persona.password.get_secret_value() if persona.password else ""
    return Key(persona.username or "", password, tuple(persona.known.values()))
