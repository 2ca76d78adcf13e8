"""Opening an address, also while the page is still on its way somewhere else."""

from __future__ import annotations

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, Response

TRIES = 3


async def goto(page: Page, url: str, limit: float) -> Response | None:
    """Opens `url` until the answer begins, within `limit` seconds a try; None for a place inside the page.

    A navigation of the page's own, or the error page of a failed one before, may cut in: then it is tried again.
    PlaywrightError when it does not load.
    """
    for _ in range(TRIES - 1):
        try:
            return await page.goto(url, wait_until="commit", timeout=limit * 1000)
        except PlaywrightError as error:
            if "interrupted by another navigation" not in str(error):
                raise
    return await page.goto(url, wait_until="commit", timeout=limit * 1000)
