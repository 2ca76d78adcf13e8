"""The first page of a session: whether the app answered at all, and whether it showed itself.

A persona that signs in has its proof. A visitor has none, so an app that turns test tools away with a refusal or an
empty page would look like one that does nothing wrong.
"""

from __future__ import annotations

import asyncio

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page
from playwright.async_api import TimeoutError as PlaywrightTimeout

from harness.sandbox.web.page import forms
from harness.sandbox.web.page.failures import blame
from harness.sandbox.web.page.frames import own_frames, until
from harness.sandbox.web.page.goto import stop
from harness.sandbox.web.page.look import look
from harness.sandbox.web.page.settle import settle, watch

KNOCK_SECONDS = 10.0
LATE = 5.0
"""Seconds that the first thing to see may come after the page fell silent."""
UNREADABLE = "the proxy got no answer from the app that it could read; traffic.jsonl of this session says why"
EMPTY = "the app showed an empty page: it may not be the app, or turn browsers away that a program drives"

_SHOWS = """() => {
  const walk = root => { for (const node of root.querySelectorAll('*')) {
    if (node.shadowRoot && walk(node.shadowRoot)) return true;
    const drawn = node.matches('img,svg,canvas,video,iframe,object,embed,input,button,select,textarea')
      || node.localName.includes('-')
      || [...node.childNodes].some(each => each.nodeType === 3 && each.data.trim());
    if (!drawn || node.matches('script,style,noscript,template,title')) continue;
    const box = node.getBoundingClientRect();
    if (box.width > 1 && box.height > 1 && getComputedStyle(node).visibility !== 'hidden') return true;
  } return false; };
  return Boolean(document.body) && walk(document.documentElement);
}"""


async def knock(page: Page, url: str) -> None:
    """Visit the app without encryption once, as someone who types its name would; the proxy records the answer."""
    try:
        await page.goto(
            url.replace("https://", "http://", 1), timeout=KNOCK_SECONDS * 1000, wait_until="domcontentloaded"
        )
    except PlaywrightError:
        await stop(page)


async def arrive(page: Page, url: str, *, alone: bool, seconds: float) -> str | None:
    """Open the app, at most `seconds` until its page is there, and let it fall silent; why that is no app, or None.

    `alone`: no proof will follow, so the page itself has to show that it is one.
    """
    watch(page)
    try:
        answer = await page.goto(url, timeout=seconds * 1000, wait_until="domcontentloaded")
    except PlaywrightError as error:
        await stop(page)
        return _unanswered(error, seconds, begun=page.url.startswith("http"))
    if answer is not None and answer.headers.get("server", "").startswith("mitmproxy"):
        return UNREADABLE
    await settle(page)
    return await _hidden(page, answer.status if answer is not None else None) if alone else None


def _unanswered(error: PlaywrightError, seconds: float, *, begun: bool) -> str:
    """What is told of a first page that did not open; `begun`: something of it came."""
    reason, owner = blame(error)
    if isinstance(error, PlaywrightTimeout):
        if begun:
            return f"the app did not finish its first page within {seconds:g} s"
        return f"the app did not answer within {seconds:g} s"
    return f"the app could not be opened: {reason}" if owner == "app" else f"the browser failed: {reason}"


async def _hidden(page: Page, status: int | None) -> str | None:
    """Why what the page shows is not the app, or None."""
    if status is not None and status >= 400 and not await _asks_to_sign_in(page):
        return f"the app answered its first page with status {status}: it refused, or the address is not its own"

    async def look_again() -> bool | None:
        return True if await _shows(page) else None

    return None if await until(page, look_again, LATE) else EMPTY


async def _asks_to_sign_in(page: Page) -> bool:
    """Some apps serve their login form with status 401 or 403: that is the app itself."""
    return any(forms.asks_to_sign_in(view.seen) for view in await look(page))


async def _shows(page: Page) -> bool:
    """Whether anything at all can be seen or used on the page."""
    for frame in own_frames(page):
        try:
            async with asyncio.timeout(LATE):
                if await frame.evaluate(_SHOWS):
                    return True
        except (PlaywrightError, TimeoutError):
            continue
    return False
