"""A login that gave its password and still owes a code."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Literal, cast
from urllib.parse import urlsplit

from playwright.async_api import Request

from harness import belongs
from harness.sandbox.acting.actor import Actor, ActorFailedError
from harness.sandbox.factors.trouble import trouble
from harness.sandbox.sessions.forgetting import forget
from harness.sandbox.web.page import enter, forms, press, words
from harness.sandbox.web.page.forms import Form
from harness.sandbox.web.page.frames import until
from harness.sandbox.web.page.login import login
from harness.sandbox.web.page.look import View, look
from harness.sandbox.web.page.proof import patience, prove_aside
from harness.sandbox.web.page.settle import settle, watch
from harness.sandbox.web.page.telling import login_told

type Stand = Literal["in", "code", "away", "not-asked"]
"""Where a login stands: the account is open, a code is asked, or neither (the password is asked again, say). When no
code was asked to begin with, none was tried.
"""

QUIET = 5.0


class HalfWay:
    """One browser that signs in step by step. Nobody is signed in at the beginning of each login."""

    def __init__(self, actor: Actor) -> None:
        self._actor, self._page = actor, actor.page
        self._late: float | None = None
        self._find = forms.find
        self.broke = False
        """Whether the app failed at the code that was given last."""

    async def password(self, kept: Sequence[Mapping[str, Any]] = ()) -> Stand:
        """Forget everything but the cookies `kept`, and give user name and password.

        ActorFailedError: that could not be done.
        """
        actor, profile, self._find = self._actor, self._actor.run.profile, forms.find
        await self.forget()
        await actor.context.add_cookies(cast(Any, kept))
        await actor.acted("sign in with the password alone")
        persona = actor.persona.model_copy(update={"totp": None})
        outcome = await login(self._page, profile.login, persona, actor.base, directory=profile.directory)
        if await self.asks():
            return "code"
        if await self.inside():
            return "in"
        if outcome.failure not in (None, "totp-missing"):
            raise ActorFailedError(login_told(outcome.failure), owner="app")
        return "away"

    async def turn_to_recovery(self) -> bool | None:
        """Follow what leads from the page that asks a code to a form for recovery codes, and give those there.

        None: nothing leads there. False: something did, and no such form came.
        """
        followed = False
        for called in (words.RECOVERY, words.OTHER_WAY, words.RECOVERY):
            if (found := await press.in_sight(self._page, called)) is None:
                continue
            await self._actor.acted("look for the form of a recovery code")
            await enter.push(*found)
            await settle(self._page, QUIET)
            followed = True
            if called is words.RECOVERY:
                break
        if not followed:
            return None
        self._find = forms.spare
        return await self.asks()

    async def give(self, code: str | Callable[[], Awaitable[str]], what: str, patience: float = 0.0) -> Stand:
        """Type a code where one is asked, send it, and see where the login stands; `what` is for the log.

        One that grows old while others have their turn is asked for when it is about to be typed. `patience`: seconds
        that the form may stay after the page fell silent, in which the code may still be taken.
        """
        found = await self._form()
        if found is None:
            return "not-asked"
        view, form = found
        await self._actor.acted(what)
        code = code if isinstance(code, str) else await code()
        with trouble(self._actor, lambda request: _carries(request, code)) as met:
            if not await self._sends_itself(view, form, code) and (found := await self._form()) is not None:
                view, form = found
                await enter.send(view, form.code[-1], forms.submit(view.seen, form))
                await settle(self._page, QUIET)
        self.broke = bool(met)
        if await self._form() is not None and (not patience or not await until(self._page, self._left, patience)):
            return "code"
        return "in" if await self.inside() else "away"

    async def _sends_itself(self, view: View, form: Form, code: str) -> bool:
        """Type the code; whether the page then gives it to the app by itself.

        Scripts that report send something too: elsewhere, or without the code.
        """
        own = self._actor.run.profile.app.hosts
        carried: list[str] = []

        def hear(request: Request) -> None:
            if _carries(request, code) and belongs(urlsplit(request.url).hostname or "", own):
                carried.append(request.url)

        pages = watch(self._page).pages
        self._page.on("request", hear)
        try:
            await self._again_with_password(view, form)
            await enter.fill_boxes(view, form.code, code)
            await settle(self._page, QUIET)
        finally:
            self._page.remove_listener("request", hear)
        return bool(carried) or watch(self._page).pages != pages

    async def _again_with_password(self, view: View, form: Form) -> None:
        """Where one form asks everything, the password is given once more with each code."""
        persona = self._actor.persona
        if form.username is not None and not form.username.given:
            await enter.fill(view, form.username, persona.username or "")
        if form.password is not None and persona.password is not None:
            await enter.fill(view, form.password, persona.password.get_secret_value())

    async def asks(self) -> bool:
        """Whether a code is asked on the page as it is."""
        return await self._form() is not None

    async def inside(self) -> bool:
        """Whether the account is open, seen in a page of its own.

        How long that took who was let in is the measure.
        """
        actor, began = self._actor, time.monotonic()
        asked = actor.run.profile.login.proof if actor.run.profile.login else None
        seen = await prove_aside(
            actor.context, asked, actor.persona, actor.base, beside=self._page, late=self._late
        )
        if seen.ok:
            self._late = patience(self._late, time.monotonic() - began)
        return seen.ok

    async def _left(self) -> bool | None:
        return None if await self.asks() else True

    async def _form(self) -> tuple[View, Form] | None:
        found = [(view, form) for view in await look(self._page) if (form := self._find(view.seen)) is not None]
        return next((one for one in found if one[1].code), None)

    async def forget(self) -> None:
        """Make the browser one that the app has never seen. ActorFailedError: it could not."""
        await forget(self._page, self._actor.base)


def _carries(request: Request, code: str) -> bool:
    return code.encode() in request.url.encode() + (request.post_data_buffer or b"")
