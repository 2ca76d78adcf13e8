"""The certificate tests of a device run: the app is started anew before each kind of wrong certificate."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from harness import Run
from harness.sandbox.android.alone import lead_alone
from harness.sandbox.android.certificates import CASES, leaf, outcomes
from harness.sandbox.android.device import Device
from harness.sandbox.android.recording import recorder
from harness.sandbox.android.touch import Touch
from harness.sandbox.android.undo import Undo
from harness.sandbox.web.proxy.process import RecordingProxy
from harness.sandbox.web.proxy.trust import make_ca

CONNECT_LIMIT = 15.0
"""Seconds in which an app that was started connects to somebody."""
QUIET, QUIET_LIMIT = 1.0, 15.0
PAUSE = 0.2
PREFIX = "certificate-"

type Outcomes = Mapping[str, tuple[str, int]]


@dataclass(frozen=True)
class Mistrust:
    """The tests of one app on one device; `confdir` holds the authority that the device trusts."""

    run: Run
    device: Device
    undo: Undo
    package: str
    confdir: Path

    async def go(self, control: Outcomes) -> bool:
        """Write what the app did with good certificates (`control`), then try each kind of wrong one.

        False, and nothing more tried, when other apps are not kept away: what they accept says nothing about this one.
        """
        self._write("trusted", control, control)
        leaves = await asyncio.to_thread(self._leaves, control)
        async with recorder(self.run, list(leaves), self.confdir, leaves) as (proxy, ports):
            for name in leaves:
                self.run.progress.stage(f"trying certificates: {name.removeprefix(PREFIX)}")
                if not await asyncio.to_thread(lead_alone, self.device, self.undo, ports[name], self.package):
                    return False
                await self._start(proxy, name)
        for name in leaves:
            self._state(name, "complete")
            self._write(name.removeprefix(PREFIX), outcomes(self.run.writer.root / "sessions" / name), control)
        return True

    def _leaves(self, control: Outcomes) -> dict[str, Path]:
        """Session → the certificate that is shown in it."""
        unknown = self.run.scratch / "unknown-authority"
        make_ca(unknown)
        found = {}
        for case in CASES:
            name, signer = f"{PREFIX}{case}", unknown if case == "untrusted" else self.confdir
            found[name] = leaf(case, signer / "mitmproxy-ca.pem", control, self.run.scratch / f"{name}.pem")
            self._state(name, "started")
        return found

    def _state(self, name: str, status: str) -> None:
        """These sessions are the test's own, and count for no ordinary check."""
        state = {"persona": "", "journey": name, "consent": "untouched", "automated": False, "probe": True}
        self.run.writer.session(name).state({**state, "status": status, "reason": None, "evidence": []})

    async def _start(self, proxy: RecordingProxy, name: str) -> None:
        """Start the app as new, and wait until it connected to somebody and fell silent, or for the limit."""
        touch, loop = Touch(self.device), asyncio.get_running_loop()
        await touch.shell(shlex.join(["pm", "clear", self.package]))
        await touch.shell(shlex.join(["monkey", "-p", self.package, "-c", "android.intent.category.LAUNCHER", "1"]))
        end = loop.time() + CONNECT_LIMIT
        while (await proxy.passed(name))[0] == 0 and loop.time() < end:
            await asyncio.sleep(PAUSE)
        await proxy.idle(name, QUIET, QUIET_LIMIT)
        await touch.shell(shlex.join(["am", "force-stop", self.package]))

    def _write(self, case: str, seen: Outcomes, control: Outcomes) -> None:
        for host in sorted({*seen, *control}):
            outcome, requests = seen.get(host, ("silent", 0))
            told = {"case": case, "host": host, "outcome": outcome, "requests": requests}
            self.run.writer.probe("certificates", told)
