"""Trials that take the road without a browser where it serves; what is not sound there is tried in the browser.

So a browser shows whatever is held against an app, and a pass costs a few requests instead of as many pages.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.types import ASGIApp

from harness.sandbox.acting.actor import Actor
from harness.sandbox.passwords.doorway import strangers
from harness.sandbox.probes.client import ProbeClient
from harness.sandbox.signon.browsing import BrowserRoad
from harness.sandbox.signon.cases import Case
from harness.sandbox.signon.logins import Login
from harness.sandbox.signon.scenarios import Scenario
from harness.sandbox.signon.trying import Trials, Tried
from harness.sandbox.signon.wire_road import WireRoad

BROKE = 500
"""An app that was in trouble just then refused nothing; one that always is, in the browser too, lets nobody in."""


class Quickly:
    """`slow` are the trials in the browser, `quick` the same without one, None where good logins do not work so."""

    def __init__(self, slow: Trials, quick: Trials | None) -> None:
        self._slow, self._quick = slow, quick
        self._asked = quick.seen if quick is not None else []

    @property
    def seen(self) -> list[Login]:
        """The good logins, for what the app asked in each: those that a browser made first."""
        return [*self._slow.seen, *self._asked]

    async def case(self, case: Case) -> Tried:
        """One spoilt login."""
        return await self._tried(lambda trials: trials.case(case), lambda tried: not tried.inside)

    async def scenario(self, scenario: Scenario) -> Tried:
        """One login with odd claims."""
        own = self._slow.persona
        wanted = {"same": (own,), "never": ("",), "same-or-refused": (own, "")}[scenario.expected]
        return await self._tried(lambda trials: trials.scenario(scenario), lambda tried: tried.inside in wanted)

    async def _tried(
        self, go: Callable[[Trials], Awaitable[Tried]], sound: Callable[[Tried], bool]
    ) -> Tried:
        if self._quick is None:
            return await go(self._slow)
        tried = await go(self._quick)
        broke = tried.status is not None and tried.status >= BROKE
        whole = tried.before and tried.after and tried.delivered and not tried.reason and not broke
        if whole and not tried.strayed and sound(tried):
            return tried
        self._quick.unsure()
        self._slow.unsure()
        again = await go(self._slow)
        if again.before and not tried.before:  # good logins work in the browser alone
            self._quick = None
        return again


async def quickly(slow: Trials, road: BrowserRoad, actor: Actor, client: ProbeClient, app: ASGIApp) -> Quickly:
    """After one good login in the browser: the same by requests, if that works too. `app` is our provider's."""
    began = await road.began() if await slow.good() else None
    if began is None:
        return Quickly(slow, None)
    profile = actor.run.profile
    stranger = strangers(actor.run, client, actor.persona.name)
    wire = WireRoad(road.provider, app, began, road.page, stranger, profile.app.hosts)
    quick = slow.along(wire)
    if not await quick.ready():
        return Quickly(slow, None)
    actor.rest()
    return Quickly(slow, quick)
