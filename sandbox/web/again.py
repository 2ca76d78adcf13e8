"""Asks again about what an earlier run left open: links of letters, and sessions before and after a sign-in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from harness import Gathered, Run
from harness.platform import Asked
from harness.sandbox.passwords.doorway import strangers
from harness.sandbox.passwords.link_later import ask_link, is_link
from harness.sandbox.probes.client import Pace, ProbeClient, refusal
from harness.sandbox.probes.later import PROBE, ask
from harness.sandbox.web.page.totp import OneTimeCodes
from harness.sandbox.web.plan import PlannedSession
from harness.sandbox.web.platform import tell_cage
from harness.sandbox.web.result import SessionResult
from harness.sandbox.web.rig import rig
from harness.sandbox.web.session import WebSession

RAN = [PROBE, "requests"]


async def ask_again(run: Run, asked: Sequence[Asked]) -> Gathered:
    """The kept session first, for a fresh sign-in may end it; then the sign-in, where there is a doubt to settle."""
    why = refusal(run.profile, datetime.now(UTC).date())
    if why is not None:
        return Gathered(probes_skipped={PROBE: why})
    run.progress.stage("asking the kept sessions")
    async with ProbeClient(run, PROBE, Pace(run.profile)) as client:
        for one in filter(is_link, asked):
            await ask_link(run, one, strangers(run, client, one.persona.name))
        doubtful = [one for one in asked if not is_link(one) and not await _turn(client, run, one, 1)]
        if not doubtful:
            return Gathered(probes=RAN)
        run.progress.stage("signing in afresh")
        names = {one.job: f"{one.persona.name}-again" for one in doubtful}
        async with rig(run, sorted(set(names.values()))) as parts:
            codes, browser = OneTimeCodes(), await parts.browsers.visiting()
            for one in doubtful:
                session = PlannedSession(names[one.job], one.persona, (), proof_only=True)
                port = parts.ports[session.name]
                result = await WebSession(run, session, browser, parts.proxy, port, codes).drive()
                await _settle(client, run, one, result)
            gathered = Gathered(probes=["bypass", *RAN])
            tell_cage(run, parts, gathered)
        return gathered


async def _turn(client: ProbeClient, run: Run, one: Asked, turn: int) -> bool:
    """Ask with the kept session and as a stranger; whether the session was seen open."""
    seen = await ask(client, run, one, "kept", turn, one.cookies)
    public = await ask(client, run, one, "stranger", turn, {})
    return seen and not public


async def _settle(client: ProbeClient, run: Run, one: Asked, result: SessionResult) -> None:
    """Whoever signed in afresh asks too; without a proven sign-in nothing is recorded of it."""
    if result.after is None or not result.ok:
        return
    await ask(client, run, one, "fresh", 1, result.after.values)
    await _turn(client, run, one, 2)
