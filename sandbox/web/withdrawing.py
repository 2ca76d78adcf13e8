"""Taking consent back at the end of a session that gave it, and looking at what then comes with a fresh page."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from playwright.async_api import Error as PlaywrightError

from harness.sandbox.web.page.goto import goto
from harness.sandbox.web.page.settle import settle
from harness.sandbox.web.page.way_back import WayBack, go_back

if TYPE_CHECKING:
    from harness.sandbox.web.walk import Walk

SECONDS = 45.0
PAGE_SECONDS = 8.0


async def take_back(walk: Walk) -> None:
    """Find the way back, refuse there, leave the page, and open the first page of the app again."""
    walk.tell("taking consent back")
    await walk.capture.storage("before-withdrawal")
    done = WayBack()
    try:
        async with asyncio.timeout(SECONDS):
            done = await go_back(walk.page, walk.base, walk.run.profile.app.hosts)
    except (PlaywrightError, TimeoutError):
        done.doubt("broken-off")
    shot = await walk.capture.shot(walk.page)
    since = await _anew(walk) if done.ok else None
    clicked = None if done.clicked is None else round(done.clicked - walk.run.epoch, 3)
    walk.writer.append(
        "withdrawal",
        {
            "way": done.way, "ok": done.ok and since is not None, "clicks": done.clicks, "clicked": clicked,
            "since": since, "looked": done.looked, "unsure": done.unsure, "shot": shot,
        },
    )  # fmt: skip


async def _anew(walk: Walk) -> float | None:
    """Open the first page again; the moment from which on all belongs to it, or None when it does not open.

    The old page is left first: what it sends on its way out was loaded under the consent that has just ended.
    """
    # The way back led over pages to which consent still held: what they set was not set after it ended.
    await walk.proxy.idle(walk.plan.name, 0.3, 5.0)
    await walk.capture.storage("withdrawn")
    with contextlib.suppress(PlaywrightError):
        await goto(walk.page, "about:blank", PAGE_SECONDS)
    await walk.proxy.idle(walk.plan.name, 0.3, 5.0)
    since = walk.writer.now()
    try:
        await goto(walk.page, walk.base, PAGE_SECONDS)
    except PlaywrightError:
        return None
    await settle(walk.page, PAGE_SECONDS)
    await walk.proxy.idle(walk.plan.name, 0.3, 5.0)
    await walk.capture.visited(walk.page, "consent", "after consent was taken back")
    await walk.capture.storage("after-withdrawal")
    return since
