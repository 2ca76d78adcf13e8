"""Which frames are the page's own, and waiting for something in any of them."""

from __future__ import annotations

import asyncio
import contextlib

import pytest
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page

from harness.sandbox.web.page.frames import own_frames, same_site, until
from tests.sandbox.web.page.stage import Site, Stage


@pytest.mark.parametrize(
    ("url", "page", "same"),
    [
        ("https://login.school.be/", "https://www.school.be/", True),
        ("https://school.be:8443/", "https://school.be/", True),
        ("about:srcdoc", "https://school.be/", True),
        ("", "https://school.be/", True),
        ("https://school.be.evil.be/", "https://school.be/", False),
        ("https://a.github.io/", "https://b.github.io/", False),
        ("http://school.be/", "https://school.be/", False),
        ("http://127.0.0.2/", "http://127.0.0.1/", False),
        ("http://127.0.0.1:1/", "http://127.0.0.1:2/", True),
        ("data:text/html,x", "https://school.be/", False),
        ("https://[x", "https://school.be/", False),
    ],
)
def test_same_site(url: str, page: str, same: bool) -> None:
    assert same_site(url, page) is same


def test_frames_of_another_site_are_not_own(stage: Stage, site: Site) -> None:
    other = site.url.replace("127.0.0.1", "localhost")
    site.pages |= {"/": f"<iframe src=/a></iframe><iframe src={other}/a></iframe>", "/a": "<p>x</p>"}

    async def act(page: Page) -> list[str]:
        await page.goto(site.url)
        return [frame.url for frame in own_frames(page)]

    assert stage.play(act) == [f"{site.url}/", f"{site.url}/a"]


@pytest.mark.parametrize(
    "script",
    [
        "setTimeout(() => document.body.dataset.x = 1, 200)",
        "onload = () => setTimeout(() => document.querySelector('iframe').contentDocument.body.append('x'), 200)",
        "setTimeout(() => location = '/b', 200)",
    ],
)
def test_until_looks_again_after_changes(stage: Stage, site: Site, script: str) -> None:
    site.pages |= {"/": f"<iframe src=/a></iframe><script>{script}</script>", "/a": "<p></p>", "/b": "<p>b</p>"}
    looks: list[float] = []

    async def act(page: Page) -> bool | None:
        await page.goto(site.url)

        async def look() -> bool | None:
            looks.append(asyncio.get_running_loop().time())
            found = 0
            for frame in page.frames:
                with contextlib.suppress(PlaywrightError):  # the frame may go away with its page
                    found += await frame.locator("body[data-x], body:has-text('x'), p:text('b')").count()
            return True if found else None

        return await until(page, look, 8.0)

    assert stage.play(act) is True
    assert len(looks) < 40, "woken by changes, not by spinning"


def test_until_ends_at_its_limit(stage: Stage) -> None:
    async def never() -> bool | None:
        return None

    async def act(page: Page) -> tuple[bool | None, float]:
        await page.set_content("<p>x</p><script>setInterval(() => document.body.append('x'), 1)</script>")
        start = asyncio.get_running_loop().time()
        return await until(page, never, 0.6), asyncio.get_running_loop().time() - start

    answer, seconds = stage.play(act)
    assert answer is None
    assert 0.5 < seconds < 5
