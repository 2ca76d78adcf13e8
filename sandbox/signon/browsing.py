"""The road of a real browser: somebody's page in the caged one, which knows nothing at the beginning of each login."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from playwright.async_api import CDPSession, Locator, Page, Request, Response
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import TimeoutError as PlaywrightTimeout

from harness import belongs
from harness.model.single_sign_on import OurProvider
from harness.sandbox.acting.actor import Actor
from harness.sandbox.passwords.form import Form
from harness.sandbox.settings.effects.tokens import Write, places
from harness.sandbox.signon.logins import Login, SignsIn
from harness.sandbox.signon.road import Arrived, RoadError
from harness.sandbox.web.page.frames import until
from harness.sandbox.web.page.goto import goto
from harness.sandbox.web.page.settle import settle

PAGE_SECONDS = 30.0
QUIET_SECONDS = 10.0
WORDS = re.compile(
    r"school-?\s?account|leerid|single sign|\bsso\b|openid|acm\s?/\s?idm|"
    r"(sign|log) ?in with|(aan|in)\s?(melden|loggen) met|se connecter avec",
    re.IGNORECASE,
)
"""What begins a login elsewhere is mostly called so."""
BLOCKED = ("*://*authenticatie*.vlaanderen.be/*", "*://*leerid*/*", "*://*.belgium.be/*", "*://*csam.be/*", "*://*itsme*/*")
"""An app that was not pointed at our provider after all is not followed to a government's sign-in."""
SECONDS_AT_LEAST = 0.5


@dataclass
class BrowserRoad:
    """`patience`: how long a planted value may take to show, twice what the slowest good login needed."""

    actor: Actor
    sign_on: OurProvider
    provider: SignsIn
    patience: float = SECONDS_AT_LEAST
    _status: int | None = field(default=None, init=False)
    _devtools: CDPSession = field(init=False)
    _clicked: list[Request] | None = field(default=None, init=False)
    _html: str = field(default="", init=False, repr=False)

    async def ready(self) -> None:
        """Watch what the page gets, and keep it away from any government's sign-in."""
        self.actor.page.on("response", self._note)
        self.actor.page.on("request", self._went)
        self._devtools = await self.actor.context.new_cdp_session(self.actor.page)
        await self._devtools.send("Network.enable")
        await self._devtools.send("Network.setBlockedURLs", {"urls": list(BLOCKED)})

    async def forget(self) -> None:
        """Throw away cookies, storage and caches of the app and of the provider."""
        await self.actor.context.clear_cookies()
        for origin in {_origin(self.actor.base), _origin(self.sign_on.issuer)}:
            await self._devtools.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})

    async def begin(self) -> Arrived:
        """Open the page to sign in, click what begins the login there, and wait until the provider answered."""
        login, page = self.provider.login, self.actor.page
        await self._goto(self._address())
        await self.actor.acted("began a login at our identity provider")
        button = await self._button(page)
        self._html, self._clicked = await page.content(), []
        await button.click(timeout=PAGE_SECONDS * 1000)
        await settle(page, QUIET_SECONDS)
        if not login.answered.is_set() and not login.discovered:
            raise RoadError("no-request")
        return await self._rest(login)

    async def began(self) -> Form | None:
        """What the last click sent to the app; None when it went elsewhere at once, or sent nothing by itself."""
        request = next(iter(self._clicked or ()), None)
        if request is None or not self._is_app(request.url):
            return None
        headers = await request.all_headers()
        pairs = (one.strip().partition("=") for one in headers.get("cookie", "").split(";") if one.strip())
        found = places(self._html, {name: value for name, _, value in pairs})
        write = Write(request.method, request.url, headers, request.post_data_buffer or b"", found)
        return Form(self._address(), write, {})

    @property
    def page(self) -> str:
        """The address that tells whose account is open."""
        return urljoin(self.actor.base, self.sign_on.page)

    async def open(self, address: str) -> Arrived:
        """Open an address, of ours or of the app."""
        await self._goto(address)
        await settle(self.actor.page, QUIET_SECONDS)
        return await self._rest(self.provider.login)

    async def shown(self, values: frozenset[str]) -> frozenset[str]:
        """The values that can be read on the page of the profile's `page` of single sign-on."""
        await self._goto(self.page)
        loop, page = asyncio.get_running_loop(), self.actor.page
        began = loop.time()

        async def look() -> frozenset[str] | None:
            return await _readable(page, values) or None

        found = await until(page, look, self.patience) or frozenset()
        if found:
            self.patience = max(self.patience, 2 * (loop.time() - began))
        return found

    async def shot(self) -> str | None:
        """A picture of the page as it is."""
        return await self.actor.shot()

    async def _goto(self, address: str) -> None:
        try:
            await goto(self.actor.page, address, PAGE_SECONDS)
            await self.actor.page.wait_for_load_state("load", timeout=PAGE_SECONDS * 1000)
        except PlaywrightTimeout:
            raise RoadError("no-page") from None
        except PlaywrightError as error:
            if self.actor.page.is_closed():
                raise
            raise RoadError("no-page") from error

    async def _button(self, page: Page) -> Locator:
        """What begins the login: by the profile's words, else by those that are common."""
        words = self.sign_on.button
        name = WORDS if words is None else re.compile(re.escape(words), re.IGNORECASE)
        links, buttons = (page.get_by_role(role, name=name) for role in ("link", "button"))
        found = links.or_(buttons).filter(visible=True).first
        try:
            await found.wait_for(timeout=QUIET_SECONDS * 1000)
        except PlaywrightTimeout:
            raise RoadError("no-button") from None
        return found

    async def _rest(self, login: Login) -> Arrived:
        """Wait until the page came to rest; at the app it may still be redeeming the code."""
        page = self.actor.page
        if login.fault != "other-browser" and not self._is_app(page.url):
            await self._at_app(page)
            await settle(page, QUIET_SECONDS)
        return Arrived(self._is_app(page.url), self._status)

    async def _at_app(self, page: Page) -> None:
        try:
            await page.wait_for_url(self._is_app, wait_until="load", timeout=PAGE_SECONDS * 1000)
        except PlaywrightTimeout:
            raise RoadError("not-back") from None

    def _is_app(self, url: str) -> bool:
        return belongs(urlsplit(url).hostname or "", self.actor.run.profile.app.hosts)

    def _address(self) -> str:
        """Where what begins a login stands."""
        login = self.actor.run.profile.login
        return urljoin(self.actor.base, self.sign_on.login or (login.url if login else None) or "/")

    def _went(self, request: Request) -> None:
        """Keep where the page went since the last click."""
        going = request.is_navigation_request() and request.frame is self.actor.page.main_frame
        if going and self._clicked is not None:
            self._clicked.append(request)

    def _note(self, response: Response) -> None:
        """The status of the last page that came."""
        request = response.request
        if request.is_navigation_request() and request.frame is self.actor.page.main_frame:
            self._status = response.status


async def _readable(page: Page, values: frozenset[str]) -> frozenset[str]:
    """The values that stand in the page's visible text or in its fields."""
    text = await page.evaluate(
        """() => document.body ? document.body.innerText + '\\n' +
          [...document.querySelectorAll('input,textarea')].map(one => one.value).join('\\n') : ''"""
    )
    lines = " ".join(str(text).split()).casefold()
    return frozenset(value for value in values if " ".join(value.split()).casefold() in lines)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
