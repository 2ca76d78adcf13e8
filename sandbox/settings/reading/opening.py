"""One page as it is looked at: its accessibility tree, and the tabs and folded parts that only reveal more of it."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field

from playwright.async_api import CDPSession, FloatRect, Page
from playwright.async_api import Error as PlaywrightError

from harness.sandbox.settings.reading.inert import inert_controls
from harness.sandbox.settings.reading.tree import Control, Tree
from harness.sandbox.web.page import words
from harness.sandbox.web.page.links import UNSAFE, canonical
from harness.sandbox.web.page.settle import settle

MOST_OPENED = 16
QUIET_SECONDS = 3.0
_FOLDED = frozenset({"DisclosureTriangle", "button"})
_TABS = frozenset({"tab"})


@dataclass
class View:
    """The tree of a page at one moment."""

    page: Page
    protocol: CDPSession
    tree: Tree
    inert: Sequence[Control] = ()

    @property
    def controls(self) -> list[Control]:
        """Every control that is shown now."""
        return [*self.tree.controls(), *self.inert]

    async def boxes(self, controls: Iterable[Control]) -> dict[int, FloatRect]:
        """Where controls stand, by node, in CSS pixels from the top of the page; without those that are not drawn."""
        found: dict[int, FloatRect] = {}
        across, down = await self.page.evaluate("[scrollX, scrollY]")
        for control in (one for one in controls if one.node):
            with contextlib.suppress(PlaywrightError):
                box = await _box(self.protocol, control.node)
                found[control.node] = {**box, "x": box["x"] + across, "y": box["y"] + down}
        return found


@dataclass
class Opener:
    """What was opened on one page; a name is opened once, whatever the page makes of it."""

    page: Page
    protocol: CDPSession
    whole: bool = True
    _opened: set[tuple[str, str]] = field(default_factory=set)

    async def views(self) -> AsyncIterator[View]:
        """The page as it came, and again after each tab and each folded part that was opened."""
        start = canonical(self.page.url)
        while True:
            view = await self._look()
            self.whole = self.whole and view.tree.whole
            yield view
            closed = self._closed(view.tree)
            if closed is None:
                return
            if len(self._opened) >= MOST_OPENED:
                self.whole = False
                return
            role, name, node = closed
            self._opened.add((role, name))
            await self._open(node)
            if canonical(self.page.url) != start:
                await self.page.goto(start)
                await settle(self.page, QUIET_SECONDS)

    async def _look(self) -> View:
        tree = Tree(await self.protocol.send("Accessibility.getFullAXTree"))
        return View(self.page, self.protocol, tree, await inert_controls(self.page))

    def _closed(self, tree: Tree) -> tuple[str, str, int] | None:
        """The next thing to open: folded parts of what is shown, then another tab."""
        for role, name, node, properties in tree.named(_FOLDED):
            folds = properties.get("expanded") is False and not properties.get("hasPopup")
            if folds and not properties.get("disabled") and (role, name) not in self._opened and _harmless(name):
                return role, name, node
        for role, name, node, properties in tree.named(_TABS):
            chosen = properties.get("selected") in (True, "true") or properties.get("disabled")
            if not chosen and (role, name) not in self._opened and _harmless(name):
                return role, name, node
        return None

    async def _open(self, node: int) -> None:
        with contextlib.suppress(PlaywrightError):
            await self.protocol.send("DOM.scrollIntoViewIfNeeded", {"backendNodeId": node})
            box = await _box(self.protocol, node)
            await self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            await settle(self.page, QUIET_SECONDS)


def _harmless(name: str) -> bool:
    return not words.has(name, UNSAFE)


async def _box(protocol: CDPSession, node: int) -> FloatRect:
    """The border box of an element, in the viewport. PlaywrightError when it is not drawn."""
    answer = await protocol.send("DOM.getBoxModel", {"backendNodeId": node})
    quad = answer["model"]["border"]
    across, down = quad[0::2], quad[1::2]
    return {"x": min(across), "y": min(down), "width": max(across) - min(across), "height": max(down) - min(down)}
