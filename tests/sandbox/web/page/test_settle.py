"""Waiting until a page is quiet: soon on quiet pages, long enough on busy ones, bounded on endless ones."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from playwright.async_api import Frame, Page

from harness.sandbox.web.page.settle import settle, watch
from tests.sandbox.web.page.stage import Reply, Request, Site, Stage


def settled(stage: Stage, site: Site, limit: float = 8.0) -> tuple[bool, float, str]:
    """The answer, the seconds it took, and the text of the page then."""

    async def act(page: Page) -> tuple[bool, float, str]:
        watch(page)
        await page.goto(f"{site.url}/p", wait_until="commit")
        start = asyncio.get_running_loop().time()
        answer = await settle(page, limit)
        return answer, asyncio.get_running_loop().time() - start, await page.inner_text("body")

    return stage.play(act)


def test_quiet_page_is_quick(stage: Stage, site: Site) -> None:
    site.pages["/p"] = "<p>stil</p>"
    times = [settled(stage, site) for _ in range(3)]
    assert all(answer for answer, _, _ in times)
    assert min(seconds for _, seconds, _ in times) < 1.0


def test_waits_for_what_is_on_its_way(stage: Stage, site: Site) -> None:
    held = threading.Event()

    def slow(_: Request) -> Reply:
        held.wait(0.8)
        return Reply("klaar", kind="text/plain")

    site.pages["/slow"] = slow
    site.pages["/p"] = """<p id=p>bezig</p><script>fetch('/slow').then(answer => answer.text()).then(text => {
        setTimeout(() => { p.textContent = 'bijna'; setTimeout(() => p.textContent = text, 150); }, 150); })</script>"""
    answer, _, text = settled(stage, site)
    assert answer
    assert text == "klaar"


def test_an_answer_whose_body_nobody_reads_is_no_work(stage: Stage, site: Site) -> None:
    site.pages["/told"] = lambda _: Reply("x" * 9000, headers={"cache-control": "no-store"}, kind="text/plain")
    site.pages["/p"] = """<p id=p>bezig</p><script>
        fetch('/told').then(answer => { p.textContent = answer.ok ? 'klaar' : 'fout'; })</script>"""
    answer, _, text = settled(stage, site, limit=40.0)
    assert (answer, text) == (True, "klaar")


@pytest.mark.parametrize(
    "script",
    [
        "setInterval(() => fetch('/ping'), 30)",
        "let i = 0; setInterval(() => p.textContent = ++i, 20)",
        "(function next() { fetch('/hold').finally(next); })()",
    ],
)
def test_endless_work_is_bounded(stage: Stage, site: Site, script: str) -> None:
    site.pages |= {"/p": f"<p id=p>x</p><script>{script}</script>", "/ping": "x", "/hold": lambda _: Reply("x")}
    answer, seconds, _ = settled(stage, site, limit=1.2)
    assert not answer
    assert seconds < 4


def test_a_page_that_lies_about_time_is_bounded(stage: Stage, site: Site) -> None:
    site.pages["/p"] = "<p>x</p><script>window.setTimeout = () => 0; MutationObserver = class { observe() {} }</script>"
    answer, seconds, _ = settled(stage, site, limit=1.0)
    assert not answer
    assert seconds < 5


def test_through_a_navigation(stage: Stage, site: Site) -> None:
    site.pages["/p"] = "<p>een</p><script>setTimeout(() => location = '/q', 100)</script>"
    site.pages["/q"] = "<p>twee</p>"
    answer, _, text = settled(stage, site)
    assert answer
    assert text == "twee"


def test_closed_page(stage: Stage, site: Site) -> None:
    async def act(page: Page) -> bool:
        await page.close()
        return await settle(page, 1.0)

    assert stage.play(act)


class Asked:
    """A request for a page."""

    resource_type, method = "document", "POST"

    def __init__(self, frame: Frame) -> None:
        self.frame = frame

    def is_navigation_request(self) -> bool:
        return True


def test_a_page_that_was_answered_and_is_not_shown_yet(stage: Stage, site: Site) -> None:
    """On a busy machine a new page needs seconds after its answer; until then the old one is still there, and quiet."""
    site.pages |= {"/p": "<p>een</p>", "/q": "<p>twee</p>"}

    async def act(page: Page) -> tuple[bool, bool, str]:
        activity = watch(page)
        await page.goto(f"{site.url}/p")
        asked: Any = Asked(page.main_frame)
        activity._started(asked)
        activity._ended(asked)
        settling = asyncio.ensure_future(settle(page, 8.0))
        await asyncio.wait([settling], timeout=0.8)
        waited = not settling.done()
        await page.goto(f"{site.url}/q")
        return waited, await settling, await page.inner_text("body")

    assert stage.play(act) == (True, True, "twee")
