"""The road without a browser: what began a login in one is sent again, and followed to our provider and back.

It only serves where good logins work on it. Cookies go along as a browser would send them: an answer that is posted
from our site brings none that are SameSite=Lax, and with one that is Strict this road is not taken at all.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection
from urllib.parse import urlencode, urljoin, urlsplit

from starlette.types import ASGIApp

from harness import belongs
from harness.sandbox.passwords.form import Form
from harness.sandbox.passwords.wire import REDIRECTS, Visitor
from harness.sandbox.probes.client import Answer
from harness.sandbox.settings.effects.tokens import Write, places
from harness.sandbox.signon.logins import SignsIn
from harness.sandbox.signon.road import Arrived, RoadError

HOPS = 4
ACTION = re.compile(r'<form method="post" action="([^"]*)">')
"""Of the page of ours that posts an answer."""


class WireRoad:
    """`began` is what a click sent to the app, `page` the address that tells whose account it is."""

    def __init__(
        self, provider: SignsIn, app: ASGIApp, began: Form, page: str, stranger: Callable[[], Visitor],
        hosts: Collection[str],
    ) -> None:
        import httpx  # a quarter of a second, and a run without single sign-on needs none

        self._provider, self._began, self._page = provider, began, page
        self._stranger, self._hosts = stranger, hosts
        self._ours = httpx.AsyncClient(transport=httpx.ASGITransport(app), follow_redirects=False, trust_env=False)
        self._visitor = stranger()

    async def forget(self) -> None:
        """Somebody else, whom neither the app nor our provider knows."""
        self._visitor = self._stranger()
        self._ours.cookies.clear()

    async def begin(self) -> Arrived:
        """Send what the click sent, and follow."""
        login = self._provider.login
        if await self._began.submit(self._visitor, {}, follow=True) is None:
            raise RoadError("no-page")
        arrived = await self._on(self._leads())
        if not login.answered.is_set() and not login.discovered:
            raise RoadError("no-request")
        return arrived

    async def open(self, address: str) -> Arrived:
        """Open an address, of ours or of the app."""
        return await self._on(address)

    async def shown(self, values: frozenset[str]) -> frozenset[str]:
        """The values that stand in the page, as it is sent."""
        answer = await self._visitor.open(self._page)
        if answer is None:
            raise RoadError("no-page")
        text = answer.body.decode("utf-8", "replace")
        lines = " ".join(f"{text} {html.unescape(text)}".split()).casefold()
        return frozenset(value for value in values if " ".join(value.split()).casefold() in lines)

    async def shot(self) -> str | None:
        """Nobody looks at these pages."""
        return None

    async def _on(self, address: str | None) -> Arrived:
        """From one site to the other, until a page rests."""
        for _ in range(HOPS):
            if address is None:
                break
            if self._is_app(address):
                came = await self._visitor.open(address)
            else:
                answer = await self._ours.get(address)
                form = ACTION.search(answer.text)
                if form is None and answer.status_code not in REDIRECTS:
                    return Arrived(False, answer.status_code)
                if form is None:
                    address = urljoin(address, answer.headers["location"])
                    continue
                came = await self._posted(html.unescape(form[1]), answer.text, address)
            if came is None:
                raise RoadError("no-page")
            address = self._leads()
        if self._visitor.strict or address is not None or self._visitor.page is None:
            raise RoadError("not-back")
        return Arrived(True, self._visitor.page.status)

    async def _posted(self, target: str, page: str, ours: str) -> Answer | None:
        """Bring the app the form that our page sends by itself."""
        if not self._is_app(target):
            raise RoadError("not-back")
        fields = {name: value for (kind, name), value in places(page, {}).items() if kind == "input"}
        parts = urlsplit(ours)
        headers = {"content-type": "application/x-www-form-urlencoded", "origin": f"{parts.scheme}://{parts.netloc}"}
        write = Write("POST", target, headers, urlencode(fields).encode())
        return await self._visitor.send(write, follow=True, elsewhere=True)

    def _leads(self) -> str | None:
        """Where the app's last answer leads, out of the app."""
        page = self._visitor.page
        leads = page.headers.get("location") if page is not None and page.status in REDIRECTS else None
        target = urljoin(self._visitor.url, leads) if leads else None
        return None if target is None or self._is_app(target) else target

    def _is_app(self, url: str) -> bool:
        return belongs(urlsplit(url).hostname or "", self._hosts)
