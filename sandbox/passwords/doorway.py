"""From a login that a browser showed to a door that opens without one, tried before anything is built on it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from harness import Persona, Run
from harness.sandbox.passwords.capture import SignedIn
from harness.sandbox.passwords.door import Door, Key
from harness.sandbox.passwords.wire import PacedWire, Visitor
from harness.sandbox.probes.client import ProbeClient

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
    """Whether another made-up password opens it too, while the name of nobody shows nothing: no page is just public."""
    nobody = replace(key, username=_made_up(), password=_made_up())
    return await door.opens(replace(key, password=_made_up())) is True and await door.opens(nobody) is False


def _made_up() -> str:
    return secrets.token_urlsafe(15)


def strangers(run: Run, client: ProbeClient, persona: str) -> Callable[[], Visitor]:
    """Makes visitors whom the app has never seen; what they ask is logged under this name."""
    return partial(Visitor, PacedWire(run, client, persona), run.profile.app.hosts)


def key_for(persona: Persona) -> Key:
    """What a persona of the profile signs in with, and what only its pages show."""
    password = persona.password.get_secret_value() if persona.password else ""
    return Key(persona.username or "", password, tuple(persona.known.values()))
