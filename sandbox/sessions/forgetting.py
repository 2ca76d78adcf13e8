"""A browser that forgets: for whoever has to come as somebody that the app has never seen."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page

from harness.sandbox.acting.actor import ActorFailedError


async def forget(page: Page, base: str) -> None:
    """Throw away cookies, and what the app at `base` keeps in this browser. ActorFailedError: it could not."""
    await page.context.clear_cookies()
    parts = urlsplit(urljoin(base, "/"))
    session = await page.context.new_cdp_session(page)
    try:
        origin = {"origin": f"{parts.scheme}://{parts.netloc}", "storageTypes": "all"}
        await session.send("Storage.clearDataForOrigin", origin)
        await session.send("Network.clearBrowserCache")  # a page from there is none that the app gave now
    except PlaywrightError as error:
        raise ActorFailedError("the browser could not forget the login before", owner="platform") from error
    finally:
        await session.detach()
