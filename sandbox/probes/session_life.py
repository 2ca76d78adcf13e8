"""Replays the session from before login (evidence kind `session-life`)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harness import Persona, Run, belongs
from harness.sandbox.probes.client import Answer, Pace, ProbeClient

if TYPE_CHECKING:
    from playwright.async_api import Cookie

MAX_PAGES = 4
LIKE_A_SESSION = re.compile(r"sess|sid|auth|token|jwt", re.IGNORECASE)
NO_SESSION = re.compile(r"csrf|xsrf", re.IGNORECASE)
"""Tokens against request forgery look like a session by name or flags, and open nothing by themselves."""


@dataclass(frozen=True)
class Jar:
    """Cookies of the app at one moment: name → value, and which of them look like a session."""

    values: Mapping[str, str]
    sessions: frozenset[str]

    @classmethod
    def of(cls, cookies: Iterable[Cookie], hosts: Collection[str]) -> Jar:
        """What a browser holds of the app's own `hosts`."""
        own = [one for one in cookies if belongs(one["domain"].lstrip("."), hosts)]
        sessions = frozenset(one["name"] for one in own if may_be_session(one["name"], one["httpOnly"]))
        return cls({one["name"]: one["value"] for one in own}, sessions)


def may_be_session(name: str, http_only: bool) -> bool:
    """Whether a cookie may carry the session, by its name and by whether scripts are kept away from it."""
    return NO_SESSION.search(name) is None and (http_only or LIKE_A_SESSION.search(name) is not None)


async def probe_session_life(
    run: Run, persona: str, pages: Sequence[str], before: Jar, after: Jar, pace: Pace
) -> str | None:
    """Open a page with the new and with the old cookies and record whose page came. Values are never recorded.

    The page is the first of at most four that shows a planted value to the new cookies and none to a stranger; where
    everybody sees the value (it is an ordinary word of the app, say) nothing is learnt about a session. Returns it.
    """
    async with ProbeClient(run, "session-life", pace) as client:
        telling = None
        for page in pages[:MAX_PAGES]:
            if telling is None and await tells(client, run, persona, page, after.values):
                telling = page
        old = sorted(before.sessions)
        replayed = await _signed_in(client, run, persona, telling, before.values) if old and telling else None
    for name in old or sorted(after.sessions):
        run.writer.probe(
            "session-life",
            {
                "persona": persona,
                "cookie": name,
                "renewed": name not in before.values or before.values[name] != after.values.get(name),
                "replayed": bool(old) and replayed is not None,
                "signed_in": replayed,
                "control": telling is not None,
            },
        )
    return telling


async def tells(client: ProbeClient, run: Run, persona: str, page: str, cookies: Mapping[str, str]) -> bool:
    """Whether the page tells who is signed in: the persona sees a planted value there, and a stranger sees none."""
    if not await _signed_in(client, run, persona, page, cookies):
        return False
    return await _signed_in(client, run, persona, page, {}) is False


async def _signed_in(
    client: ProbeClient, run: Run, persona: str, page: str, cookies: Mapping[str, str]
) -> bool | None:
    """Whether the answer shows a planted value of the persona; None when there was no answer."""
    answer = await client.get(page, persona=persona, headers={"cookie": cookie_line(cookies)})
    return None if answer is None else shows(answer, run.profile.personas[persona])


def cookie_line(cookies: Mapping[str, str]) -> str:
    """The Cookie header of a jar."""
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def shows(answer: Answer, persona: Persona) -> bool:
    """Whether the answer shows a planted value of the persona."""
    return any(value.encode() in answer.body for value in persona.canaries.values())
