"""The web platform: opens cage, proxy and browser, runs the sessions side by side, and tells what got in the way."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from harness import Ability, Gathered, Profile, Run, SchoolproofError
from harness.model.hidden import KIND as HIDDEN
from harness.platform import Asked
from harness.sandbox.acting.part import hindered, plan_part
from harness.sandbox.acting.stage import Login, Stage
from harness.sandbox.probes.client import Pace, refusal
from harness.sandbox.probes.cors import probe_cors
from harness.sandbox.probes.later import leave
from harness.sandbox.probes.session_life import probe_session_life
from harness.sandbox.probes.token_life import carried, probe_tokens
from harness.sandbox.web.cage import CageKind, probe_cage
from harness.sandbox.web.endpoints import personal_endpoints
from harness.sandbox.web.page.totp import OneTimeCodes
from harness.sandbox.web.plan import PlannedSession, plan_sessions
from harness.sandbox.web.result import SessionResult
from harness.sandbox.web.rig import Rig, rig
from harness.sandbox.web.session import WebSession
from harness.sandbox.web.which import NoBrowserError, find_browser, find_shell

SIDE_BY_SIDE = 4
PROBES = ("cors", "session-life", "tokens", "requests")


@dataclass
class Visits:
    """What the sessions of one run share, and what they leave: logins to go on with, sessions to keep for later."""

    pace: Pace
    codes: OneTimeCodes = field(default_factory=OneTimeCodes)
    logins: dict[str, Login] = field(default_factory=dict)
    leaving: list[Callable[[], Awaitable[None]]] = field(default_factory=list)


class WebPlatform:
    """Audits web apps in a caged Chromium behind a recording proxy."""

    kind = "web"

    async def gather(self, run: Run) -> Gathered:
        """Run every planned session and the probes that the profile authorises."""
        visits = Visits(Pace(run.profile))
        planned, acting = plan_sessions(run.profile), await plan_part(run, visits.pace)
        run.progress.stage("starting the sandbox")
        names = [*(session.name for session in planned), *acting.names]
        async with rig(run, names, acting.newcomers) as parts:
            run.progress.stage("visiting the app")
            gathered = await _sessions(run, parts, planned, visits)
            newcomers = {persona.name: persona for persona in acting.newcomers}
            await acting.go(Stage(run, parts, visits.codes, visits.pace, visits.logins, newcomers), gathered)
            for leaving in visits.leaving:  # last of all, so that nothing of ours uses or ends a session after it
                await leaving()
            tell_cage(run, parts, gathered)
        return gathered

    async def ask_again(self, run: Run, asked: Sequence[Asked]) -> Gathered:
        """Ask about the sessions that an earlier run left open."""
        from harness.sandbox.web.again import ask_again

        return await ask_again(run, asked)

    def hindered(self, profile: Profile) -> dict[str, str]:
        """Which acting probes will not run, and why."""
        return hindered(profile)

    def abilities(self) -> list[Ability]:
        """Browser, certificate tool and cage."""
        found = []
        try:
            browser = find_browser()
            shell = find_shell(browser)
            acts = "itself, slower: no headless shell of its version" if shell == browser else shell.path
            told = f"{browser.path} {browser.version} ({browser.source}); for acts: {acts}"
            found.append(Ability("browser", True, told))
        except NoBrowserError as error:
            found.append(Ability("browser", False, str(error), error.hint))
        certutil = shutil.which("certutil")
        mend = None if certutil else "apt-get install libnss3-tools"
        found.append(Ability("certutil", certutil is not None, certutil or "not found", mend))
        kind, reason = probe_cage()
        works = kind is not CageKind.NONE
        found.append(Ability("cage", works, str(kind), reason if not works else None))
        return found


async def _sessions(run: Run, parts: Rig, planned: list[PlannedSession], visits: Visits) -> Gathered:
    """Every session, at most four at once, and the probe of each persona's session right after it.

    The sessions for other consent states come later, and only where a banner was met: signing in again may end the very
    session that the probe asks about.
    """
    room, pace = asyncio.Semaphore(SIDE_BY_SIDE), visits.pace
    why = refusal(run.profile, datetime.now(UTC).date())

    async def drive(session: PlannedSession) -> SessionResult:
        port = parts.ports[session.name]
        browser = await parts.browsers.visiting()
        return await WebSession(run, session, browser, parts.proxy, port, visits.codes, room).drive()

    async def chain(first: PlannedSession) -> None:
        result = await drive(first)
        telling, rest = await _ask_again(run, parts, first, result, pace) if why is None else (None, [])
        if result.banner:
            rest += [drive(session) for session in planned if session.after == first.name]
        await asyncio.gather(*rest)
        if result.login is not None:
            visits.logins[first.persona.name] = result.login
        if why is None and result.after:
            visits.leaving.append(partial(leave, run, first.persona, telling, result.after.values, pace))

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
        return Gathered(probes=["bypass", "dns", HIDDEN], probes_skipped=dict.fromkeys((*PROBES, "deferred"), why))
    return Gathered(probes=["bypass", "dns", HIDDEN, *PROBES, *(["deferred"] if run.later else [])])


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
    if result.ok:  # of a session that was lost on the way the tokens that were seen are no answer
        found, looked = carried(result.bearers, result.after.values, result.login)
        await probe_tokens(run, session.persona, found, looked, pages, pace)
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
    gathered.facts.update({"cage": str(cage.kind), "browser": parts.browsers.found.version})
    gathered.facts["acted_in"] = parts.browsers.acted_in
