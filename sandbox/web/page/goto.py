"""Opening an address, also while the page is still on its way somewhere else, and giving it up."""

from __future__ import annotations

import asyncio
import contextlib

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, Response
from playwright.async_api import TimeoutError as PlaywrightTimeout

TRIES = 3
STOP_SECONDS = 2.0


async def goto(page: Page, url: str, limit: float) -> Response | None:
    """Opens `url` until the answer begins, within `limit` seconds a try; None for a place inside the page.

    A navigation of the page's own, or the error page of a failed one before, may cut in: then it is tried again.
    PlaywrightError when it does not load; the page then stays where it was.
    """
    try:
        for _ in range(TRIES - 1):
            try:
                return await page.goto(url, wait_until="commit", timeout=limit * 1000)
            except PlaywrightError as error:
                if "interrupted by another navigation" not in str(error):
                    raise
                await stop(page)  # else the next try is cut off by what is left of this one
        return await page.goto(url, wait_until="commit", timeout=limit * 1000)
    except PlaywrightTimeout:
        await stop(page)
        raise


async def stop(page: Page) -> None:
    """Gives up what is still on its way: it would cut the next visit off, and keep every look at the page waiting."""
    with contextlib.suppress(PlaywrightError, TimeoutError):
        async with asyncio.timeout(STOP_SECONDS):
            session = await page.context.new_cdp_session(page)
            await session.send("Page.stopLoading")
            await session.detach()
