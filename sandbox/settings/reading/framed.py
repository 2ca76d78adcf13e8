"""The frames of a page that show controls: those of the app are read as pages are, others are only told.

Frames of the page's own process are asked for in its session by their number; one in a process of its own, as Chromium
gives to other sites, has a session of its own, and counts places from its own corner.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import CDPSession, Frame, Page
from playwright.async_api import Error as PlaywrightError

from harness.sandbox.settings.reading.tree import Tree
from harness.sandbox.web.page.links import Own

MOST_FRAMES = 12
SMALLEST = 10.0
"""CSS pixels of a side of a frame in which a control could still be used."""
SETTING = frozenset({"checkbox", "switch", "radio", "select"})
"""What is no button of a player."""
UNREAD, FOREIGN = "frame-unread", "foreign-frame"


@dataclass(frozen=True)
class Place:
    """Where a document is: its frame, the session to ask, the frame's number in it (None: its root), and its corner."""

    frame: Frame
    protocol: CDPSession
    id: str | None = None
    corner: tuple[float, float] = (0.0, 0.0)

    async def tree(self) -> Tree:
        """The accessibility tree of this document alone. PlaywrightError when it is gone."""
        which = {} if self.id is None else {"frameId": self.id}
        return Tree(await self.protocol.send("Accessibility.getFullAXTree", which))


@dataclass
class Framed:
    """The frames of one page, each told once, when it is first shown."""

    page: Page
    protocol: CDPSession
    ours: Own
    _told: set[Frame] = field(default_factory=set)

    async def fresh(self) -> AsyncIterator[Place | str]:
        """Frames of the app that are shown now and were not before, and why others may hide settings."""
        for frame in self._shown_first():
            corner = await _corner(frame)
            if corner is None:
                continue
            self._told.add(frame)
            if len(self._told) > MOST_FRAMES:
                yield UNREAD
                return
            place = await self._place(frame, corner)
            if self._is_ours(frame):
                yield place or UNREAD
            elif place is not None and await _has_controls(place):
                yield FOREIGN

    def _shown_first(self) -> Iterator[Frame]:
        return (one for one in self.page.frames if one is not self.page.main_frame and one not in self._told)

    def _is_ours(self, frame: Frame | None) -> bool:
        """Whether a frame shows the app; one without an address of its own shows what its page wrote."""
        while frame is not None and (not frame.url or frame.url.startswith("about:")):
            frame = frame.parent_frame
        return frame is not None and frame.url in self.ours

    async def _place(self, frame: Frame, corner: tuple[float, float]) -> Place | None:
        with contextlib.suppress(PlaywrightError):
            return Place(frame, await self.page.context.new_cdp_session(frame), None, corner)
        with contextlib.suppress(PlaywrightError):
            told: Any = await self.protocol.send("Page.getFrameTree")
            id = _number(told["frameTree"], self.page.main_frame, frame)
            return Place(frame, self.protocol, id) if id is not None else None
        return None


def _number(tree: Mapping[str, Any], here: Frame, wanted: Frame) -> str | None:
    """The protocol's number of a frame: both tell the children of a frame in the order in which they came."""
    if here is wanted:
        return str(tree["frame"]["id"])
    rows = list(tree.get("childFrames", []))
    for child in here.child_frames:
        row = next((one for one in rows if _url(one) == child.url), None)
        if row is None:
            continue
        rows.remove(row)
        found = _number(row, child, wanted)
        if found is not None:
            return found
    return None


def _url(row: Mapping[str, Any]) -> str:
    return f"{row['frame']['url']}{row['frame'].get('urlFragment', '')}"


async def _corner(frame: Frame) -> tuple[float, float] | None:
    """Where a frame stands in the viewport; None when it is not shown."""
    try:
        box = await (await frame.frame_element()).bounding_box()
    except PlaywrightError:
        return None
    if box is None or box["width"] < SMALLEST or box["height"] < SMALLEST:
        return None
    return box["x"], box["y"]


async def _has_controls(place: Place) -> bool:
    with contextlib.suppress(PlaywrightError):
        return any(one.role in SETTING for one in (await place.tree()).controls())
    return False
