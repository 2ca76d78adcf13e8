"""The road of one session: enter, sign in, prove it, do the journeys, and prove it again."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urljoin

from playwright.async_api import BrowserContext, Page
from playwright.async_api import Error as PlaywrightError

from harness import Persona, Run, SchoolproofError
from harness.bundle.writer import SessionWriter
from harness.model.profile import Journey, Proof
from harness.sandbox.probes.session_life import Jar
from harness.sandbox.web.capture import Capture
from harness.sandbox.web.choosing import Choosing
from harness.sandbox.web.journey import do_journey
from harness.sandbox.web.page.arrive import arrive, knock
from harness.sandbox.web.page.banner import find_banner
from harness.sandbox.web.page.consent import ConsentOutcome, consent, nobody
from harness.sandbox.web.page.crawl import Limits, crawl
from harness.sandbox.web.page.frames import until
from harness.sandbox.web.page.goto import goto
from harness.sandbox.web.page.login import login
from harness.sandbox.web.page.proof import ProofResult, prove, prove_aside, proven_here
from harness.sandbox.web.page.settle import settle, watch
from harness.sandbox.web.page.telling import login_told
from harness.sandbox.web.page.totp import OneTimeCodes
from harness.sandbox.web.page.typing import Typing, may_hold, type_unsent
from harness.sandbox.web.plan import PlannedSession
from harness.sandbox.web.proxy.process import RecordingProxy
from harness.sandbox.web.result import SessionResult
from harness.sandbox.web.staying import Staying
from harness.sandbox.web.withdrawing import take_back

HEARTBEAT = 20  # requests
FIRST_PAGE_SECONDS = 30.0
TYPED_SECONDS = 0.5  # what is typed into a sign-in form stands there until something is asked for, or this long
TYPING_PAGE_SECONDS = 5.0
BANNER_SECONDS = 1.0  # a consent banner may come this long after a page fell silent


@dataclass
class Walk:
    """One persona on its way through the app, in a browser context of its own."""

    run: Run
    plan: PlannedSession
    proxy: RecordingProxy
    codes: OneTimeCodes
    context: BrowserContext
    capture: Capture
    page: Page
    writer: SessionWriter
    result: SessionResult = field(default_factory=SessionResult)
    _last_proof: int = 0
    _proven_on: int = 0
    _shot: str | None = None
    _looked: float = 0.0
    _looked_on: int = -1
    _field_at: str | None = None
    accepted: bool = False
    choosing: Choosing = field(init=False)
    staying: Staying = field(init=False)

    def __post_init__(self) -> None:
        """Begin to note choices, and who else is asked."""
        self.choosing = Choosing(self.capture, self.writer, self.page)
        self.staying = Staying(self.context, self.run.profile.app.hosts)

    async def go(self) -> str | None:
        """The whole road; why the session failed, or None."""
        reason = await self._enter()
        if reason is None and self._signs_in:
            reason = await self._sign_in()
        if reason is not None:
            return reason
        reason, typing = None, None
        if not self.plan.proof_only:
            reason = await self._journeys()
            typing = await self._type_at_the_end()
            await self.staying.on(self.page)
        # The last page may still show a late banner while the proof is looked for beside it.
        lost, _ = await asyncio.gather(self._lost(), self._left_alone())
        if typing is not None:
            await typing.undo()
        if self.accepted:
            await take_back(self)
        return reason or lost

    async def _lost(self) -> str | None:
        """The last proof of the login; why what was seen since the one before does not count, or None."""
        await self.proxy.idle(self.plan.name, 0.3, 5.0)
        if not self._signs_in:
            return None
        await self._heartbeat(proof := await self._prove(), "end")
        self.result.after, self.result.login = await self._jar(), await self.context.storage_state()
        return None if proof.ok else "the login was lost before the end"

    def tell(self, doing: str) -> None:
        """Show where this session is."""
        self.run.progress.session(self.plan.name, doing, self.proxy.counts().get(self.plan.name, 0))

    @property
    def _persona(self) -> Persona:
        return self.plan.persona

    @property
    def _signs_in(self) -> bool:
        return self._persona.role != "anonymous"

    @property
    def base(self) -> str:
        """Where the app begins."""
        return self.run.profile.app.url or ""

    @property
    def _proof(self) -> Proof | None:
        return self.run.profile.login.proof if self.run.profile.login else None

    async def _enter(self) -> str | None:
        self.tell("opening the app")
        alone = not self._signs_in
        if alone and self.base.startswith("https://"):
            await knock(self.page, self.base)
        reason = await arrive(self.page, self.base, alone=alone, seconds=FIRST_PAGE_SECONDS)
        if reason is not None:
            if self.page.url.startswith("http"):
                await self.capture.visited(self.page, "crawl", "what the app showed instead")
            return reason
        await self.capture.storage("start")
        self._shot = await self.capture.shot(self.page)
        if self.plan.consent == "untouched":
            await self._look_for_banner()
        else:
            noted = self.choosing.layer if self.plan.consent == "refused" else nobody
            outcome = await consent(self.page, self.plan.consent, appears=BANNER_SECONDS, on_layer=noted)
            self._shot = await self.capture.shot(self.page)
            self._consented(outcome)
        await self.capture.visited(self.page, "consent", shot=False)
        return None

    async def _look_for_banner(self) -> None:
        """Whether a banner is there by now. It is left alone, so nothing waits for it: later pages are asked too."""
        if self.plan.consent != "untouched" or self.result.banner:
            return
        if self._looked_on != watch(self.page).pages:
            self._looked_on, self._looked = watch(self.page).pages, asyncio.get_running_loop().time()
        banner = await find_banner(self.page)
        self.result.banner = banner is not None
        if banner is not None:
            self._shot = await self.capture.shot(self.page)
            await self.choosing.layer(banner, 1)

    async def _left_alone(self) -> None:
        """The last page gets the time, from the first look at it, in which a late banner may still come."""
        if self.plan.consent != "untouched":
            return
        left = self._looked + BANNER_SECONDS - asyncio.get_running_loop().time()
        if not self.result.banner and left > 0:
            await until(self.page, partial(find_banner, self.page), left)
            await self._look_for_banner()
        self._consented(ConsentOutcome(self.result.banner, None, 0, True))

    def _consented(self, outcome: ConsentOutcome) -> None:
        self.result.banner = outcome.banner
        self.accepted = self.plan.consent == "accepted" and outcome.banner and outcome.ok
        done = {"banner": outcome.banner, "action": outcome.action, "clicks": outcome.clicks, "ok": outcome.ok}
        clicked = None if outcome.clicked is None else round(outcome.clicked - self.run.epoch, 3)
        self.writer.append("consent", {"state": self.plan.consent, **done, "clicked": clicked, "shot": self._shot})
        if not outcome.ok:
            self.writer.gap("consent", "consent-not-reached", state=self.plan.consent)

    async def _sign_in(self) -> str | None:
        self.tell("signing in")
        profile = self.run.profile
        if profile.login and profile.login.url and not profile.login.steps and not profile.login.script:
            # Some apps begin a session on the login page only; it has to be seen before it is renewed.
            await self.page.goto(urljoin(self.base, profile.login.url), wait_until="domcontentloaded")
            await self.choosing.forms()
            if (typing := await self._type()) is not None:
                await watch(self.page).changed(TYPED_SECONDS)
                await typing.undo()
        await self.capture.storage("before-login")
        self.result.before = await self._jar()
        outcome = await login(
            self.page, profile.login, self._persona, self.base, directory=profile.directory, codes=self.codes
        )
        await self.capture.visited(self.page, "login")
        proof = await prove(self.page, self._proof, self._persona, self.base)
        await self._look_for_banner()
        await self._heartbeat(proof, "start", await self.capture.shot(self.page))
        await self.capture.storage("after-login")
        if proof.ok:
            self.result.proven_at = proof.url
            return None
        told = login_told(outcome.failure or proof.reason)
        return f"the login of {self._persona.name} could not be proven: {told}"

    async def _journeys(self) -> str | None:
        """Each journey in turn; a failing one is told and the next still runs. Without journeys the app is crawled."""
        reasons = []
        for journey in self.plan.journeys:
            self.tell(journey.name)
            try:
                await self._journey(journey)
            except SchoolproofError as error:
                if error.owner == "profile" and error.exit_code == 4:
                    raise
                reasons.append(f"journey {journey.name}: {error}")
                await self.capture.visited(self.page, "journey", f"{journey.name}: failed")
        if not self.plan.journeys:
            await self._crawl()
        return "; ".join(reasons) or None

    async def _journey(self, journey: Journey) -> None:
        async def on_step(index: int, words: str) -> None:
            self.tell(f"{journey.name}, step {index}")
            await self.capture.visited(self.page, "journey", f"{journey.name} {index}: {words}")
            await self._on_the_way()

        directory = self.run.profile.directory
        unplayed = await do_journey(self.page, journey, self._persona, self.base, directory, on_step)
        for words in unplayed:
            self.writer.gap("pages", "recorded-step-unsupported", journey=journey.name, step=words)

    async def _crawl(self) -> None:
        async def on_page(shown: Page, url: str, title: str, status: int | None) -> None:
            self.tell("looking around")
            await self.capture.visited(shown, "crawl")
            await self._on_the_way()

        small = not self._signs_in or self.plan.consent != "untouched"
        limits = Limits(pages=2 if self.plan.brief else 4, seconds=20.0) if small else Limits()
        # After a choice about cookies the first page is opened anew: what was allowed comes with the next page.
        here = self.plan.consent == "untouched"
        await crawl(self.page, self.base, self.run.profile.app.hosts, on_page, limits, here=here)

    async def _type(self) -> Typing | None:
        """Type a text that nobody will send, where the page has a field for it."""
        typing = await type_unsent(self.page, self.run.profile.app.hosts)
        if typing is not None:
            self.writer.append("typed", {"field": typing.field, "value": typing.value, "page": typing.page})
        return typing

    async def _type_at_the_end(self) -> Typing | None:
        """The same when all is done, so that it disturbs nothing: here, or on a page on the way that has a field."""
        typing = await self._type()
        if typing is not None or self._field_at in (None, self.page.url):
            return typing
        try:
            await goto(self.page, self._field_at or "", TYPING_PAGE_SECONDS)
        except PlaywrightError:
            return None
        await settle(self.page, TYPING_PAGE_SECONDS)
        await self.capture.visited(self.page, "crawl", "typed a made-up text", shot=False)
        await self._look_for_banner()
        return await self._type()

    async def _on_the_way(self) -> None:
        """On every page: the banner, boxes, and the login once 20 requests went by; a failed proof ends the session."""
        await self._look_for_banner()
        if self.plan.consent == "untouched":
            await self.choosing.forms()
        if self._field_at is None and await may_hold(self.page):
            self._field_at = self.page.url
        if not self._signs_in or await self.proxy.count(self.plan.name) - self._last_proof < HEARTBEAT:
            return
        proof = await self._prove(here=True)
        await self._heartbeat(proof, "during")
        if not proof.ok:
            raise SchoolproofError(f"the login of {self._persona.name} was lost", owner="app")

    async def _prove(self, *, here: bool = False) -> ProofResult:
        # With `here` a page that came since the last proof and shows the persona is one: it costs no visit.
        asked, seen = (self._proof, self._persona, self.base), None
        if here and watch(self.page).documents > self._proven_on:
            seen = await proven_here(self.page, *asked, self.run.profile.app.hosts)
        return seen or await prove_aside(self.context, *asked, beside=self.page)

    async def _heartbeat(self, proof: ProofResult, when: str, shot: str | None = None) -> None:
        count = await self.proxy.count(self.plan.name)
        record = {"when": when, "ok": proof.ok, "url": proof.url, "marker": proof.marker, "shot": shot}
        self.writer.append("login", {**record, "requests": count - self._last_proof})
        self._last_proof, self._proven_on = count, watch(self.page).documents

    async def _jar(self) -> Jar:
        return Jar.of(await self.context.cookies(), self.run.profile.app.hosts)
