"""A session that is to end: what it proves itself with before, and what of that still opens afterwards.

In memory only. Cookies and the token that scripts add to requests are tried apart, each on a page that it opens by
itself: a token may be good for the interface alone.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from playwright.async_api import Error as PlaywrightError

from harness import Persona, belongs
from harness.sandbox.acting.actor import Actor, ActorFailedError
from harness.sandbox.acting.stage import Stage
from harness.sandbox.probes.client import Answer, ProbeClient
from harness.sandbox.probes.session_life import cookie_line, may_be_session, shows
from harness.sandbox.sessions.anew import Anew, visit_all
from harness.sandbox.sessions.leftovers import stored_by
from harness.sandbox.sessions.overheard import Given, Overheard, keeps_to_renew
from harness.sandbox.sessions.renewal import TOO_MANY, Asking, reopening, repeatable, seen_renewing, unasked
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
    """One person's session. Attach it before the first page: it listens for tokens. `of`: whose values tell that a page
    opens, where they are not the person's own.
    """

    def __init__(self, stage: Stage, actor: Actor, task: str, of: Persona | None = None) -> None:
        self._stage, self._actor, self._task, self._of = stage, actor, task, of or actor.persona
        self._heard = Overheard(actor.context, stage.run.profile.app.hosts)
        self._anew = Anew(actor, self._heard)
        self.doors: list[Door] = []
        self._bearer: str | None = None
        self.unsure = False
        """Whether a token was not renewed, and it is not known whether it would have been before."""
        self._beyond = True
        """Whether what a new token opens elsewhere than at a door says something too."""
        self.renewed: set[str] = set()
        """Pages that opened to what was got last."""
        self._latest: Mapping[str, str] = {}
        self._addresses: list[str] = []
        self.jar: list[dict[str, Any]] = []
        """The app's cookies, as the browser gives and takes them."""

    @property
    def tells(self) -> bool:
        """Whether some page tells that the session is open."""
        return bool(self.doors)

    async def remember(self, here: str) -> None:
        """Find out what the session is, and a page for each part of it that opens by it."""
        run, persona = self._stage.run, self._actor.persona
        await self._take()
        await self._stage.rig.proxy.written(f"{persona.name}-{self._task}")
        seen = await asyncio.to_thread(personal_endpoints, run, f"{persona.name}-{self._task}", persona)
        async with self._client() as client:
            self.doors += await self._find_doors(client, list(dict.fromkeys([here, *seen])))

    async def remember_each(self, addresses: Sequence[str]) -> None:
        """Each of these addresses, by each part of the session that opens it. A token that nobody else's values are
        asked of is tried where it went, too.
        """
        self._beyond, self._addresses = False, list(addresses)
        await visit_all(self._actor, addresses)
        await self._heard.caught_up()
        if self._heard.refresh is None and keeps_to_renew(await stored_by(self._actor.page)):
            await self.come_anew()  # it was handed out before anybody listened
            await visit_all(self._actor, addresses)
        await self._take()
        async with self._client() as client:
            for address in addresses:
                page = urljoin(self._actor.base, address)
                self.doors += await self._find_doors(client, [page], elsewhere=False)
            if self._of is self._actor.persona and (door := await self._token_door(client, [])):
                known = {(one.ways, one.page) for one in self.doors}
                self.doors += [door] if (door.ways, door.page) not in known else []

    async def _take(self) -> None:
        run, persona, own = self._stage.run, self._actor.persona, self._stage.run.profile.app.hosts
        await self._heard.caught_up()
        jar = [dict(one) for one in await self._actor.context.cookies()]
        self.jar = [one for one in jar if belongs(str(one.get("domain", "")).lstrip("."), own)]
        self._bearer = self._heard.bearer
        for secret in (*self._heard.bearers, *self._renewing()):
            run.redactor.learn(f"{persona.name}.session", secret.rpartition(" ")[2])

    async def _find_doors(
        self, client: ProbeClient, pages: Sequence[str], *, elsewhere: bool = True
    ) -> list[Door]:
        cookie = self._headers("cookie")
        alone = await self._door(client, ("cookie",), cookie, pages) if cookie else None
        found = [alone, await self._token_door(client, pages, elsewhere=elsewhere)]
        if not any(found) and cookie and (token := self._headers("token")):
            found.append(await self._door(client, ("cookie", "token"), {**cookie, **token}, pages))
        return [one for one in found if one]

    async def _token_door(self, client: ProbeClient, pages: Sequence[str], *, elsewhere: bool = True) -> Door | None:
        for bearer in list(reversed(self._heard.bearers))[:BEARERS]:  # one of them may be the app's own, of nobody
            asked = self._heard.bearers[bearer]
            places = [*(page for page in pages if page in asked), *(asked if elsewhere else ()), *pages]
            if door := await self._door(client, ("token",), {"authorization": bearer}, list(dict.fromkeys(places))):
                self._bearer = bearer
                return door
        return None

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
        return opened(answer, self._of)

    async def look(self, client: ProbeClient) -> dict[Door, bool | None]:
        """Which doors open now; None: the app did not answer."""
        return {door: await self._opens(client, door.page, door.headers) for door in self.doors}

    async def again(self, forgotten: float) -> dict[str, object]:
        """What of it still opens its page, and whether it still gives new tokens. An app may forget until `forgotten`,
        a moment of the loop's clock; `opens` None: the app did not answer.
        """
        async with self._client() as client:
            opens = await self.look(client)
            if any(opens.values()):
                await until(forgotten)
                again = [door for door, still in opens.items() if still]
                opens |= {door: await self._opens(client, door.page, door.headers) for door in again}
            if self._renews:
                await until(forgotten)
            renewal, cookie = await self.renewal(client), await self.another_cookie(client)
            cookie = "untold" if cookie == UNSURE else cookie
        by = [way for door, still in opens.items() if still for way in door.ways]
        stated = lifetime((self._bearer or "").rpartition(" ")[2]) if "token" in by else None
        hours = None if stated is None or math.isinf(stated) else round(stated / 3600, 2)
        all_shut = bool(opens) and None not in opens.values()
        opens_it = True if by else False if all_shut else None
        return {"opens": opens_it, "by": by, "hours": hours, "renewal": renewal, "new_cookie": cookie}

    @property
    def _repeatable(self) -> list[Given]:
        return repeatable(self._heard.given, list(self._heard.bearers), self._actor.persona) if self._by_token else []

    @property
    def _renews(self) -> bool:
        return bool(self._repeatable or self._renewer or self._reopening or self._by_another or self._unasked)

    @property
    def _renewer(self) -> Given | None:
        """The latest token to renew with; none where it brings cookies, or no page would tell what a new one opens."""
        given, again = self._heard.given, self._heard.again
        brings_cookies = seen_renewing(given, again) is not None and seen_renewing(given) is None
        return self._heard.refresh if (self._beyond or self._by_token) and not brings_cookies else None

    @property
    def _reopening(self) -> list[Given]:
        return reopening(self._heard.again, self._heard.given, self._actor.persona)

    @property
    def _by_another(self) -> tuple[Given, str] | None:
        """How a page got another session cookie for a token that renews, and that token."""
        return seen_renewing(self._heard.given, self._heard.again) if self._heard.refresh else None

    @property
    def _unasked(self) -> list[Given]:
        return unasked(self.jar, self._heard.again, self._actor.base)

    async def renewal(self, client: ProbeClient) -> str:
        """`given`, `refused`, UNSURE where it is not known whether it would have worked, `untold`, or "" for no way."""
        ways, renewing = self._repeatable, self._renewer
        self.renewed.clear()
        asking = self._asking(client, {**self._headers("cookie"), **self._headers("token")})
        found = [await asking.again(one) for one in ways]
        if renewing is not None:
            found.append(await asking.renewed(renewing, seen_renewing(self._heard.given)))
        if self._latest and not any(found):  # it goes on by itself, though no other is given any more
            found.append(await asking.opens(self._latest))
        told = "untold" if None in found else UNSURE if renewing else "refused" if found else ""
        told = "given" if any(found) else told
        self.unsure = told == UNSURE
        return told

    async def another_cookie(self, client: ProbeClient) -> str:
        """The same of another session cookie, asked for as the page got one; UNSURE where no page was seen to."""
        asking = self._asking(client, {**self._headers("cookie"), **self._headers("token")})
        found = [await asking.reopened(one) for one in self._reopening]
        if (seen := self._by_another) and (renewing := self._heard.refresh):
            found.append(await asking.reopened(*seen, renewing.refresh or ""))
        guessed = [await asking.reopened(one) for one in self._unasked]
        told = "untold" if None in found else UNSURE if guessed else "refused" if found else ""
        return "given" if any([*found, *guessed]) else told

    @property
    def _by_token(self) -> bool:
        return any(door.ways == ("token",) for door in self.doors)

    def _asking(self, client: ProbeClient, session: Mapping[str, str]) -> Asking:
        """What comes back has to open any page that tells whose it is."""
        asked = [page for pages in self._heard.bearers.values() for page in pages] if self._beyond else []
        pages = list(dict.fromkeys([*(door.page for door in self.doors), *asked]))[:PAGES]

        async def opens(headers: Mapping[str, str]) -> bool | None:
            found = {page: await self._opens(client, page, headers) for page in pages}
            self.renewed |= {page for page, opens in found.items() if opens}
            self._latest = headers if any(found.values()) else self._latest
            return True if any(found.values()) else None if None in found.values() or not found else False

        told = [(str(one.get("name")), str(one.get("value")), bool(one.get("httpOnly"))) for one in self.jar]
        bare = {name: value for name, value, http_only in told if not may_be_session(name, http_only)}
        return Asking(client, self._actor.persona.name, session, opens, self._heard.given.append, bare)

    async def answers(self) -> bool:
        """Whether the app still answers: what is refused by an app that is gone has not been ended."""
        page = self.doors[0].page if self.doors else self._actor.base
        async with self._client() as client:
            return await self._opens(client, page, {}) is not None

    @property
    def renews_at(self) -> str:
        """Where the latest token to renew with came from."""
        return self._heard.refresh.url if self._heard.refresh else ""

    async def shown_to_renew(self) -> bool:
        """Last of all: where a token was not renewed, whether the same works for somebody who just signed in."""
        if not self.unsure:
            return False
        try:
            await self.come_anew()
        except (ActorFailedError, PlaywrightError):
            return False
        return await self.renews_anew()

    async def come_anew(self) -> None:
        """Let the same person sign in with a browser that kept nothing. ActorFailedError: nobody was let in."""
        await self._anew.come(self._addresses)

    async def opens_anew(self, client: ProbeClient) -> dict[str, bool | None]:
        """Which pages of the doors open to whoever came anew; None: no answer, or no token was used to ask with."""
        headers = await self._anew.headers()
        found = {page: await self._opens(client, page, headers) for page in {door.page: None for door in self.doors}}
        mute = {door.page for door in self.doors if "token" in door.ways} if "authorization" not in headers else set()
        return {page: opens or (None if page in mute else opens) for page, opens in found.items()}

    async def renews_anew(self) -> bool:
        """Whether a token is renewed to whoever came anew, where one is."""
        if (now := self._anew.renewer) is None:
            return False
        async with self._client() as client:
            asking = self._asking(client, await self._anew.cookies())
            return bool(await asking.renewed(now, seen_renewing(self._heard.given)))


async def until(moment: float) -> None:
    """Wait for a moment of the loop's clock; none when it is over."""
    await asyncio.sleep(max(moment - asyncio.get_running_loop().time(), 0))


def opened(answer: Answer | None, persona: Persona) -> bool | None:
    """Whether an answer shows whose page it is; None when the app did not really answer: refusals that anybody gets."""
    if answer is None or answer.status >= 500 or answer.status == TOO_MANY:
        return None
    return shows(answer, persona)
