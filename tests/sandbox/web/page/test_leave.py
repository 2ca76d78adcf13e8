"""Leaving a page: what it kept until then is sent, and no page can refuse to be left."""

from __future__ import annotations

import asyncio
import threading

import pytest
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page

from harness.sandbox.web.page.leave import leave
from tests.sandbox.web.page.stage import Reply, Request, Site, Stage

SECONDS = 30.0


@pytest.mark.parametrize(
    "script",
    [
        "addEventListener('pagehide', () => navigator.sendBeacon('/last', 'a=1'))",
        "addEventListener('pagehide', () => fetch('/last', {method: 'POST', keepalive: true, body: 'a=1'}))",
        "document.addEventListener('visibilitychange', () => document.hidden && navigator.sendBeacon('/last', 'a=1'))",
        "addEventListener('beforeunload', (event) => { event.preventDefault(); navigator.sendBeacon('/last', 'a=1'); })",
    ],
    ids=["beacon", "fetch", "hidden", "beforeunload"],
)
def test_last_words_are_sent(stage: Stage, site: Site, script: str) -> None:
    heard = threading.Event()

    def last(_: Request) -> Reply:
        heard.set()
        return Reply(status=204)

    site.pages["/p"] = f"<p>dag</p><script>{script}</script>"
    site.posts["/last"] = last

    async def act(page: Page) -> tuple[bool, bool]:
        await page.goto(f"{site.url}/p")
        await page.click("p")
        before = heard.is_set()
        await leave(page.context)
        return before, await asyncio.to_thread(heard.wait, SECONDS)

    assert stage.play(act) == (False, True)


def test_every_page_is_left(stage: Stage, site: Site) -> None:
    site.pages["/p"] = "<p>dag</p>"

    async def act(page: Page) -> list[str]:
        for each in (page, await page.context.new_page()):
            await each.goto(f"{site.url}/p")
        await leave(page.context)
        return [each.url for each in page.context.pages]

    assert stage.play(act) == ["about:blank", "about:blank"]


def test_a_page_that_hangs_is_not_waited_for(stage: Stage, site: Site) -> None:
    site.pages["/p"] = "<p onclick='while (true) {}'>dag</p>"

    async def act(page: Page) -> None:
        await page.goto(f"{site.url}/p")
        with pytest.raises(PlaywrightError):
            await page.click("p", timeout=500)
        await leave(page.context, limit=1.0)

    stage.play(act)
