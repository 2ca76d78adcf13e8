"""Somebody who acts in a probe: a browser context of their own, signed in and proven to be."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from playwright.async_api import BrowserContext, FloatRect, Locator, Page
from playwright.async_api import Error as PlaywrightError

from harness import Persona, Run, SchoolproofError
from harness.bundle.writer import SessionWriter
from harness.sandbox.probes.client import Pace, refuse_outside
from harness.sandbox.web.capture.shots import Shots
from harness.sandbox.web.page.goto import goto
from harness.sandbox.web.page.login import login
from harness.sandbox.web.page.proof import ProofResult, prove, prove_aside
from harness.sandbox.web.page.settle import settle, watch
from harness.sandbox.web.page.telling import login_told
from harness.sandbox.web.page.totp import OneTimeCodes

PAGE_SECONDS = 20.0
QUIET_SECONDS = 5.0
SCROLL_SECONDS = 2.0


class ActorFailedError(SchoolproofError):
    """Somebody could not act: not signed in, or the page or browser went away. The message is one for the report."""


@dataclass
class Actor:
    """`page` is the one to act in; `context` may open others. Everything passes the proxy and is recorded."""

    run: Run
    persona: Persona
    task: str
    context: BrowserContext
    page: Page
    writer: SessionWriter
    _shots: Shots
    _pace: Pace
    _codes: OneTimeCodes
    rest: Callable[[], None] = lambda: None
    """To be called by who will hardly use the browser any more, but sends requests: somebody else may act meanwhile."""

    @property
    def base(self) -> str:
        """The app's address."""
        return self.run.profile.app.url or ""

    @property
    def codes(self) -> OneTimeCodes:
        """The run's one-time codes, of which none is typed twice."""
        return self._codes

    @property
    def signs_in(self) -> bool:
        """Whether there is a login to prove: an anonymous visitor has none."""
        return self.persona.role != "anonymous"

    async def goto(self, address: str) -> None:
        """Open an address of the app and let it fall silent. PlaywrightError when it does not come."""
        watch(self.page)
        await goto(self.page, urljoin(self.base, address), PAGE_SECONDS)
        await settle(self.page, QUIET_SECONDS)

    async def keep_nothing(self) -> None:
        """From now on each page comes from the app, never from what the browser kept of it.

        For who looks whether something changed that was not changed in this browser.
        """
        devtools = await self.context.new_cdp_session(self.page)
        await devtools.send("Network.enable")
        await devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})

    async def still_in(self) -> bool:
        """Whether the login holds now, seen in a page of its own."""
        if not self.signs_in:
            return True
        asked = self.run.profile.login.proof if self.run.profile.login else None
        return self._told(await prove_aside(self.context, asked, self.persona, self.base, beside=self.page), "during")

    async def shot(self, marked: Locator | None = None) -> str | None:
        """A screenshot of what is in view, with a frame drawn around the element; its sha256, None when it failed."""
        box = None
        if marked is not None:
            with contextlib.suppress(PlaywrightError):
                await marked.scroll_into_view_if_needed(timeout=SCROLL_SECONDS * 1000)
                box = await marked.bounding_box(timeout=SCROLL_SECONDS * 1000)
        return await self._shots.take(self.page, boxes=[] if box is None else [box])

    async def shot_of(self, boxes: Sequence[FloatRect]) -> str | None:
        """A screenshot of the whole page, with frames around these boxes (CSS pixels from its top)."""
        return await self._shots.take(self.page, full=True, boxes=boxes)

    async def acted(self, what: str) -> None:
        """To be awaited before each deliberate act in the page: it is checked, paced and logged.

        Raises OutOfScopeError: the authorisation does not cover it, or the page is not the app's.
        """
        host = urlsplit(self.page.url).hostname or urlsplit(self.base).hostname or ""
        refuse_outside(self.run.profile, self.task, host)
        await self._pace.turn(host, self.task)
        act = {"probe": self.task, "persona": self.persona.name, "method": "ACT", "what": what}
        self.run.writer.probe("requests", {**act, "url": self.page.url, "host": host})

    async def sign_in(self) -> None:
        """Sign in and prove it. ActorFailedError: why not."""
        profile = self.run.profile
        outcome = await login(
            self.page, profile.login, self.persona, self.base, directory=profile.directory, codes=self._codes
        )
        proof = await prove(self.page, profile.login.proof if profile.login else None, self.persona, self.base)
        if not self._told(proof, "start"):
            why = login_told(outcome.failure or proof.reason)
            raise ActorFailedError(f"the login of {self.persona.name} could not be proven: {why}", owner="app")

    async def is_in(self) -> bool:
        """Whether a login that was brought along is still honoured."""
        profile = self.run.profile
        proof = await prove(self.page, profile.login.proof if profile.login else None, self.persona, self.base)
        return proof.ok and self._told(proof, "start")

    def _told(self, proof: ProofResult, when: str) -> bool:
        record = {"when": when, "ok": proof.ok, "url": proof.url, "marker": proof.marker}
        self.writer.append("login", record)
        return proof.ok
