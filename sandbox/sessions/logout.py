"""Signs out as a person does, and asks what is left: on the server, in the browser, behind the back button (`logout`).

Whoever signs out here signed in for it, so nobody else's session is touched. It only writes down what was seen.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Sequence

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page

from harness import Persona, Profile
from harness.catalogue.parameters import builtin_parameters
from harness.sandbox.acting.actor import Actor, ActorFailedError
from harness.sandbox.acting.probe import ActingProbe
from harness.sandbox.acting.stage import Stage
from harness.sandbox.sessions.leftovers import kept_by, planted_on
from harness.sandbox.sessions.old_session import UNSURE, OldSession
from harness.sandbox.sessions.open_socket import beside
from harness.sandbox.sessions.sockets import Lines
from harness.sandbox.web.endpoints import personal_endpoints
from harness.sandbox.web.page import links, words
from harness.sandbox.web.page.enter import push
from harness.sandbox.web.page.failures import clean
from harness.sandbox.web.page.goto import goto
from harness.sandbox.web.page.look import look
from harness.sandbox.web.page.press import Found, find, in_sight
from harness.sandbox.web.page.proof import patience, prove
from harness.sandbox.web.page.settle import settle
from harness.sandbox.web.plan import plan_sessions

TASK = "logout"
ROLES = ("pupil", "teacher", "admin")
ROUNDS = 3
"""A question such as “are you sure” may follow, in these words again."""
VISITS = 3
BACK = 5
"""How often the back button is pushed."""
QUIET = 5.0
UNSEEN = "a page without the network was neither shown nor refused"
OWN = next(named for _, named in links.GOOD if "profile" in named)


type _Unsure = tuple[Persona, dict[str, object], str]
"""Who, what was found, and where a token was not renewed."""


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
        """A token that is not renewed says something where one is for somebody who just signed in.

        Who needs a code for that, and so up to half a minute, relies on who needs none.
        """
        who, shown = _who(stage.run.profile), set[str]()
        quick = [one for one in who if one.totp is None] or who[:1]
        left = await asyncio.gather(*(self._one(stage, one, shown, shows=one in quick) for one in who))
        for persona, told, asked in [one for one in left if one is not None]:
            renewal = {"renewal": "refused" if asked in shown else "untold"}
            stage.run.writer.probe(TASK, {"persona": persona.name, **told, **renewal})

    async def _one(self, stage: Stage, persona: Persona, shown: set[str], *, shows: bool) -> _Unsure | None:
        """Write down what was found; given back instead where somebody else may still show what it means."""
        leaving = None
        try:
            async with stage.actor(persona, TASK, alone=True) as actor:
                leaving = _Leaving(stage, actor)
                told = await leaving.go()
                if shows and await leaving.session.shown_to_renew():
                    shown.add(leaving.session.renews_at)
        except ActorFailedError as error:
            told = {"reason": str(error)}
        if leaving is not None and told.get("renewal") == UNSURE:
            return persona, told, leaving.session.renews_at
        stage.run.writer.probe(TASK, {"persona": persona.name, **told})
        return None


def _who(profile: Profile) -> list[Persona]:
    people = [one for one in profile.personas.values() if not one.acts_only]
    firsts = (next((one for one in people if one.role == role), None) for role in ROLES)
    return [one for one in firsts if one is not None]


class _Leaving:
    """One person's way out."""

    def __init__(self, stage: Stage, actor: Actor) -> None:
        self.stage, self.actor, self.page = stage, actor, actor.page
        self.own = stage.run.profile.app.hosts
        self.session = OldSession(stage, actor, TASK)
        self.lines = Lines(actor.persona, self.own)
        self._showed: list[str] = []
        self._late: float | None = None

    async def go(self) -> dict[str, object]:
        """Everything that is to be recorded, in order."""
        await self.lines.watch(self.page)
        await self.actor.sign_in()
        before = await self._look_around()
        await self.session.remember(self.page.url)
        button = await find(self.page, words.LOGOUT)
        told: dict[str, object] = {"control": self.session.tells, "page": self.page.url, "shown": before}
        if button is None:
            return {**told, "found": False, "shot": await self.actor.shot()}
        async with beside(self.actor, self.lines.telling, self.own) as socket:
            label = button[1].words
            await self._measure()
            out, moment = await self._out(button)
            told |= {"found": True, "button": clean(label, 80), "out": out}
            forgotten = moment + builtin_parameters().number("logout-delay")
            told |= await self.session.again(forgotten)
            told |= await socket.after(forgotten)
            remains, unread = await kept_by(self.page, self.actor.persona, self.own)
            back, steps = await self._back()
            told |= {"remains": remains, "back": back, "steps": steps}
            offline, seen = await self._offline(self._showed)
            told |= {"offline": offline, "unread": unread or (None if seen else UNSEEN)}
            told |= await socket.anew(self.session.jar)
            if told["renewal"] or told["new_cookie"] or told["socket"]:
                told["answers"] = await self.session.answers()
        return told

    async def _look_around(self) -> list[str]:
        """Visit pages of the person's own, so that something is there to be left behind; the planted fields on them."""
        run, persona = self.stage.run, self.actor.persona
        earlier = next((one.name for one in plan_sessions(run.profile) if one.persona.name == persona.name), "")
        known = await asyncio.to_thread(personal_endpoints, run, earlier, persona)
        start, found = self.page.url, set(await self._planted())
        for page in list(dict.fromkeys([*await own_pages(self.page), *reversed(known)]))[:VISITS]:
            await self.actor.goto(page)
            found.update(await self._planted())
        await self.actor.goto(start)
        return sorted(found)

    async def _planted(self) -> list[str]:
        """What this page shows; which pages showed something is remembered."""
        await self.lines.listen()
        fields = await planted_on(self.page, self.actor.persona) or []
        if fields and self.page.url not in self._showed:
            self._showed.append(self.page.url)
        return fields

    async def _measure(self) -> None:
        """How long the page that tells takes to show who is signed in: a while later it shows nobody."""
        began = time.monotonic()
        if await self.actor.still_in():
            self._late = patience(None, time.monotonic() - began)

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
        proof = await prove(self.page, asked, self.actor.persona, self.actor.base, late=self._late)
        if proof.reason == "unreachable":
            raise ActorFailedError("the app did not answer any more after signing out", owner="app")
        return not proof.ok, moment

    async def _offline(self, pages: Sequence[str]) -> tuple[list[str], bool]:
        """Planted fields that the same pages still show without the network, from a cache or by a worker; and whether
        each of them was shown, or refused for want of a network.
        """
        found, seen = set[str](), True
        await self.actor.context.set_offline(True)
        try:
            for page in pages[: VISITS + 1]:
                try:
                    await goto(self.page, page, QUIET)
                except PlaywrightError as error:
                    seen = seen and "net::ERR_" in str(error)
                    continue
                with contextlib.suppress(PlaywrightError):  # a part that never comes hides nothing of the rest
                    await self.page.wait_for_load_state("load", timeout=QUIET * 1000)
                fields = await planted_on(self.page, self.actor.persona)
                seen = seen and fields is not None
                found.update(fields or ())
        finally:
            await self.actor.context.set_offline(False)
            with contextlib.suppress(PlaywrightError):
                await goto(self.page, "about:blank", QUIET)
        return sorted(found), seen

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


async def own_pages(page: Page) -> list[str]:
    """Links to what is the person's own, by their words."""
    buttons = [button for view in await look(page) for button in view.seen.buttons]
    return [button.href for button in buttons if button.href and words.has(button.text, OWN)]
