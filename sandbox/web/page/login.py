"""Signs a persona in: by steps or a script of the profile, or by finding the form, in one step or two, with a code.

It never says that signing in worked: that is for the proof to say, whatever the outcome here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page

from harness.sandbox.web.page import enter, forms
from harness.sandbox.web.page.failures import blame, clean, gone
from harness.sandbox.web.page.forms import Form
from harness.sandbox.web.page.frames import until
from harness.sandbox.web.page.goto import goto
from harness.sandbox.web.page.login_form import find_form, follow_way_in
from harness.sandbox.web.page.login_written import LoginOutcome, by_script, by_steps
from harness.sandbox.web.page.look import View, look
from harness.sandbox.web.page.settle import settle, watch
from harness.sandbox.web.page.totp import SHARED, OneTimeCodes
from harness.sandbox.web.page.types import LoginLike, PersonaLike

MAX_ROUNDS = 8
LATE_FORM = 1.5
LATE_PASSWORD = 2.5
LATE_ANSWER = 6.0
LATE_MOVE = 2.0
LATE_CODE = 1.5
"""Seconds that a form, a password field or the answer to a sent form may come after the page fell silent. The form on a
new page is an answer already; only its scripts may still lead on."""


async def login(
    page: Page,
    login: LoginLike | None,
    persona: PersonaLike,
    base_url: str,
    *,
    directory: Path | None = None,
    codes: OneTimeCodes | None = None,
    limit: float = 30.0,
) -> LoginOutcome:
    """Signs `persona` in on `page`, at most `limit` seconds per way (waiting for a one-time code not counted).

    `directory` is the profile's folder, for scripts and uploads. Raises MisuseError when the profile itself is wrong.
    """
    watch(page)
    if login is not None and login.script is not None:
        return await by_script(page, login.script, persona, directory, limit)
    if login is not None and login.steps is not None:
        return await by_steps(page, login, persona, base_url, directory, codes)
    if persona.username is None or persona.password is None:
        return LoginOutcome(False, [], "no-credentials")
    attempt = _Attempt(page, persona, codes or SHARED, limit)
    return await attempt.run(urljoin(base_url, (login.url if login is not None else None) or ""))


class _Attempt:
    """One attempt to sign in by finding the form; every value is sent at most once."""

    def __init__(self, page: Page, persona: PersonaLike, codes: OneTimeCodes, limit: float) -> None:
        self._page = page
        self._persona = persona
        self._codes = codes
        self._limit = limit
        self._deadline = asyncio.get_running_loop().time() + limit
        self._steps: list[str] = []
        self._sent: set[str] = set()
        self._submitted = False
        self._followed = False
        self._sent_from: float | None = None

    async def run(self, url: str) -> LoginOutcome:
        try:
            await goto(self._page, url, self._left())
        except PlaywrightError as error:
            self._steps.append(f"could not open the login page: {blame(error)[0]}")
            return self._outcome("unreachable")
        self._steps.append(f"opened {clean(urlsplit(url).path or '/', 80)}")
        await settle(self._page, min(10.0, self._left()))
        for _ in range(MAX_ROUNDS):
            try:
                failure = await self._round()
            except enter.Redrawn:
                continue
            except enter.Held:
                self._steps.append("something on the page keeps the focus away from the form")
                return self._outcome("overlay")
            except PlaywrightError as error:
                if gone(error):  # drawn anew, or it sent itself: look at what is there now
                    await settle(self._page, min(10.0, self._left()))
                    continue
                self._steps.append(f"the form could not be filled in: {blame(error)[0]}")
                return self._outcome("overlay")
            if failure is not None:
                return self._outcome(failure or None)
        return self._outcome("no-form")

    def _left(self) -> float:
        return max(self._deadline - asyncio.get_running_loop().time(), 0.5)

    def _outcome(self, failure: str | None) -> LoginOutcome:
        return LoginOutcome(self._submitted, self._steps, failure)

    async def _find(self) -> tuple[View, Form] | None:
        return await find_form(self._page)

    async def _round(self) -> str | None:
        """One form. None: look again; a word: the failure; an empty one: nothing more to do."""
        found = await self._find()
        if found is None:
            return await self._without_form()
        view, form = found
        if form.stage == "code":
            return await self._code(view, form)
        if "password" in self._sent:
            return await self._after_password(form)
        if "username" in self._sent and form.stage == "username":
            return await self._second_step()
        if view.seen.captcha:
            self._steps.append("a captcha stands before the form")
            return "captcha"
        return await self._credentials(view, form)

    async def _credentials(self, view: View, form: Form) -> str | None:
        if form.stage == "username" and not forms.waits_for_more(view.seen, form):
            better = await until(self._page, self._stage_not("username"), min(LATE_PASSWORD, self._left()))
            if better is not None:
                return None
        if form.username is not None and not form.username.given:
            await enter.fill(view, form.username, self._persona.username or "")
            self._note("username", "user name", view)
        if form.password is not None and self._persona.password is not None:
            await enter.fill(view, form.password, self._persona.password.get_secret_value())
            self._note("password", "password", view)
        if form.code and self._persona.totp is not None:  # who has none leaves it empty: not everybody may need one
            await self._type_code(view, form)
        return await self._send(view, form)

    async def _send(self, view: View, form: Form) -> str | None:
        button = forms.submit(view.seen, form)
        fields = [field for field in (form.username, form.password, *form.code) if field is not None]
        last = max(fields, key=lambda field: field.order)
        self._sent_from = await self._document()
        await enter.send(view, last, button)
        self._submitted = self._submitted or bool({"password", "code"} & self._sent)
        self._steps.append(f"sent the form ({clean(button.text, 40) if button and button.text else 'Enter'})")
        await settle(self._page, min(10.0, self._left()))
        return None

    def _note(self, what: str, words: str, view: View) -> None:
        self._sent.add(what)
        host = urlsplit(view.seen.url).hostname or ""
        self._steps.append(f"typed the {words} on {clean(host, 80)}")

    async def _after_password(self, form: Form) -> str | None:
        """The password was sent and a form is there: it may still go away, or it was refused."""
        if form.stage == "username":
            return ""
        here = await self._document()
        patience = LATE_ANSWER if here is None or here == self._sent_from else LATE_MOVE
        moved = await until(self._page, self._stage_not(form.stage), min(patience, self._left()))
        if moved is not None:
            return None
        self._steps.append("the login form is still there")
        return "totp-missing" if form.code and self._persona.totp is None else "submit-refused"

    async def _document(self) -> float | None:
        """Which page this is: the moment that it began; None while there is none to ask."""
        try:
            return float(await self._page.evaluate("performance.timeOrigin"))
        except PlaywrightError:
            return None

    def _stage_not(self, stage: str) -> Callable[[], Awaitable[bool | None]]:
        """A look that finds something once the login form is no longer at `stage`."""

        async def look_again() -> bool | None:
            found = await self._find()
            now = found[1].stage if found is not None else "none"
            # Without a form the page may just be loading: while a first step is awaited that is not an answer.
            return True if now != stage and not (now == "none" and stage == "username") else None

        return look_again

    async def _second_step(self) -> str | None:
        moved = await until(self._page, self._stage_not("username"), min(10.0, self._left()))
        if moved is not None:
            return None
        self._steps.append("no password field came after the user name")
        return "no-second-step"

    async def _code(self, view: View, form: Form) -> str | None:
        if "code" in self._sent:
            moved = await until(self._page, self._stage_not("code"), min(LATE_ANSWER, self._left()))
            return None if moved is not None else "submit-refused"
        if self._persona.totp is None:
            return "totp-missing" if "password" not in self._sent or forms.sure_of_code(form) else ""
        before = watch(self._page).writes
        await self._type_code(view, form)
        await settle(self._page, min(5.0, self._left()))
        # Something was sent: the form itself, or just a script that reports. Only the form going away tells.
        if watch(self._page).writes > before and await until(
            self._page, self._stage_not("code"), min(LATE_CODE, self._left())
        ):
            self._steps.append("the form sent itself")
            return None
        return await self._send(view, form)

    async def _type_code(self, view: View, form: Form) -> None:
        asked = asyncio.get_running_loop().time()
        seed = self._persona.totp
        code = await self._codes.next(seed.get_secret_value() if seed is not None else "")
        self._deadline += asyncio.get_running_loop().time() - asked
        self._note("code", "one-time code", view)  # before typing: some forms send themselves at the last figure
        await enter.fill_boxes(view, form.code, code)

    async def _without_form(self) -> str | None:
        if self._sent & {"password", "code"}:
            if await look(self._page):
                return ""
            await settle(self._page, min(10.0, self._left()))  # on its way elsewhere, which is not without a form
            return None
        if "username" in self._sent:
            return await self._second_step()
        if await until(self._page, self._find, LATE_FORM) is not None:
            return None
        if not self._followed and await self._follow():
            return None
        if await until(self._page, self._find, min(8.0, self._left())) is not None:
            return None
        captcha = any(view.seen.captcha for view in await look(self._page))
        self._steps.append("a captcha stands before the form" if captcha else "no login form was found")
        return "captcha" if captcha else "no-form"

    async def _follow(self) -> bool:
        """Follows the one link or button that says log in."""
        try:
            followed = await follow_way_in(self._page, self._left)
        except PlaywrightError:
            self._followed = True  # there was a way in, which is not tried twice
            raise
        if followed is None:
            return False
        self._followed = True
        self._steps.append(f"followed “{followed}”")
        return True
