"""The stay on the last page, where scripts of others are: they gather what they see and send it every few seconds.

Who leaves at once never sees it. Some send the rest when the page is left; recorders that pack in a worker do not get
to it (Sentry's, with five seconds between two parcels).
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection

from playwright.async_api import BrowserContext, Page, Request

from harness import belongs
from harness.model.messages import host_of
from harness.sandbox.web.page.settle import watch

STAY = 7.0
"""Seconds from the arrival of the last page: five between two parcels (Sentry's replay, Mixpanel's batches; PostHog
takes three), and time to load and to pack."""


class Staying:
    """Notices whether a session's pages ask anybody but the app for something, and stays if they do."""

    def __init__(self, context: BrowserContext, hosts: Collection[str], seconds: float | None = None) -> None:
        self._hosts = hosts
        self._seconds = STAY if seconds is None else seconds
        self._others = False
        context.on("request", self._asked)

    def _asked(self, request: Request) -> None:
        if not self._others and request.url.startswith("http"):
            self._others = not belongs(host_of(request.url), self._hosts)

    async def on(self, page: Page) -> None:
        """Stay on the page until it has been there for its seconds; not where there is only the app itself."""
        activity, now = watch(page), asyncio.get_running_loop().time
        while self._others and not page.is_closed() and (left := activity.since + self._seconds - now()) > 0:
            await activity.changed(left)
