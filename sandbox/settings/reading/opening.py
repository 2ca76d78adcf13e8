"""One document as it is looked at: its accessibility tree, and the tabs and folded parts that reveal more of it."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import FloatRect, Page

from harness.sandbox.settings.reading.framed import Place
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
    place: Place
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
                box = await _box(self.place, control.node)
                found[control.node] = {**box, "x": box["x"] + across, "y": box["y"] + down}
        return found


@dataclass
class Opener:
    """What was opened in one document, of the page or of a frame; a name is opened once, whatever comes of it."""

    page: Page
    place: Place
    whole: bool = True
    _opened: set[tuple[str, str]] = field(default_factory=set)

    async def views(self) -> AsyncIterator[View]:
        """The page as it came, and again after each tab and each folded part that was opened."""
        start = canonical(self.place.frame.url)
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
            if canonical(self.place.frame.url) != start:
                if self.place.frame is not self.page.main_frame:
                    self.whole = False
                    return
                await self.page.goto(start)
                await settle(self.page, QUIET_SECONDS)

    async def _look(self) -> View:
        return View(self.page, self.place, await self.place.tree(), await inert_controls(self.place.frame))

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
            await self.place.protocol.send("DOM.scrollIntoViewIfNeeded", {"backendNodeId": node})
            box = await _box(self.place, node)
            await self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            await settle(self.page, QUIET_SECONDS)


def _harmless(name: str) -> bool:
    return not words.has(name, UNSAFE)


async def _box(place: Place, node: int) -> FloatRect:
    """The border box of an element, in the page's viewport. PlaywrightError when it is not drawn."""
    answer = await place.protocol.send("DOM.getBoxModel", {"backendNodeId": node})
    quad = answer["model"]["border"]
    across, down = [place.corner[0] + x for x in quad[0::2]], [place.corner[1] + y for y in quad[1::2]]
    return {"x": min(across), "y": min(down), "width": max(across) - min(across), "height": max(down) - min(down)}
