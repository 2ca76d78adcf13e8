"""Somebody is signed in twice (`devices`): does one see the other, and does ending it really end it?

It is done by an account of the test's own, because an app may end every other session at once. Whether a session has
ended is told by a page that it opened before, never by what the list shows.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from harness import Persona, Profile
from harness.catalogue.parameters import builtin_parameters
from harness.model.profile_devices import Devices
from harness.sandbox.acting.actor import Actor, ActorFailedError
from harness.sandbox.acting.probe import ActingProbe
from harness.sandbox.acting.stage import Stage
from harness.sandbox.probes.client import ProbeClient
from harness.sandbox.probes.session_life import cookie_line, tells
from harness.sandbox.sessions.old_session import opened
from harness.sandbox.settings.effects.trying import do, jar
from harness.sandbox.web.endpoints import personal_endpoints
from harness.sandbox.web.page.locate import count, read_where

TASK, OTHER = "devices", "devices-other"
MOST_PAGES = 4
MOST_ENDED = 12
"""How many other sessions are ended one by one; earlier probes may have left some."""
WAIT = 10.0


class DevicesProbe(ActingProbe):
    """One person on two devices. It goes after whatever uses that account, and before signing out."""

    name = "other devices"
    kinds = (TASK,)
    wave = 8
    apart = True

    def lacks(self, profile: Profile) -> str | None:
        """No such page, or nobody whose sessions may end."""
        return None if _who(profile) else "the profile has no [devices] with a persona of the test's own"

    def actors(self, profile: Profile) -> list[tuple[str, str]]:
        """The same person twice."""
        who = _who(profile)
        return [(who.name, TASK), (who.name, OTHER)] if who else []

    async def probe(self, stage: Stage) -> None:
        """One record."""
        who, devices = _who(stage.run.profile), stage.run.profile.devices
        assert who is not None
        assert devices is not None
        try:
            async with stage.actor(who, TASK, fresh=True) as here, ProbeClient(stage.run, TASK, stage.pace) as client:
                alone = await entries(here, devices)
                async with stage.actor(who, OTHER, fresh=True) as there:
                    told = {"alone": alone, **await _Two(stage, devices, here, there, client).go()}
        except ActorFailedError as error:
            told = {"control": str(error)}
        stage.run.writer.probe(TASK, {"persona": who.name, **told})


def _who(profile: Profile) -> Persona | None:
    if profile.devices is None:
        return None
    able = [one for one in profile.personas.values() if one.acts_only and one.password and one.known and not one.totp]
    return next((one for one in able if profile.devices.persona in (None, one.name)), None)


async def entries(actor: Actor, devices: Devices) -> int:
    """How many sessions the list shows."""
    where = read_where(devices.each)
    await actor.goto(devices.page)
    return 0 if isinstance(where, str) else await count(actor.page, where, WAIT)


class _Two:
    """Two devices of one person: `here` looks and ends, `there` is to be ended."""

    def __init__(self, stage: Stage, devices: Devices, here: Actor, there: Actor, client: ProbeClient) -> None:
        self._stage, self._devices, self._here, self._there, self._client = stage, devices, here, there, client

    async def go(self) -> dict[str, Any]:
        """Everything that is to be recorded."""
        cookies = await jar(self._there)
        page = await self._telling(cookies)
        if page is None:
            return {"control": "no-telling-page"}
        if not await self._reads(page, await jar(self._here)):
            return {"control": "one-at-a-time"}
        both = await entries(self._here, self._devices)
        shot = await self._here.shot()
        done = await self._end()
        still = await self._still(page, cookies)
        return {
            "page": page, "both": both, "ended": done, "left": await entries(self._here, self._devices),
            "still": still, "alive": await self._alive(page), "shot": shot,
        }

    async def _end(self) -> bool:
        """End the others, one by one where the app wants it so; whether the first time worked."""
        for turn in range(MOST_ENDED):
            shown = await entries(self._here, self._devices)
            if turn and shown <= 1:
                break
            if not (await do(self._here, self._devices.end, {}, "end other sessions")).ok:
                return turn > 0
            if turn and await entries(self._here, self._devices) >= shown:
                break
        return True

    async def _telling(self, cookies: Mapping[str, str]) -> str | None:
        """An address that shows a planted value to the other session and none to a stranger."""
        run, who = self._stage.run, self._there.persona
        await self._stage.rig.proxy.written(f"{who.name}-{OTHER}")
        seen = await asyncio.to_thread(personal_endpoints, run, f"{who.name}-{OTHER}", who)
        for page in list(dict.fromkeys([self._there.page.url, *seen]))[:MOST_PAGES]:
            if await tells(self._client, run, who.name, page, cookies):
                return page
        return None

    async def _reads(self, page: str, cookies: Mapping[str, str]) -> bool | None:
        url = urljoin(self._here.base, page)
        headers = {"cookie": cookie_line(cookies)}
        return opened(await self._client.get(url, persona=self._here.persona.name, headers=headers), self._here.persona)

    async def _still(self, page: str, cookies: Mapping[str, str]) -> bool | None:
        """Whether the ended session reads on; an app has a few seconds to forget it."""
        if reads := await self._reads(page, cookies):
            await asyncio.sleep(builtin_parameters().number("logout-delay"))
            reads = await self._reads(page, cookies)
        return reads

    async def _alive(self, page: str) -> bool | None:
        """Whether the page still shows whose it is: to the session that ended the others, or to a fresh sign-in."""
        if reads := await self._reads(page, await jar(self._here)):
            return reads
        await self._there.context.clear_cookies()
        try:
            await self._there.sign_in()
        except ActorFailedError:
            return False
        return await self._reads(page, await jar(self._there))
