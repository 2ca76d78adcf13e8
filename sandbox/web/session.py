"""One session: a persona enters, signs in, is proven to be signed in, does its journeys, and is proven again."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urljoin

from playwright.async_api import Browser, BrowserContext, Page
from playwright.async_api import Error as PlaywrightError

from harness import Run, SchoolproofError, belongs
from harness.bundle.writer import SessionWriter
from harness.model.place import LATITUDE, LONGITUDE
from harness.model.profile import Journey, Proof
from harness.sandbox.probes.session_life import Jar, may_be_session
from harness.sandbox.web.browser import new_context
from harness.sandbox.web.capture import Capture
from harness.sandbox.web.page.arrive import arrive, knock
from harness.sandbox.web.page.consent import consent
from harness.sandbox.web.page.crawl import Limits, crawl
from harness.sandbox.web.page.failures import blame
from harness.sandbox.web.page.login import login
from harness.sandbox.web.page.placeholders import Values
from harness.sandbox.web.page.proof import ProofResult, prove, prove_aside
from harness.sandbox.web.page.recording import load_recording
from harness.sandbox.web.page.replay import run_recording
from harness.sandbox.web.page.script import run_script
from harness.sandbox.web.page.steps import run_steps
from harness.sandbox.web.page.telling import login_told
from harness.sandbox.web.page.totp import OneTimeCodes
from harness.sandbox.web.plan import PlannedSession
from harness.sandbox.web.proxy.process import RecordingProxy

SECONDS = 180.0
HEARTBEAT = 20  # requests
FIRST_PAGE_SECONDS = 30.0
BANNER_SECONDS = 1.0
KINDS = ["traffic", "requests", "events", "console", "storage", "pages", "login", "consent"]


@dataclass
class SessionResult:
    """What the platform needs to know afterwards, in memory only: cookies never reach the disk in the clear."""

    ok: bool = False
    banner: bool = False
    before: Jar | None = None
    after: Jar | None = None
    proven_at: str | None = None


@dataclass
class WebSession:
    """Drives one planned session. Nothing it does raises into the other sessions."""

    run: Run
    plan: PlannedSession
    browser: Browser
    proxy: RecordingProxy
    port: int
    codes: OneTimeCodes
    result: SessionResult = field(default_factory=SessionResult)
    _last_proof: int = 0

    async def drive(self) -> SessionResult:
        """Do everything, within a time limit, and write down how it ended."""
        writer = self.run.writer.session(self.plan.name)
        self._state(writer, "started", None)
        reason = None
        try:
            async with asyncio.timeout(SECONDS):
                reason = await self._in_context(writer)
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
        record = {"persona": plan.persona.name, "journey": journey, "consent": plan.consent, "status": status}
        writer.state({**record, "reason": reason, "evidence": KINDS if status != "started" else []})

    def _tell(self, doing: str) -> None:
        self.run.progress.session(self.plan.name, doing, self.proxy.counts().get(self.plan.name, 0))

    async def _in_context(self, writer: SessionWriter) -> str | None:
        context = await new_context(
            self.browser,
            proxy=f"http://127.0.0.1:{self.port}",
            locale=self.run.profile.app.language,
            coordinates=(LATITUDE, LONGITUDE),
        )
        try:
            caught_up = partial(self.proxy.written, self.plan.name)
            capture = await Capture.attach(context, writer, caught_up=caught_up)
            page = await capture.new_page()
            try:
                reason = await self._walk(context, capture, page, writer)
                # On its way a walk shrugs at pages that fail; a browser that is gone must not look like an app that
                # had nothing to show, so it has to answer once more.
                await context.cookies()
                return reason
            finally:
                await capture.storage("end")
                await capture.detach()
        finally:
            await context.close()

    async def _walk(
        self, context: BrowserContext, capture: Capture, page: Page, writer: SessionWriter
    ) -> str | None:
        """The session's road; returns why it failed, or None."""
        reason = await self._enter(capture, page, writer)
        if reason is None and self.plan.persona.role != "anonymous":
            reason = await self._sign_in(context, capture, page, writer)
        if reason is not None:
            return reason
        reason = await self._journeys(context, capture, page, writer)
        await self.proxy.idle(self.plan.name, 0.3, 5.0)
        if self.plan.persona.role != "anonymous":
            proof = await prove_aside(
                context, self._proof, self.plan.persona, self._base, beside=page, limit=10.0
            )
            await self._heartbeat(writer, proof, "end")
            self.result.after = await self._jar(context)
            if not proof.ok:
                return reason or "the login was lost before the end"
        return reason

    @property
    def _base(self) -> str:
        return self.run.profile.app.url or ""

    @property
    def _proof(self) -> Proof | None:
        return self.run.profile.login.proof if self.run.profile.login else None

    async def _enter(self, capture: Capture, page: Page, writer: SessionWriter) -> str | None:
        self._tell("opening the app")
        alone = self.plan.persona.role == "anonymous"
        if alone and self._base.startswith("https://"):
            await knock(page, self._base)
        reason = await arrive(page, self._base, alone=alone, seconds=FIRST_PAGE_SECONDS)
        if reason is not None:
            if page.url.startswith("http"):
                await capture.visited(page, "crawl", "what the app showed instead")
            return reason
        await capture.storage("start")
        outcome = await consent(page, self.plan.consent, appears=BANNER_SECONDS)
        self.result.banner = outcome.banner
        writer.append(
            "consent",
            {
                "state": self.plan.consent,
                "banner": outcome.banner,
                "action": outcome.action,
                "clicks": outcome.clicks,
                "ok": outcome.ok,
                "shot": await capture.shot(page),
            },
        )
        if not outcome.ok:
            writer.gap("consent", "consent-not-reached", state=self.plan.consent)
        await capture.visited(page, "consent", shot=False)
        return None

    async def _sign_in(
        self, context: BrowserContext, capture: Capture, page: Page, writer: SessionWriter
    ) -> str | None:
        self._tell("signing in")
        profile = self.run.profile
        if profile.login and profile.login.url and not profile.login.steps and not profile.login.script:
            # Some apps begin a session on the login page only; it has to be seen before it is renewed.
            await page.goto(urljoin(self._base, profile.login.url), wait_until="domcontentloaded")
        await capture.storage("before-login")
        self.result.before = await self._jar(context)
        outcome = await login(
            page, profile.login, self.plan.persona, self._base, directory=profile.directory, codes=self.codes
        )
        await capture.visited(page, "login")
        proof = await prove(page, self._proof, self.plan.persona, self._base)
        await self._heartbeat(writer, proof, "start", await capture.shot(page))
        await capture.storage("after-login")
        if proof.ok:
            self.result.proven_at = proof.url
            return None
        told = login_told(outcome.failure or proof.reason)
        return f"the login of {self.plan.persona.name} could not be proven: {told}"

    async def _journeys(
        self, context: BrowserContext, capture: Capture, page: Page, writer: SessionWriter
    ) -> str | None:
        """Each journey in turn; a failing one is told and the next still runs."""
        reasons = []
        for journey in self.plan.journeys:
            self._tell(journey.name)
            try:
                await self._journey(journey, context, capture, page, writer)
            except SchoolproofError as error:
                if error.owner == "profile" and error.exit_code == 4:
                    raise
                reasons.append(f"journey {journey.name}: {error}")
                await capture.visited(page, "journey", f"{journey.name}: failed")
        if not self.plan.journeys:
            await self._crawl(context, capture, page, writer)
        return "; ".join(reasons) or None

    async def _journey(
        self, journey: Journey, context: BrowserContext, capture: Capture, page: Page, writer: SessionWriter
    ) -> None:
        profile = self.run.profile
        values = Values(self.plan.persona)

        async def on_step(index: int, words: str) -> None:
            self._tell(f"{journey.name}, step {index}")
            await capture.visited(page, "journey", f"{journey.name} {index}: {words}")
            await self._maybe_prove(context, page, writer)

        if journey.steps is not None:
            await run_steps(
                page, journey.steps, values, journey=journey.name, base_url=self._base,
                directory=profile.directory, on_step=on_step,
            )
        elif journey.recording is not None:
            recording = load_recording(journey.recording, profile.directory)
            played = await run_recording(page, recording, values, journey=journey.name, on_step=on_step)
            for words in played.unsupported:
                writer.gap("pages", "recorded-step-unsupported", journey=journey.name, step=words)
        elif journey.script is not None:
            await run_script(page, self.plan.persona, journey.script, profile.directory)
            await on_step(1, "script")

    async def _crawl(
        self, context: BrowserContext, capture: Capture, page: Page, writer: SessionWriter
    ) -> None:
        small = self.plan.persona.role == "anonymous" or self.plan.consent != "untouched"

        async def on_page(shown: Page, url: str, title: str, status: int | None) -> None:
            self._tell("looking around")
            await capture.visited(shown, "crawl")
            await self._maybe_prove(context, page, writer)

        limits = Limits(pages=4, seconds=20.0) if small else Limits()
        await crawl(page, self._base, self.run.profile.app.hosts, on_page, limits)

    async def _maybe_prove(self, context: BrowserContext, page: Page, writer: SessionWriter) -> None:
        """Prove the login again once 20 requests went by; a failed proof ends the session, its evidence is void."""
        if self.plan.persona.role == "anonymous":
            return
        if await self.proxy.count(self.plan.name) - self._last_proof < HEARTBEAT:
            return
        proof = await prove_aside(context, self._proof, self.plan.persona, self._base, beside=page)
        await self._heartbeat(writer, proof, "during")
        if not proof.ok:
            raise SchoolproofError(f"the login of {self.plan.persona.name} was lost", owner="app")

    async def _heartbeat(
        self, writer: SessionWriter, proof: ProofResult, when: str, shot: str | None = None
    ) -> None:
        count = await self.proxy.count(self.plan.name)
        record = {"when": when, "ok": proof.ok, "url": proof.url, "marker": proof.marker, "shot": shot}
        writer.append("login", {**record, "requests": count - self._last_proof})
        self._last_proof = count

    async def _jar(self, context: BrowserContext) -> Jar:
        cookies = await context.cookies()
        own = [one for one in cookies if belongs(one["domain"].lstrip("."), self.run.profile.app.hosts)]
        sessions = {one["name"] for one in own if may_be_session(one["name"], one["httpOnly"])}
        return Jar({one["name"]: one["value"] for one in own}, frozenset(sessions))
