"""The session of somebody who signs out: what it proves itself with before, and what of that still opens afterwards.

In memory only. Cookies and the token that scripts add to requests are tried apart, each on a page that it opens by
itself: a token may be good for the interface alone.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Error as PlaywrightError

from harness import Persona, belongs
from harness.sandbox.acting.actor import Actor, ActorFailedError
from harness.sandbox.acting.stage import Stage
from harness.sandbox.probes.client import Answer, ProbeClient
from harness.sandbox.probes.session_life import cookie_line, shows
from harness.sandbox.sessions.overheard import Overheard
from harness.sandbox.sessions.renewal import TOO_MANY, Asking, repeatable, seen_renewing
from harness.sandbox.sessions.stated import lifetime
from harness.sandbox.web.endpoints import personal_endpoints

PAGES, BEARERS = 4, 3
UNSURE = "unsure"


@dataclass(frozen=True, eq=False)
class Door:
    """A page that opened to some of the session (`ways`: cookie, token) and not to a stranger."""

    ways: tuple[str, ...]
    page: str
    headers: Mapping[str, str] = field(repr=False)


class OldSession:
    """One person's session. Attach it before the first page: it listens for tokens."""

    def __init__(self, stage: Stage, actor: Actor, task: str) -> None:
        self._stage, self._actor, self._task = stage, actor, task
        self._heard = Overheard(actor.context, stage.run.profile.app.hosts)
        self._doors: list[Door] = []
        self._bearer: str | None = None
        self._unsure = False
        self.jar: list[dict[str, Any]] = []
        """The app's cookies, as the browser gives and takes them."""

    @property
    def tells(self) -> bool:
        """Whether some page tells that the session is open."""
        return bool(self._doors)

    async def remember(self, here: str) -> None:
        """Find out what the session is, and a page for each part of it that opens by it."""
        run, persona = self._stage.run, self._actor.persona
        await self._heard.caught_up()
        await self._stage.rig.proxy.written(f"{persona.name}-{self._task}")
        own = run.profile.app.hosts
        jar = [dict(one) for one in await self._actor.context.cookies()]
        self.jar = [one for one in jar if belongs(str(one.get("domain", "")).lstrip("."), own)]
        self._bearer = self._heard.bearer
        for secret in (*self._heard.bearers, *self._renewing()):
            run.redactor.learn(f"{persona.name}.session", secret.rpartition(" ")[2])
        seen = await asyncio.to_thread(personal_endpoints, run, f"{persona.name}-{self._task}", persona)
        async with self._client() as client:
            await self._find_doors(client, list(dict.fromkeys([here, *seen])))

    async def _find_doors(self, client: ProbeClient, pages: Sequence[str]) -> None:
        cookie = self._headers("cookie")
        if cookie and (door := await self._door(client, ("cookie",), cookie, pages)):
            self._doors.append(door)
        for bearer in list(reversed(self._heard.bearers))[:BEARERS]:  # one of them may be the app's own, of nobody
            asked = self._heard.bearers[bearer]
            places = dict.fromkeys([*(page for page in pages if page in asked), *asked, *pages])
            if door := await self._door(client, ("token",), {"authorization": bearer}, list(places)):
                self._bearer = bearer
                self._doors.append(door)
                return
        if not self._doors and cookie and (token := self._headers("token")):
            both = await self._door(client, ("cookie", "token"), {**cookie, **token}, pages)
            self._doors += [both] if both else []

    async def _door(
        self, client: ProbeClient, ways: tuple[str, ...], headers: Mapping[str, str], pages: Sequence[str]
    ) -> Door | None:
        for page in pages[:PAGES]:
            if await self._opens(client, page, headers) and await self._opens(client, page, {}) is False:
                return Door(ways, page, headers)
        return None

    def _headers(self, way: str) -> dict[str, str]:
        if way == "token":
            return {"authorization": self._bearer} if self._bearer else {}
        cookies = {str(one.get("name")): str(one.get("value")) for one in self.jar}
        return {"cookie": cookie_line(cookies)} if cookies else {}

    def _renewing(self) -> list[str]:
        return [secret for one in self._heard.given for secret in (one.access, one.refresh) if secret]

    def _client(self) -> ProbeClient:
        return ProbeClient(self._stage.run, self._task, self._stage.pace)

    async def _opens(self, client: ProbeClient, page: str, headers: Mapping[str, str]) -> bool | None:
        answer = await client.get(page, persona=self._actor.persona.name, headers=headers)
        return opened(answer, self._actor.persona)

    async def again(self, forgotten: float) -> dict[str, object]:
        """What of it still opens its page, and whether it still gives new tokens. An app may forget until `forgotten`,
        a moment of the loop's clock; `opens` None: the app did not answer.
        """
        async with self._client() as client:
            opens = {door: await self._opens(client, door.page, door.headers) for door in self._doors}
            if any(opens.values()):
                await until(forgotten)
                again = [door for door, still in opens.items() if still]
                opens |= {door: await self._opens(client, door.page, door.headers) for door in again}
            renewal = await self._try_to_renew(client, forgotten)
        by = [way for door, still in opens.items() if still for way in door.ways]
        stated = lifetime((self._bearer or "").rpartition(" ")[2]) if "token" in by else None
        hours = None if stated is None or math.isinf(stated) else round(stated / 3600, 2)
        all_shut = bool(opens) and None not in opens.values()
        self._unsure = renewal == UNSURE
        opens_it = True if by else False if all_shut else None
        return {"opens": opens_it, "by": by, "hours": hours, "renewal": renewal}

    async def _try_to_renew(self, client: ProbeClient, forgotten: float) -> str:
        """`given`, `refused`, UNSURE where it is not known whether it would have worked, `untold`, or "" for no way."""
        ways = repeatable(self._heard.given, list(self._heard.bearers), self._actor.persona) if self._by_token else []
        renewing = self._heard.refresh
        if not ways and renewing is None:
            return ""
        await until(forgotten)
        asking = self._asking(client, {**self._headers("cookie"), **self._headers("token")})
        found = [await asking.again(one) for one in ways]
        if renewing is not None:
            found.append(await asking.renewed(renewing, seen_renewing(self._heard.given)))
        if any(found):
            return "given"
        return "untold" if None in found else UNSURE if renewing else "refused"

    @property
    def _by_token(self) -> bool:
        return any(door.ways == ("token",) for door in self._doors)

    def _asking(self, client: ProbeClient, session: Mapping[str, str]) -> Asking:
        """What comes back has to open any page that tells whose it is."""
        asked = [page for pages in self._heard.bearers.values() for page in pages]
        pages = list(dict.fromkeys([*(door.page for door in self._doors), *asked]))[:PAGES]

        async def opens(headers: Mapping[str, str]) -> bool | None:
            found = [await self._opens(client, page, headers) for page in pages]
            return True if any(found) else None if None in found or not found else False

        return Asking(client, self._actor.persona.name, session, opens)

    async def answers(self) -> bool:
        """Whether the app still answers: what is refused by an app that is gone has not been ended."""
        page = self._doors[0].page if self._doors else self._actor.base
        async with self._client() as client:
            return await self._opens(client, page, {}) is not None

    @property
    def renews_at(self) -> str:
        """Where the latest token to renew with came from."""
        return self._heard.refresh.url if self._heard.refresh else ""

    async def shown_to_renew(self) -> bool:
        """Last of all: where a token was not renewed, whether the same works for somebody who just signed in."""
        if not self._unsure:
            return False
        earlier = self._heard.refresh
        try:
            await self._actor.sign_in()
            if self._heard.refresh is earlier and earlier is not None and "referer" in earlier.headers:
                await self._actor.goto(earlier.headers["referer"])
        except (ActorFailedError, PlaywrightError):
            return False
        await self._heard.caught_up()
        now, self._bearer = self._heard.refresh, self._heard.bearer
        if now is None or now is earlier:
            return False
        cookies = await self._actor.context.cookies()
        headers = {"cookie": cookie_line({str(one.get("name")): str(one.get("value")) for one in cookies})}
        async with self._client() as client:
            return bool(await self._asking(client, headers).renewed(now, seen_renewing(self._heard.given)))


async def until(moment: float) -> None:
    """Wait for a moment of the loop's clock; none when it is over."""
    await asyncio.sleep(max(moment - asyncio.get_running_loop().time(), 0))


def opened(answer: Answer | None, persona: Persona) -> bool | None:
    """Whether an answer shows whose page it is; None when the app did not really answer: refusals that anybody gets."""
    if answer is None or answer.status >= 500 or answer.status == TOO_MANY:
        return None
    return shows(answer, persona)
