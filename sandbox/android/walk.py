"""The road of one persona on a device: open the app, sign in, prove it, do the journeys, and prove it again."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from harness import Persona, Profile, SchoolproofError
from harness.bundle.writer import SessionWriter
from harness.model.profile import Journey
from harness.platform import Progress
from harness.sandbox.android.errors import DeviceError
from harness.sandbox.android.exploring import Bounds, Explorer
from harness.sandbox.android.journey import PAUSE, Hand, OnStep, do_steps
from harness.sandbox.android.login import SignIn
from harness.sandbox.android.prompts import Guard
from harness.sandbox.android.screen import Screen, UnreadScreenError
from harness.sandbox.android.touch import CannotTypeError, Touch
from harness.sandbox.web.page.failures import StepFailed, clean
from harness.sandbox.web.page.placeholders import Values
from harness.sandbox.web.page.telling import login_told
from harness.sandbox.web.page.totp import OneTimeCodes
from harness.sandbox.web.plan import PlannedSession
from harness.sandbox.web.proxy.process import RecordingProxy

OPEN_LIMIT = 30.0
"""Seconds in which an app has to come to the front."""
PROOF_LIMIT = 15.0


@dataclass
class Walk:
    """One persona in the app, which was cleared before. `opened` is awaited each time that it came to the front."""

    profile: Profile
    plan: PlannedSession
    package: str
    touch: Touch
    proxy: RecordingProxy
    writer: SessionWriter
    progress: Progress
    codes: OneTimeCodes
    opened: Callable[[], Awaitable[None]]
    guard: Guard = field(init=False)
    _last_proof: int = 0

    def __post_init__(self) -> None:
        self.guard = Guard(self.touch, self.package, self.writer)

    async def go(self) -> str | None:
        """The whole road; why the session failed, or None."""
        await self.guard.begin()
        self.tell("opening the app")
        reason = await self.open()
        if reason is not None:
            await self.note(None, "what was there instead", "crawl")
            return reason
        await self.note(None, "opened", "crawl")
        if self._signs_in and (reason := await self._sign_in()) is not None:
            return reason
        reason = await self._journeys()
        return reason or (await self._lost() if self._signs_in else None)

    def tell(self, doing: str) -> None:
        """Show where this session is."""
        self.progress.session(self.plan.name, doing, self.proxy.counts().get(self.plan.name, 0))

    @property
    def _persona(self) -> Persona:
        return self.plan.persona

    @property
    def _signs_in(self) -> bool:
        return self._persona.role != "anonymous"

    async def open(self) -> str | None:
        """Bring the app to the front as somebody who taps its icon does; why that failed, or None."""
        await self.touch.wake()
        words = ["monkey", "-p", self.package, "-c", "android.intent.category.LAUNCHER", "1"]
        if (await self.touch.shell(shlex.join(words))).code != 0:
            return "the app has nothing that can be opened"
        shown = await self._wait(lambda screen: screen.package == self.package, OPEN_LIMIT)
        await self.opened()
        return None if shown else f"the app did not come to the front within {OPEN_LIMIT:g} s"

    async def _wait(self, wanted: Callable[[Screen], bool], limit: float) -> bool:
        """Whether a screen that is `wanted` came within `limit` seconds."""
        loop = asyncio.get_running_loop()
        end = loop.time() + limit
        while True:
            try:
                if wanted(await self.guard.look()):
                    return True
            except UnreadScreenError:
                pass
            if loop.time() >= end:
                return False
            await asyncio.sleep(PAUSE)

    async def _sign_in(self) -> str | None:
        self.tell("signing in")
        login = self.profile.login
        try:
            if login is not None and login.steps:
                await do_steps(self._hand, login.steps, self._values, journey="login", on_step=self._on_step("login"))
                failure = None
            elif login is not None and login.script:
                return f"{self._persona.name} cannot sign in: no script is run on a device"
            else:
                failure = await SignIn(self._hand, self._persona, self._values, self._on_step("login")).run()
        except (StepFailed, CannotTypeError) as error:
            await self.note(None, f"login: {error.words}" if isinstance(error, StepFailed) else "login", "login")
            return f"the login of {self._persona.name} did not work: {self._values.scrub(str(error))}"
        if await self._prove("start"):
            return None
        await self.note(None, "login: what was there instead of the proof", "login")
        return f"the login of {self._persona.name} could not be proven: {login_told(failure or 'not-seen')}"

    @property
    def _values(self) -> Values:
        return Values(self._persona, self.codes)

    @property
    def _hand(self) -> Hand:
        return Hand(self.touch, self.package, self.guard.look)

    def _markers(self) -> dict[str, str]:
        """Name → what only this persona sees, as the profile says it or by the planted values."""
        proof = self.profile.login.proof if self.profile.login else None
        if proof is not None and proof.text is not None:
            self._values.check(proof.text, "login proof text")
            return {proof.text: self._values.plain(proof.text)}
        return {name: value for name, value in self._persona.known.items() if len(value.strip()) >= 3}

    async def _prove(self, when: str) -> bool:
        """Look for the proof on the screen as it is; never on one that asks for a password."""
        markers, seen = self._markers(), ""

        def shown(screen: Screen) -> bool:
            nonlocal seen
            if screen.package != self.package or any(one.password and one.shown for one in screen.elements):
                return False
            seen = next((name for name, value in markers.items() if screen.says(value)), "")
            return bool(seen)

        ok = await self._wait(shown, PROOF_LIMIT)
        count = await self.proxy.count(self.plan.name)
        told = {"when": when, "ok": ok, "url": "", "marker": seen, "shot": await self._shot()}
        self.writer.append("login", {**told, "requests": count - self._last_proof})
        self._last_proof = count
        return ok

    async def _lost(self) -> str | None:
        """The last proof, after the app was closed and opened again: where it begins, it greets who is signed in."""
        await self.proxy.idle(self.plan.name, 0.3, 5.0)
        await self.touch.shell(shlex.join(["am", "force-stop", self.package]))
        reason = await self.open()
        ok = await self._prove("end")
        return reason if reason is not None else None if ok else "the login was lost before the end"

    async def _journeys(self) -> str | None:
        """Each journey in turn; one that cannot be done is told, and the next one tried. Without any it is explored."""
        reasons = []
        for journey in self.plan.journeys:
            self.tell(journey.name)
            try:
                await self._journey(journey)
            except StepFailed as error:
                reasons.append(f"journey {journey.name}: {self._values.scrub(str(error))}")
                await self.note(None, f"{journey.name}: here “{error.words}” was looked for", "journey")
        if not self.plan.journeys:
            await self._explore()
        return "; ".join(reasons) or None

    async def _journey(self, journey: Journey) -> None:
        steps, name = journey.steps or (), journey.name
        await do_steps(self._hand, steps, self._values, journey=name, on_step=self._on_step(name))

    def _on_step(self, journey: str) -> OnStep:
        async def on_step(index: int, words: str) -> None:
            self.guard.acted, self.guard.doing = True, f"{journey} {index}: {words}"
            self.tell(f"{journey}, step {index}")
            await self.proxy.idle(self.plan.name, 0.3, 3.0)
            await self.note(None, f"{journey} {index}: {words}", "journey")

        return on_step

    async def _explore(self) -> None:
        def doing(words: str) -> None:
            self.guard.acted, self.guard.doing = True, words

        async def on_screen(screen: Screen) -> None:
            self.tell("looking around")
            await self.proxy.idle(self.plan.name, 0.3, 3.0)
            await self.note(screen, self.guard.doing or "looked around", "crawl")

        async def reopen() -> None:
            if (reason := await self.open()) is not None:
                raise SchoolproofError(reason, owner="app")

        seconds = float(self.profile.device.seconds) if self.profile.device else 90.0
        explorer = Explorer(
            self.touch, self.package, self.guard.look, reopen, on_screen, doing, Bounds(seconds=seconds)
        )
        await explorer.run()

    async def note(self, screen: Screen | None, doing: str, purpose: str) -> None:
        """Write down a screen that was looked at, with its picture."""
        if screen is None:
            try:
                screen = await self.guard.look()
            except (UnreadScreenError, DeviceError):
                screen = Screen(())
        if screen.cut:
            self.writer.gap("pages", "screen-capped")
        title = next((one.words for one in screen.elements if one.shown and one.words and not one.typed_in), "")
        record = {"url": f"app:{screen.package or self.package}", "title": clean(title, 120), "status": None}
        self.writer.append("pages", {**record, "purpose": purpose, "step": doing, "shot": await self._shot()})

    async def _shot(self) -> str | None:
        taken = await self.touch.shot()
        if taken is None:
            self.writer.gap("pages", "screenshot-failed")
            return None
        return self.writer.blob(taken)
