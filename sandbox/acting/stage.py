"""Where acting probes get people to act for them."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, MutableMapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Self

from playwright.async_api import Error as PlaywrightError

from harness import Persona, Run
from harness.bundle.writer import SessionWriter
from harness.model.place import LATITUDE, LONGITUDE
from harness.sandbox.acting.actor import Actor, ActorFailedError
from harness.sandbox.mail.box import Office
from harness.sandbox.probes.client import Pace
from harness.sandbox.web.browser import new_context
from harness.sandbox.web.capture.recorder import Recorder
from harness.sandbox.web.capture.shots import Shots
from harness.sandbox.web.page.failures import blame
from harness.sandbox.web.page.totp import OneTimeCodes
from harness.sandbox.web.rig import Rig

SIDE_BY_SIDE = 8
"""Actors at once, without those at rest: more of them only wait for the browser's one main process."""

type Login = Mapping[str, Any]
"""Cookies and storage of a signed-in context, as Playwright's storage state; for memory only."""


@dataclass
class Stage:
    """One run's actors, and `newcomers`: accounts of this run.

    `logins` are what the personas' own sessions ended with, and what those who have none ended their first act with.
    """

    run: Run
    rig: Rig
    codes: OneTimeCodes
    pace: Pace
    logins: MutableMapping[str, Login] = field(default_factory=dict, repr=False)
    newcomers: Mapping[str, Persona] = field(default_factory=dict)
    pictured: set[tuple[object, ...]] = field(default_factory=set)
    """What the run has pictures of: what looks the same needs no second one."""
    office: Office = field(default_factory=Office)
    """Where letters of the app arrive while people act."""
    spare: MutableMapping[str, Login] = field(default_factory=dict, repr=False)
    """Logins that nobody goes on with. Who needs one that may end takes it: a new one may cost a one-time code, and of
    those there is one in half a minute."""
    guessing: asyncio.Lock = field(default_factory=asyncio.Lock)
    """To be held by who tries wrong secrets: an app that counts by address would count those of several together."""
    _changing: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))
    _room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(SIDE_BY_SIDE))

    def changing(self, persona: Persona) -> asyncio.Lock:
        """To be held, before any actor, by who changes what a persona chose: one at a time within a wave."""
        return self._changing[persona.name]

    async def hide(self, name: str, secret: str) -> None:
        """Keep a secret that came up during the run out of all that is written from now on, also by the proxy."""
        self.run.redactor.declare(name, secret)
        await self.rig.proxy.declare(name, secret)

    @asynccontextmanager
    async def actor(
        self, persona: Persona, task: str, *, fresh: bool = False, own: bool = False, alone: bool = False
    ) -> AsyncIterator[Actor]:
        """Somebody signed in, whose traffic goes to `sessions/<persona>-<task>/`; the pair was planned (`actors`).

        The login of the persona's own session, or of an act before, serves again where the app still honours it.
        `fresh` signs in anew, as who logs out has to: what the app keeps in a browser when somebody signs in is there.
        `own` is for whose session may end, and no more than that: one that is to `spare`, else a new one. `alone` does
        not sign in at all. Raises ActorFailedError, also for what the browser or the page did in between. At most eight
        at once: a probe may open one within another, but not in several tasks.
        """
        name = f"{persona.name}-{task}"
        writer = self.run.writer.session(name)
        login = None
        if not (fresh or alone):
            login = self.spare.pop(persona.name, None) if own else self.logins.get(persona.name)
        async with Place(self._room) as place:
            _state(writer, persona, task, "started")
            try:
                async with self._context(name, persona, task, writer, login) as actor:
                    actor.rest = place.give
                    if actor.signs_in and not alone and (login is None or not await actor.is_in()):
                        await actor.sign_in()
                    yield actor
                    if actor.signs_in and not (fresh or own or alone) and persona.name not in self.logins:
                        self.logins[persona.name] = dict(await actor.context.storage_state())
            except PlaywrightError as error:
                reason, owner = blame(error)
                _state(writer, persona, task, "failed", reason)
                raise ActorFailedError(f"{persona.name}: {reason}", owner=owner) from None
            except ActorFailedError as error:
                _state(writer, persona, task, "failed", str(error))
                raise
            _state(writer, persona, task, "complete")

    @asynccontextmanager
    async def _context(
        self, name: str, persona: Persona, task: str, writer: SessionWriter, login: Login | None
    ) -> AsyncIterator[Actor]:
        context = await new_context(
            await self.rig.browsers.acting(),
            proxy=f"http://127.0.0.1:{self.rig.ports[name]}",
            locale=self.run.profile.app.language,
            coordinates=(LATITUDE, LONGITUDE),
            login=login,
        )
        try:
            page = await context.new_page()
            shots = Shots(Recorder(writer))
            yield Actor(self.run, persona, task, context, page, writer, shots, self.pace, self.codes)
        finally:
            await context.close()


class Place:
    """One of the places of those who act at once, which is given back at the end, or before."""

    def __init__(self, room: asyncio.Semaphore) -> None:
        self._room, self._held = room, False

    async def __aenter__(self) -> Self:
        await self._room.acquire()
        self._held = True
        return self

    async def __aexit__(self, *_: object) -> None:
        self.give()

    def give(self) -> None:
        """Somebody else may have it; once is enough."""
        if self._held:
            self._held = False
            self._room.release()


def _state(writer: SessionWriter, persona: Persona, task: str, status: str, reason: str | None = None) -> None:
    who = {"persona": persona.name, "journey": task, "probe": True}
    writer.state({**who, "status": status, "reason": reason, "evidence": ["traffic"] if status != "started" else []})
