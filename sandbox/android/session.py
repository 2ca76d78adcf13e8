"""One session on a device: the app as if freshly installed, watched, bounded, with a state that says how it ended."""

from __future__ import annotations

import asyncio
import shlex
from dataclasses import dataclass

from harness import Run, SchoolproofError
from harness.bundle.writer import SessionWriter
from harness.model.label import SIMULATED
from harness.sandbox.android.measuring import Measuring
from harness.sandbox.android.screen import UnreadScreenError
from harness.sandbox.android.touch import Touch
from harness.sandbox.android.walk import Walk
from harness.sandbox.web.page.totp import OneTimeCodes
from harness.sandbox.web.plan import PlannedSession
from harness.sandbox.web.proxy.process import RecordingProxy

SECONDS = 900.0
LAST_QUIET, LAST_LIMIT = 0.5, 5.0
KINDS: tuple[str, ...] = ("traffic", "pages", "login", "prompts", "remains")


@dataclass
class DeviceSession:
    """Drives one planned session; a mistake of the profile is raised, every other failure is written down.

    `boot` names the start of the device for which it was prepared: after another one nothing of that holds. `alone`:
    only the app reaches the recorder; else what is recorded may be anybody's, and counts for nothing.
    """

    run: Run
    plan: PlannedSession
    package: str
    touch: Touch
    proxy: RecordingProxy
    codes: OneTimeCodes
    boot: str
    alone: bool

    async def drive(self) -> None:
        """Do everything, and write down how it ended. Raises CancelledError and failures of the profile."""
        writer = self.run.writer.session(self.plan.name)
        self._state(writer, "started", None, ())
        reason, kinds = None, tuple[str, ...](KINDS)
        if not self.alone:
            writer.gap("traffic", "device-traffic-of-others")
            kinds = tuple(kind for kind in KINDS if kind != "traffic")
        try:
            async with asyncio.timeout(SECONDS):
                reason = await self._watched(writer)
        except TimeoutError:
            reason = f"the session was not done after {SECONDS:.0f} s"
        except UnreadScreenError as error:
            reason = f"the screen could not be read: {error}"
        except SchoolproofError as error:
            if error.owner == "profile":
                raise
            reason = str(error)
        if reason is None and not self.proxy.alive():
            reason = "the recording proxy ended during the session"
        if self.touch.device.simulated:
            for kind in kinds:
                writer.gap(kind, SIMULATED)
        self._state(writer, "failed" if reason else "complete", reason, kinds)
        self.run.progress.session(self.plan.name, "failed" if reason else "done", self.proxy.counts()[self.plan.name])

    async def _watched(self, writer: SessionWriter) -> str | None:
        """The walk with all that is measured around it; why it failed, or None."""
        cleared = await self.touch.shell(shlex.join(["pm", "clear", self.package]))
        if cleared.code != 0:
            return "the app could not be made as new"
        measuring = Measuring(self.touch, self.package, writer)
        await measuring.begin()
        walk = Walk(
            self.run.profile, self.plan, self.package, self.touch, self.proxy, writer, self.run.progress, self.codes,
            measuring.seen,
        )  # fmt: skip
        reason = await walk.go()
        await self.touch.shell(shlex.join(["input", "keyevent", "3"]))  # what SDKs keep until the app is left
        await self.proxy.idle(self.plan.name, LAST_QUIET, LAST_LIMIT)
        await self.proxy.written(self.plan.name)
        await measuring.end(self.proxy, self.plan.name)
        if await asyncio.to_thread(self.touch.device.boot) != self.boot:
            return "the device started anew during the session"
        return reason

    def _state(self, writer: SessionWriter, status: str, reason: str | None, kinds: tuple[str, ...]) -> None:
        plan = self.plan
        journey = plan.name.removeprefix(f"{plan.persona.name}-")
        who = {"persona": plan.persona.name, "journey": journey, "consent": plan.consent, "automated": False}
        writer.state({**who, "status": status, "reason": reason, "evidence": list(kinds)})
