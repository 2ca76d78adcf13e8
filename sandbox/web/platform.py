"""The web platform: opens cage, proxy and browser, runs the sessions side by side, and tells what got in the way."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from harness import Ability, Gathered, Run, SchoolproofError
from harness.catalogue.noise import builtin_noise
from harness.platform import Asked
from harness.sandbox.probes.client import Pace, refusal
from harness.sandbox.probes.cors import probe_cors
from harness.sandbox.probes.later import leave
from harness.sandbox.probes.session_life import probe_session_life
from harness.sandbox.web.browser import NoBrowserError, find_browser, launch, refuse_long_path
from harness.sandbox.web.cage import Cage, CageKind, open_cage, probe_cage
from harness.sandbox.web.endpoints import personal_endpoints
from harness.sandbox.web.page.totp import OneTimeCodes
from harness.sandbox.web.plan import PlannedSession, plan_sessions
from harness.sandbox.web.proxy.config import ProxyConfig
from harness.sandbox.web.proxy.process import RecordingProxy
from harness.sandbox.web.proxy.trust import install_nss, make_ca
from harness.sandbox.web.session import WebSession
from harness.sandbox.web.walk import SessionResult

SIDE_BY_SIDE = 4
PROBES = ("cors", "session-life", "requests")


@dataclass(frozen=True)
class Rig:
    """The open parts of one run."""

    cage: Cage
    proxy: RecordingProxy
    browser: Browser
    ports: Mapping[str, int]


class WebPlatform:
    """Audits web apps in a caged Chromium behind a recording proxy."""

    kind = "web"

    async def gather(self, run: Run) -> Gathered:
        """Run every planned session and the probes that the profile authorises."""
        planned = plan_sessions(run.profile)
        run.progress.stage("starting the sandbox")
        async with rig(run, [session.name for session in planned]) as parts:
            run.progress.stage("visiting the app")
            gathered = await _sessions(run, parts, planned)
            tell_cage(run, parts, gathered)
        return gathered

    async def ask_again(self, run: Run, asked: Sequence[Asked]) -> Gathered:
        """Ask about the sessions that an earlier run left open."""
        from harness.sandbox.web.again import ask_again

        return await ask_again(run, asked)

    def abilities(self) -> list[Ability]:
        """Browser, certificate tool and cage."""
        found = []
        try:
            browser = find_browser()
            found.append(Ability("browser", True, f"{browser.path} {browser.version} ({browser.source})"))
        except NoBrowserError as error:
            found.append(Ability("browser", False, str(error), error.hint))
        certutil = shutil.which("certutil")
        mend = None if certutil else "apt-get install libnss3-tools"
        found.append(Ability("certutil", certutil is not None, certutil or "not found", mend))
        kind, reason = probe_cage()
        works = kind is not CageKind.NONE
        found.append(Ability("cage", works, str(kind), reason if not works else None))
        return found


@asynccontextmanager
async def rig(run: Run, names: list[str]) -> AsyncIterator[Rig]:
    """Cage, proxy and browser, started side by side and ended whatever happens."""
    refuse_long_path(run.scratch)
    browser_found = await asyncio.to_thread(find_browser)
    home, confdir = run.scratch / "home", run.scratch / "proxy"
    home.mkdir()
    noise = builtin_noise()
    cage = await asyncio.to_thread(open_cage, names, run.scratch, noise=noise.is_noise)
    proxy = None
    try:
        ports = dict(cage.ports)
        ca = await asyncio.to_thread(make_ca, confdir)
        learned = partial(_learn, run)
        proxy = await RecordingProxy.start(_config(run, confdir), cage.listeners, learned)
        async with async_playwright() as playwright:
            await asyncio.to_thread(install_nss, home, ca)
            wrapper = cage.executable(browser_found.path, home)
            # Chromium leaves a folder of its own behind when it is interrupted; ours is removed with the scratch.
            browser = await launch(playwright, wrapper, env={**os.environ, "TMPDIR": str(run.scratch)})
            try:
                await proxy.ready()
                run.writer.probe("machine", {"browser": browser_found.version, "cage": str(cage.kind)})
                yield Rig(cage, proxy, browser, ports)
            finally:
                await browser.close()
    finally:
        if proxy is not None:
            await proxy.stop()
        await asyncio.to_thread(cage.close)


def _learn(run: Run, name: str, value: str) -> None:
    """The proxy met a session value: whoever else writes must hide it too."""
    run.redactor.learn(name, value)


def _config(run: Run, confdir: Path) -> ProxyConfig:
    profile = run.profile
    return ProxyConfig(
        bundle=run.writer.root,
        secrets=profile.secrets(),
        key=run.key,
        epoch=run.epoch,
        names=profile.sandbox.names,
        ca=profile.sandbox.ca,
        public=profile.sandbox.public,
        confdir=confdir,
        own=profile.app.hosts,
        cnames=profile.sandbox.cnames,
        known=[value for persona in profile.personas.values() for value in persona.known.values()],
    )


async def _sessions(run: Run, parts: Rig, planned: list[PlannedSession]) -> Gathered:
    """Every session, at most four at once, and the probe of each persona's session right after it.

    The sessions for other consent states come later, and only where a banner was met: signing in again may end the very
    session that the probe asks about.
    """
    room, codes, pace = asyncio.Semaphore(SIDE_BY_SIDE), OneTimeCodes(), Pace()
    why = refusal(run.profile, datetime.now(UTC).date())

    async def drive(session: PlannedSession) -> SessionResult:
        async with room:
            return await WebSession(
                run, session, parts.browser, parts.proxy, parts.ports[session.name], codes
            ).drive()

    async def chain(first: PlannedSession) -> None:
        result = await drive(first)
        telling, rest = await _ask_again(run, parts, first, result, pace) if why is None else (None, [])
        if result.banner:
            rest += [drive(session) for session in planned if session.after == first.name]
        await asyncio.gather(*rest)
        if why is None and result.after:  # last of all, so that nothing of ours uses or ends the session after it
            await leave(run, first.persona, telling, result.after.values, pace)

    try:
        async with asyncio.TaskGroup() as group:
            for session in planned:
                run.progress.session(session.name, "waiting", 0)
                if session.after is None:
                    group.create_task(chain(session))
    except ExceptionGroup as several:  # a mistake of the profile ends every session alike: tell it once, as itself
        told = several.subgroup(SchoolproofError)
        raise (told or several).exceptions[0] from None
    if why is not None:
        return Gathered(probes=["bypass", "dns"], probes_skipped=dict.fromkeys((*PROBES, "deferred"), why))
    return Gathered(probes=["bypass", "dns", *PROBES, *(["deferred"] if run.later else [])])


async def _ask_again(
    run: Run, parts: Rig, session: PlannedSession, result: SessionResult, pace: Pace
) -> tuple[str | None, list[Awaitable[object]]]:
    """The probe of a persona's session, once it was signed in to the end: the page that tells whose session it is.

    The other probes are given to be awaited.
    """
    if not result.after or not result.before or not result.proven_at:
        return None, []
    name = session.persona.name
    run.progress.session(session.name, "asking again", parts.proxy.counts().get(session.name, 0))
    await parts.proxy.written(session.name)
    endpoints = await asyncio.to_thread(personal_endpoints, run, session.name, session.persona)
    # Where scripts fill the page, it holds nothing personal itself; the addresses that they read do.
    pages = [result.proven_at, *endpoints]
    telling = await probe_session_life(run, name, pages, result.before, result.after, pace)
    if session.persona.role != "pupil":
        return telling, []
    return telling, [probe_cors(run, name, endpoints, result.after.values, pace)]


def tell_cage(run: Run, parts: Rig, gathered: Gathered) -> None:
    """What the cage caught, and what it could not catch."""
    cage = parts.cage
    for attempt in cage.attempts():
        run.writer.probe(
            "bypass",
            {
                "t": round(max(attempt.t - run.epoch, 0.0), 3),
                "protocol": attempt.protocol,
                "destination": attempt.destination,
                "port": attempt.port,
                "name": attempt.name,
                "what": attempt.what,
                "count": attempt.count,
                "noise": attempt.noise,
            },
        )
    if cage.kind is CageKind.NONE:
        for evidence in ("traffic", "bypass"):
            run.writer.gap(evidence, "no-cage", reason=cage.reason or "")
    if not cage.alive():
        run.writer.gap("bypass", "cage-ended")
    if cage.overflow:
        run.writer.gap("bypass", "cage-overflow")
    for blind in cage.blind:
        run.writer.gap("bypass", f"cage-blind-{blind}")
    if not parts.proxy.alive():
        run.writer.gap("*", "proxy-ended")
    if parts.proxy.trouble:
        raise SchoolproofError(
            f"evidence could not be written: {parts.proxy.trouble}", owner="platform", hint="df -h ."
        )
    gathered.facts.update({"cage": str(cage.kind), "browser": parts.browser.version})
