"""Replays the session from before login (evidence kind `session-life`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from harness import Run
from harness.sandbox.probes.client import Pace, ProbeClient

LIKE_A_SESSION = re.compile(r"sess|sid|auth|token|jwt", re.IGNORECASE)


@dataclass(frozen=True)
class Jar:
    """Cookies of the app at one moment: name → value, and which of them look like a session."""

    values: Mapping[str, str]
    sessions: frozenset[str]


async def probe_session_life(run: Run, persona: str, page: str, before: Jar, after: Jar, pace: Pace) -> None:
    """Open `page` with the old and with the new cookies and record whose page came. Values are never recorded."""
    async with ProbeClient(run, "session-life", pace) as client:
        control = await _signed_in(client, run, persona, page, after.values)
        old = sorted(before.sessions)
        replayed = await _signed_in(client, run, persona, page, before.values) if old else None
    for name in old or sorted(after.sessions):
        run.writer.probe(
            "session-life",
            {
                "persona": persona,
                "cookie": name,
                "renewed": name not in before.values or before.values[name] != after.values.get(name),
                "replayed": bool(old) and replayed is not None,
                "signed_in": replayed,
                "control": control is True,
            },
        )


async def _signed_in(
    client: ProbeClient, run: Run, persona: str, page: str, cookies: Mapping[str, str]
) -> bool | None:
    """Whether the answer shows a planted value of the persona; None when there was no answer."""
    header = "; ".join(f"{name}={value}" for name, value in cookies.items())
    answer = await client.get(page, persona=persona, headers={"cookie": header})
    if answer is None:
        return None
    return any(value.encode() in answer.body for value in run.profile.personas[persona].canaries.values())
