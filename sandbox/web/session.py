"""One session: a browser context of its own, watched, bounded in time, with a state that says how it ended."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from functools import partial

from playwright.async_api import Browser, BrowserContext
from playwright.async_api import Error as PlaywrightError

from harness import Run, SchoolproofError
from harness.bundle.writer import SessionWriter
from harness.model.place import LATITUDE, LONGITUDE
from harness.sandbox.sessions.overheard import Overheard
from harness.sandbox.web.browser import new_context
from harness.sandbox.web.capture import Capture
from harness.sandbox.web.page.failures import blame
from harness.sandbox.web.page.leave import leave
from harness.sandbox.web.page.totp import OneTimeCodes
from harness.sandbox.web.plan import PlannedSession
from harness.sandbox.web.proxy.process import RecordingProxy
from harness.sandbox.web.result import SessionResult
from harness.sandbox.web.walk import Walk

SECONDS = 180.0
LAST_QUIET, LAST_LIMIT = 0.5, 5.0
"""Seconds without traffic after which a page that was left has said all, and how long that is waited for."""
KINDS = [
    "traffic", "requests", "events", "console", "storage", "pages", "login", "consent", "typed",
    "choices", "withdrawal",
]  # fmt: skip


@dataclass
class WebSession:
    """Drives one planned session. Nothing it does raises into the other sessions.

    It takes its place in `room` while it is on its way, and gives it to the next one before it waits for last words.
    """

    run: Run
    plan: PlannedSession
    browser: Browser
    proxy: RecordingProxy
    port: int
    codes: OneTimeCodes
    room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    result: SessionResult = field(default_factory=SessionResult)

    async def drive(self) -> SessionResult:
        """Do everything, within a time limit, and write down how it ended."""
        async with contextlib.AsyncExitStack() as place:
            await place.enter_async_context(self.room)
            return await self._drive(self.run.writer.session(self.plan.name), place)

    async def _drive(self, writer: SessionWriter, place: contextlib.AsyncExitStack) -> SessionResult:
        self._state(writer, "started", None)
        reason = None
        try:
            async with asyncio.timeout(SECONDS):
                reason = await self._in_context(writer, place)
        except TimeoutError:
            reason = f"the session was not done after {SECONDS:.0f} s"
        except SchoolproofError as error:
            if error.owner == "profile":
                raise
            reason = str(error)
        except PlaywrightError as error:
            reason = self._broken(error)
        if reason is None and not self.proxy.alive():
            reason = "the recording proxy ended during the session"
        self._state(writer, "failed" if reason else "complete", reason)
        self.result.ok = reason is None
        self._tell("failed" if reason else "done")
        return self.result

    def _broken(self, error: PlaywrightError) -> str:
        """Whose failure it was that the browser reports, and what."""
        if not self.browser.is_connected():
            return "the browser ended during the session: it was killed, or the memory was full"
        reason, owner = blame(error)
        return f"the {'app' if owner == 'app' else 'browser'} failed: {reason}"

    def _state(self, writer: SessionWriter, status: str, reason: str | None) -> None:
        plan = self.plan
        journey = plan.name.removeprefix(f"{plan.persona.name}-")
        who = {"persona": plan.persona.name, "journey": journey, "consent": plan.consent, "automated": plan.automated}
        writer.state({**who, "status": status, "reason": reason, "evidence": KINDS if status != "started" else []})

    def _tell(self, doing: str) -> None:
        self.run.progress.session(self.plan.name, doing, self.proxy.counts().get(self.plan.name, 0))

    async def _in_context(self, writer: SessionWriter, place: contextlib.AsyncExitStack) -> str | None:
        context = await new_context(
            self.browser,
            proxy=f"http://127.0.0.1:{self.port}",
            locale=self.run.profile.app.language,
            coordinates=(LATITUDE, LONGITUDE),
            automated=self.plan.automated,
        )
        try:
            caught_up = partial(self.proxy.written, self.plan.name)
            self.result.bearers = Overheard(context, self.run.profile.app.hosts, answers=False).bearers
            capture = await Capture.attach(context, writer, caught_up=caught_up)
            page = await capture.new_page()
            try:
                walk = Walk(
                    self.run, self.plan, self.proxy, self.codes, context, capture, page, writer, self.result
                )
                reason = await walk.go()
                # On its way a walk shrugs at pages that fail; a browser that is gone must not look like an app that
                # had nothing to show, so it has to answer once more.
                await context.cookies()
                return reason
            finally:
                await capture.storage("end")
                await self._leave(context, capture, place)
                await capture.detach()
        finally:
            await context.close()

    async def _leave(self, context: BrowserContext, capture: Capture, place: contextlib.AsyncExitStack) -> None:
        """Leave the app's pages and wait for what they send on being left, which is evidence like the rest."""
        await capture.flush()
        await leave(context)
        await place.aclose()
        await self.proxy.idle(self.plan.name, LAST_QUIET, LAST_LIMIT)
