"""Addresses of somebody's own: what they show to the whole session, and to a login that still owes its code."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from harness import Persona, Profile
from harness.sandbox.acting.actor import Actor
from harness.sandbox.acting.stage import Stage
from harness.sandbox.factors.look_back import shown_to
from harness.sandbox.factors.trouble import silent
from harness.sandbox.probes.client import Answer, ProbeClient
from harness.sandbox.probes.session_life import cookie_line
from harness.sandbox.sessions.logout import own_pages
from harness.sandbox.settings.effects.trying import jar, visit
from harness.sandbox.web.endpoints import personal_endpoints

MOST_ADDRESSES = 12
MOST_OPENED = 3
MOST_PAGES = 6


class Own:
    """Those of one person, who acts under this task."""

    def __init__(self, stage: Stage, actor: Actor, task: str) -> None:
        self._stage, self._actor, self._task = stage, actor, task

    async def addresses(self) -> list[str]:
        """Addresses that showed planted values to the whole session: what it read, and pages that it opens."""
        run, persona = self._stage.run, self._actor.persona
        profile = run.profile
        mine = [*await own_pages(self._actor.page), *_pages_of(profile, persona)]
        for page in list(dict.fromkeys((profile.app.url or "/", *mine)))[:MOST_PAGES]:
            await visit(self._actor, page, {})
        await self._stage.rig.proxy.written(f"{persona.name}-{self._task}")
        found = await asyncio.to_thread(personal_endpoints, run, f"{persona.name}-{self._task}", persona)
        cookies = await jar(self._actor)
        async with ProbeClient(run, self._task, self._stage.pace) as client:
            return [one for one in found[:MOST_ADDRESSES] if shown_to(await self.get(client, one, cookies), persona)]

    async def asked(self, addresses: Sequence[str]) -> list[dict[str, Any]]:
        """What each shows to the login as it stands, asked without a browser."""
        half, persona, found = await jar(self._actor), self._actor.persona, []
        async with ProbeClient(self._stage.run, self._task, self._stage.pace) as client:
            for address in addresses:
                stranger = shown_to(await self.get(client, address, {}), persona)
                answer = await self.get(client, address, half)
                control = "public" if stranger else "no-answer" if silent(answer) else ""
                found.append(_reached("half-address", address, shown_to(answer, persona), control))
        return found

    async def opened(self, addresses: Sequence[str]) -> list[dict[str, Any]]:
        """What the last of them show in the browser."""
        found = []
        for address in addresses[-MOST_OPENED:]:
            done = await visit(self._actor, address, {})
            seen = sorted(name for name, value in self._actor.persona.canaries.items() if value in done.text)
            found.append(_reached("half-page", address, seen, "" if done.came else "no-answer"))
        return found

    async def get(self, client: ProbeClient, address: str, cookies: Mapping[str, str]) -> Answer | None:
        """Ask one address with these cookies."""
        headers = {"cookie": cookie_line(cookies)} if cookies else {}
        return await client.get(address, persona=self._actor.persona.name, headers=headers)


def _reached(case: str, address: str, reached: list[str], control: str) -> dict[str, Any]:
    told = {"address": urlsplit(address).path, "reached": reached, "inside": bool(reached), "control": control}
    return {"case": case, **told}


def _pages_of(profile: Profile, persona: Persona) -> list[str]:
    """Pages that the persona's journeys open."""
    journeys = [one for one in profile.journeys if not one.personas or persona.name in one.personas]
    opened = [str(step["goto"]) for journey in journeys for step in journey.steps or () if "goto" in step]
    return [one for one in opened if "{" not in one and one.startswith("/")][:MOST_PAGES]

