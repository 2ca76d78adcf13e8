"""The end of a visit: every page is left, as by somebody who goes elsewhere, so that its last words are seen too.

Many scripts keep what they noticed until the page is hidden or left, and only then send it. A browser that is simply
ended never lets them.
"""

from __future__ import annotations

import asyncio
import contextlib

from playwright.async_api import BrowserContext, Page
from playwright.async_api import Error as PlaywrightError

LEAVES = 5.0
"""Seconds in which a page has to let itself be left; one that hangs says nothing more anyway."""


async def leave(context: BrowserContext, limit: float = LEAVES) -> None:
    """Leave every page of the context, within `limit` seconds. What they send then is on its way, yet to arrive."""
    await asyncio.gather(*(_leave(page, limit) for page in context.pages))


async def _leave(page: Page, limit: float) -> None:
    with contextlib.suppress(PlaywrightError):
        await page.goto("about:blank", wait_until="commit", timeout=limit * 1000)
