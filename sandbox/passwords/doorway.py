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


async def opened(learnt: SignedIn, key: Key, stranger: Callable[[], Visitor]) -> Door | None:
    """The door through which this key opens its account, and a wrong password does not; None when there is none.

    `learnt.pages` are tried in order for the one that tells.
    """
    wrong = replace(key, password=secrets.token_urlsafe(15))
    for page in learnt.pages[:MOST_PAGES]:
        door = Door(learnt.form, page, stranger)
        if await door.opens(key):
            return door if await door.opens(wrong) is False else None
    return None


def strangers(run: Run, client: ProbeClient, persona: str) -> Callable[[], Visitor]:
    """Makes visitors whom the app has never seen; what they ask is logged under this name."""
    return partial(Visitor, PacedWire(run, client, persona), run.profile.app.hosts)


def key_for(persona: Persona) -> Key:
    """What a persona of the profile signs in with, and what only its pages show."""
    password = persona.password.get_secret_value() if persona.password else ""
    return Key(persona.username or "", password, tuple(persona.known.values()))
