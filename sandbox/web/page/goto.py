"""Opening an address, also while the page is still on its way somewhere else, and giving it up."""

from __future__ import annotations

import asyncio
import contextlib

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Frame, Page, Response
from playwright.async_api import TimeoutError as PlaywrightTimeout

TRIES = 3
STOP_SECONDS = 2.0
ERROR_PAGE_SECONDS = 2.0
"""Within which the browser shows its own page for an address that failed."""


async def goto(page: Page, url: str, limit: float) -> Response | None:
    """Opens `url` until the answer begins, within `limit` seconds a try; None for a place inside the page.

    A navigation of the page's own may cut in: then it is tried again. PlaywrightError when it does not load; the page
    then stays where it was, or shows the browser's own page that says so.
    """
    try:
        for _ in range(TRIES - 1):
            try:
                return await _open(page, url, limit)
            except PlaywrightError as error:
                if "interrupted by another navigation" not in str(error):
                    raise
                await stop(page)  # else the next try is cut off by what is left of this one
        return await _open(page, url, limit)
    except PlaywrightTimeout:
        await stop(page)
        raise


async def _open(page: Page, url: str, limit: float) -> Response | None:
    """One try. After a failure the browser's error page has come too: it would be taken for the next visit's page, that
    page for the one after, and so on, each visit ending as one that was cut off.
    """
    shown = asyncio.Event()

    def note(frame: Frame) -> None:
        if frame is page.main_frame:
            shown.set()

    page.on("framenavigated", note)
    try:
        return await page.goto(url, wait_until="commit", timeout=limit * 1000)
    except PlaywrightError as error:
        if "net::ERR_" in str(error) and "net::ERR_ABORTED" not in str(error):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(shown.wait(), ERROR_PAGE_SECONDS)
        raise
    finally:
        page.remove_listener("framenavigated", note)


async def stop(page: Page) -> None:
    """Gives up what is still on its way: it would cut the next visit off, and keep every look at the page waiting."""
    with contextlib.suppress(PlaywrightError, TimeoutError):
        async with asyncio.timeout(STOP_SECONDS):
            session = await page.context.new_cdp_session(page)
            await session.send("Page.stopLoading")
            await session.detach()
