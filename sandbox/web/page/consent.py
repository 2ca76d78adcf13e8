"""Brings a consent banner into a state: left alone, refused or accepted, and says with how many clicks."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page

from harness.sandbox.web.page.banner import Banner, Find, Push, find_banner
from harness.sandbox.web.page.failures import clean
from harness.sandbox.web.page.frames import until
from harness.sandbox.web.page.settle import settle

type ConsentState = Literal["untouched", "refused", "accepted"]
type OnLayer = Callable[[Banner, int], Awaitable[None]]
"""Is shown every layer, before anything on it is touched; the first one is 1."""

APPEARS = 2.0
"""Seconds after the page fell silent in which a banner may still come."""

LEAVES = 4.0
"""Seconds in which a banner must be gone after the last click."""

MAX_BOXES = 40
MAX_LAYERS = 4


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


async def nobody(banner: Banner, layer: int) -> None:
    """Looks at no layer."""


async def consent(
    page: Page, state: ConsentState, *, appears: float = APPEARS, on_layer: OnLayer = nobody
) -> ConsentOutcome:
    """Brings the banner of the page, if any, into `state`; waits at most `appears` seconds more for one to come."""
    await settle(page, 8.0)
    banner = await until(page, partial(find_banner, page), appears)
    if banner is None:
        return ConsentOutcome(False, None, 0, True)
    if state == "untouched":
        return ConsentOutcome(True, None, 0, True)
    try:
        return await (_accept(page, banner) if state == "accepted" else Refusal(page, on_layer=on_layer).of(banner))
    except PlaywrightError:
        return ConsentOutcome(True, "stuck", 0, False)


async def _accept(page: Page, banner: Banner) -> ConsentOutcome:
    if (button := banner.button("accept")) is None:
        return ConsentOutcome(True, "no-accept", 0, False)
    clicked = time.time()
    await banner.click(button.index)
    return ConsentOutcome(True, clean(button.text, 60), 1, await _gone(page, find_banner), clicked)


@dataclass
class Refusal:
    """Refuses on the first layer that lets it, or turns everything off on a later one.

    `find` finds what is refused; `stays`: it is a part of the page, and does not go away when the choice is made.
    """

    page: Page
    find: Find = find_banner
    on_layer: OnLayer = nobody
    stays: bool = False
    _clicks: int = 0

    async def of(self, banner: Banner) -> ConsentOutcome:
        """Refuses, from this layer on."""
        for number in range(1, MAX_LAYERS + 1):
            await self.on_layer(banner, number)
            if (button := banner.button("refuse")) is not None:
                outcome = await self._decide(banner, button)
            elif banner.button("save") is not None:
                outcome = await self._choose(banner)
            elif number == 1 and (settings := banner.button("settings")) is not None:
                outcome = ConsentOutcome(True, "no-refuse", self._clicks + 1, False)
                await self._push(banner, settings)
            else:
                return ConsentOutcome(True, "no-refuse", self._clicks, False)
            following = None if outcome.ok else await self._next(banner)
            if following is None:
                return outcome
            banner = following
        return outcome

    async def _next(self, before: Banner) -> Banner | None:
        """Another layer that can be refused, where a click led to one."""

        async def look() -> Banner | None:
            now = await self.find(self.page)
            changed = now is not None and now.layer != before.layer
            return now if changed and now is not None and (now.button("refuse") or now.button("save")) else None

        return await until(self.page, look, LEAVES)

    async def _choose(self, layer: Banner) -> ConsentOutcome:
        """The layer with choices: every box off and then saved."""
        for _ in range(MAX_BOXES):
            if not layer.layer.boxes:
                break
            left = len(layer.layer.boxes)
            await layer.click(layer.layer.boxes[0].index)
            self._clicks += 1
            again = await until(self.page, partial(self._fewer, left), 2.0)
            if again is None:
                return ConsentOutcome(True, "stuck", self._clicks, False)
            layer = again
        button = layer.button("save")
        if button is None or layer.layer.boxes:
            return ConsentOutcome(True, "no-refuse", self._clicks, False)
        return await self._decide(layer, button)

    async def _fewer(self, boxes: int) -> Banner | None:
        """The layer, once it has fewer boxes that are on."""
        now = await self.find(self.page)
        return now if now is not None and len(now.layer.boxes) < boxes else None

    async def _decide(self, banner: Banner, button: Push) -> ConsentOutcome:
        """The click that makes the choice, with its moment: what leaves from then on left after the choice."""
        clicked = time.time()
        await self._push(banner, button)
        if self.stays:
            await settle(self.page, LEAVES)
        ok = self.stays or await _gone(self.page, self.find, before=banner)
        return ConsentOutcome(True, clean(button.text, 60), self._clicks, ok, clicked)

    async def _push(self, banner: Banner, button: Push) -> None:
        await banner.click(button.index)
        self._clicks += 1


async def _gone(page: Page, find: Find, before: Banner | None = None) -> bool:
    """Whether the banner goes away; one that shows another layer than `before` instead has not."""

    async def look() -> bool | None:
        now = await find(page)
        if now is None:
            return True
        asks = now.button("refuse") or now.button("save")
        return False if before is not None and asks and now.layer.buttons != before.layer.buttons else None

    gone = await until(page, look, LEAVES)
    await settle(page, LEAVES)
    return gone is True and await find(page) is None
