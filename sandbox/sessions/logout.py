"""Signs out as a person does, and asks what is left: on the server, in the browser, behind the back button (`logout`).

Whoever signs out here signed in for it, so nobody else's session is touched. It only writes down what was seen.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, Request

from harness import Persona, Profile, belongs
from harness.catalogue.parameters import builtin_parameters
from harness.sandbox.acting.actor import Actor, ActorFailedError
from harness.sandbox.acting.probe import ActingProbe
from harness.sandbox.acting.stage import Stage
from harness.sandbox.probes.client import Answer, ProbeClient
from harness.sandbox.probes.session_life import cookie_line, shows
from harness.sandbox.sessions.leftovers import kept_by, planted_on
from harness.sandbox.sessions.stated import lifetime
from harness.sandbox.web.endpoints import personal_endpoints
from harness.sandbox.web.page import links, words
from harness.sandbox.web.page.enter import push
from harness.sandbox.web.page.failures import clean
from harness.sandbox.web.page.look import look
from harness.sandbox.web.page.press import Found, find, in_sight
from harness.sandbox.web.page.proof import prove
from harness.sandbox.web.page.settle import settle
from harness.sandbox.web.plan import plan_sessions

TASK = "logout"
ROLES = ("pupil", "teacher", "admin")
ROUNDS = 3
"""A question such as “are you sure” may follow, in these words again."""
PAGES = 4
VISITS = 3
TOO_MANY = 429
BACK = 5
"""How often the back button is pushed."""
QUIET = 5.0
OWN = next(named for _, named in links.GOOD if "profile" in named)


@dataclass
class _Session:
    """What the browser proves itself with; in memory only."""

    cookies: Mapping[str, str] = field(default_factory=dict)
    bearer: str | None = None

    def headers(self) -> dict[str, str]:
        """What a request of this session carries."""
        found = {"cookie": cookie_line(self.cookies)} if self.cookies else {}
        return {**found, **({"authorization": self.bearer} if self.bearer else {})}


class LogoutProbe(ActingProbe):
    """One person of each role that signs in. It goes last: some apps end every session of a person at once."""

    name = "signing out"
    kinds = (TASK,)
    wave = 9
    apart = True

    def lacks(self, profile: Profile) -> str | None:
        return None if _who(profile) else "the profile has nobody who signs in"

    def actors(self, profile: Profile) -> list[tuple[str, str]]:
        return [(persona.name, TASK) for persona in _who(profile)]

    async def probe(self, stage: Stage) -> None:
        await asyncio.gather(*(self._one(stage, persona) for persona in _who(stage.run.profile)))

    async def _one(self, stage: Stage, persona: Persona) -> None:
        try:
            async with stage.actor(persona, TASK, fresh=True) as actor:
                told = await _Leaving(stage, actor).go()
        except ActorFailedError as error:
            told = {"reason": str(error)}
        stage.run.writer.probe(TASK, {"persona": persona.name, **told})


def _who(profile: Profile) -> list[Persona]:
    people = [one for one in profile.personas.values() if not one.acts_only]
    firsts = (next((one for one in people if one.role == role), None) for role in ROLES)
    return [one for one in firsts if one is not None]


class _Leaving:
    """One person's way out."""

    def __init__(self, stage: Stage, actor: Actor) -> None:
        self.stage, self.actor, self.page = stage, actor, actor.page
        self.session = _Session()
        actor.context.on("request", self._overhear)

    def _overhear(self, request: Request) -> None:
        """Some apps carry a token that scripts add; it has to be tried again like a cookie."""
        own = self.stage.run.profile.app.hosts
        if belongs(urlsplit(request.url).hostname or "", own) and (said := request.headers.get("authorization")):
            self.session.bearer = said

    async def go(self) -> dict[str, object]:
        """Everything that is to be recorded, in order."""
        before = await self._look_around()
        telling = await self._telling()
        button = await find(self.page, words.LOGOUT)
        told: dict[str, object] = {"control": telling is not None, "page": self.page.url, "shown": before}
        if button is None:
            return {**told, "found": False, "shot": await self.actor.shot()}
        label = button[1].words
        out, moment = await self._out(button)
        told |= {"found": True, "button": clean(label, 80), "out": out}
        if telling is not None:
            told["opens"] = await self._still_opens(telling, moment)
            if told["opens"]:
                told |= await self._opened_by(telling)
        own = self.stage.run.profile.app.hosts
        remains, unread = await kept_by(self.page, self.actor.persona, own)
        back, steps = await self._back()
        return {**told, "remains": remains, "unread": unread, "back": back, "steps": steps}

    async def _look_around(self) -> list[str]:
        """Visit pages of the person's own, so that something is there to be left behind; the planted fields on them."""
        run, persona = self.stage.run, self.actor.persona
        earlier = next((one.name for one in plan_sessions(run.profile) if one.persona.name == persona.name), "")
        known = await asyncio.to_thread(personal_endpoints, run, earlier, persona)
        start, found = self.page.url, set(await planted_on(self.page, persona) or ())
        for page in list(dict.fromkeys([*await own_pages(self.page), *reversed(known)]))[:VISITS]:
            await self.actor.goto(page)
            found.update(await planted_on(self.page, persona) or ())
        await self.actor.goto(start)
        return sorted(found)

    async def _telling(self) -> str | None:
        """An address that shows a planted value to this session and none to a stranger."""
        run, name = self.stage.run, self.actor.persona.name
        await self.stage.rig.proxy.written(f"{name}-{TASK}")
        jar = await self.actor.context.cookies()
        own = [one for one in jar if belongs(str(one.get("domain", "")).lstrip("."), run.profile.app.hosts)]
        self.session.cookies = {str(one.get("name")): str(one.get("value")) for one in own}
        if self.session.bearer:
            run.redactor.learn(f"{name}.session", self.session.bearer.rpartition(" ")[2])
        seen = await asyncio.to_thread(personal_endpoints, run, f"{name}-{TASK}", self.actor.persona)
        async with ProbeClient(run, TASK, self.stage.pace) as client:
            for page in list(dict.fromkeys([self.page.url, *seen]))[:PAGES]:
                if await self._opens(client, page, self.session.headers()):
                    return page if await self._opens(client, page, {}) is False else None
        return None

    async def _opens(self, client: ProbeClient, page: str, headers: Mapping[str, str]) -> bool | None:
        answer = await client.get(page, persona=self.actor.persona.name, headers=headers)
        return opened(answer, self.actor.persona)

    async def _out(self, button: Found) -> tuple[bool, float]:
        """Push it, confirm what is asked; whether the page no longer shows who was signed in, and when that was.

        ActorFailedError when the app does not answer any more: that is no signing out.
        """
        profile, found = self.stage.run.profile, button
        for _ in range(ROUNDS):
            await self.actor.acted("sign out")
            await push(*found)
            moment = asyncio.get_running_loop().time()
            await settle(self.page, QUIET)
            again = await in_sight(self.page, words.LOGOUT)
            if again is None or again[1].words == found[1].words:
                break
            found = again
        asked = profile.login.proof if profile.login else None
        proof = await prove(self.page, asked, self.actor.persona, self.actor.base)
        if proof.reason == "unreachable":
            raise ActorFailedError("the app did not answer any more after signing out", owner="app")
        return not proof.ok, moment

    async def _still_opens(self, page: str, moment: float) -> bool | None:
        """Whether the old session still opens the page; an app has a few seconds to forget it. None: not answered."""
        async with ProbeClient(self.stage.run, TASK, self.stage.pace) as client:
            if not (opens := await self._opens(client, page, self.session.headers())):
                return opens
            allowed = moment + builtin_parameters().number("logout-delay")
            await asyncio.sleep(max(allowed - asyncio.get_running_loop().time(), 0))
            return await self._opens(client, page, self.session.headers())

    async def _opened_by(self, page: str) -> dict[str, object]:
        """What of the old session opens the page by itself; of a token, how many hours it says that it lives."""
        ways = {"cookie": replace(self.session, bearer=None), "token": replace(self.session, cookies={})}
        async with ProbeClient(self.stage.run, TASK, self.stage.pace) as client:
            by = [way for way, one in ways.items() if one.headers() and await self._opens(client, page, one.headers())]
        stated = lifetime((self.session.bearer or "").rpartition(" ")[2]) if "token" in by else None
        return {"by": by, "hours": None if stated is None or math.isinf(stated) else round(stated / 3600, 2)}

    async def _back(self) -> tuple[list[str], int]:
        """Planted fields that the back button shows to whoever comes next, and how many pages back could be read."""
        found: set[str] = set()
        steps = 0
        for _ in range(BACK):
            here = self.page.url
            try:
                answer = await self.page.go_back(wait_until="commit", timeout=QUIET * 1000)
            except PlaywrightError:
                break
            if answer is None and self.page.url == here:
                break  # nothing lies before it; within one page, going back brings no answer but another address
            await settle(self.page, QUIET)
            fields = await planted_on(self.page, self.actor.persona)
            steps += fields is not None
            found.update(fields or ())
        return sorted(found), steps


def opened(answer: Answer | None, persona: Persona) -> bool | None:
    """Whether an answer shows whose page it is; None when the app did not really answer: refusals that anybody gets."""
    if answer is None or answer.status >= 500 or answer.status == TOO_MANY:
        return None
    return shows(answer, persona)


async def own_pages(page: Page) -> list[str]:
    """Links to what is the person's own, by their words."""
    buttons = [button for view in await look(page) for button in view.seen.buttons]
    return [button.href for button in buttons if button.href and words.has(button.text, OWN)]
