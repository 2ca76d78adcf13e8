"""Brings a consent banner into a state: left alone, refused or accepted, and says with how many clicks."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page

from harness.sandbox.web.page.banner import Banner, Push, find_banner
from harness.sandbox.web.page.failures import clean
from harness.sandbox.web.page.frames import until
from harness.sandbox.web.page.settle import settle

type ConsentState = Literal["untouched", "refused", "accepted"]

APPEARS = 2.0
"""Seconds after the page fell silent in which a banner may still come."""

LEAVES = 4.0
"""Seconds in which a banner must be gone after the last click."""

MAX_BOXES = 40


@dataclass(frozen=True)
class ConsentOutcome:
    """What was done about the banner.

    `action`: the words of the last button pushed, or why nothing was (no-refuse, no-accept, stuck); None when nothing
    was to be done. `clicks`: how many clicks a person would need. `ok`: the state was reached, and the banner is gone
    (when it was to be left alone, or there is none: True). `clicked`: the `time.time()` of the click that decided.
    """

    banner: bool
    action: str | None
    clicks: int
    ok: bool
    clicked: float | None = field(default=None, compare=False)


async def consent(page: Page, state: ConsentState, *, appears: float = APPEARS) -> ConsentOutcome:
    """Brings the banner of the page, if any, into `state`; waits at most `appears` seconds more for one to come."""
    await settle(page, 8.0)
    banner = await until(page, partial(find_banner, page), appears)
    if banner is None:
        return ConsentOutcome(False, None, 0, True)
    if state == "untouched":
        return ConsentOutcome(True, None, 0, True)
    try:
        return await (_accept(page, banner) if state == "accepted" else _refuse(page, banner))
    except PlaywrightError:
        return ConsentOutcome(True, "stuck", 0, False)


async def _accept(page: Page, banner: Banner) -> ConsentOutcome:
    if (button := banner.button("accept")) is None:
        return ConsentOutcome(True, "no-accept", 0, False)
    return await _decide(page, banner, button, 1)


async def _refuse(page: Page, banner: Banner) -> ConsentOutcome:
    """Refuses on the first layer, or turns everything off on the second one."""
    if (button := banner.button("refuse")) is not None:
        return await _decide(page, banner, button, 1)
    if banner.button("save") is not None:
        return await _choose(page, banner, 0)
    settings = banner.button("settings")
    if settings is None:
        return ConsentOutcome(True, "no-refuse", 0, False)
    before = banner.layer
    await banner.click(settings.index)

    async def second_layer() -> Banner | None:
        now = await find_banner(page)
        changed = now is not None and now.layer != before
        return now if changed and now is not None and (now.button("refuse") or now.button("save")) else None

    second = await until(page, second_layer, LEAVES)
    if second is None:
        return ConsentOutcome(True, "no-refuse", 1, False)
    return await _choose(page, second, 1)


async def _choose(page: Page, layer: Banner, clicks: int) -> ConsentOutcome:
    """The layer with choices: its own refuse button, or every box off and then saved."""
    if (button := layer.button("refuse")) is not None:
        return await _decide(page, layer, button, clicks + 1)
    for _ in range(MAX_BOXES):
        if not layer.layer.boxes:
            break
        left = len(layer.layer.boxes)
        await layer.click(layer.layer.boxes[0].index)
        clicks += 1
        again = await until(page, partial(_fewer, page, left), 2.0)
        if again is None:
            return ConsentOutcome(True, "stuck", clicks, False)
        layer = again
    return await _save(page, layer, clicks)


async def _fewer(page: Page, boxes: int) -> Banner | None:
    """The banner, once it has fewer boxes that are on."""
    now = await find_banner(page)
    return now if now is not None and len(now.layer.boxes) < boxes else None


async def _save(page: Page, layer: Banner, clicks: int) -> ConsentOutcome:
    button = layer.button("save")
    if button is None or layer.layer.boxes:
        return ConsentOutcome(True, "no-refuse", clicks, False)
    return await _decide(page, layer, button, clicks + 1)


async def _decide(page: Page, banner: Banner, button: Push, clicks: int) -> ConsentOutcome:
    """The click that makes the choice, with its moment: what leaves from then on left after the choice."""
    clicked = time.time()
    await banner.click(button.index)
    return ConsentOutcome(True, clean(button.text, 60), clicks, await _gone(page), clicked)


async def _gone(page: Page) -> bool:
    """Whether the banner goes away."""

    async def look() -> bool | None:
        return True if await find_banner(page) is None else None

    gone = await until(page, look, LEAVES)
    await settle(page, LEAVES)
    return gone is True and await find_banner(page) is None
