"""Choices as a session meets them: layers of the consent banner, and forms with boxes; recorded before any touch."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec
from playwright.async_api import Page

from harness.bundle.writer import SessionWriter
from harness.model.records_choices import ButtonSeen
from harness.sandbox.web.capture import Capture
from harness.sandbox.web.page.asked import asking
from harness.sandbox.web.page.banner import Banner
from harness.sandbox.web.page.failures import clean
from harness.sandbox.web.page.offered import Mark, Offer, Rect, box_record, button_record, corner_of, offered
from harness.sandbox.web.page.settle import watch

RECORDS = 200
MARKED = frozenset({"accept", "refuse"})


@dataclass
class Choosing:
    """What one session noted; every page is looked at once, when it is fresh."""

    capture: Capture
    writer: SessionWriter
    page: Page
    _known: set[str] = field(default_factory=set)
    _looked_on: int = -1

    async def layer(self, banner: Banner, number: int) -> None:
        """Note a layer of the consent banner, with its measures drawn into a screenshot."""
        offer = await offered(banner)
        if offer is None:
            self.writer.gap("choices", "choice-unmeasured")
            return
        buttons = [button_record(*pair) for pair in zip(banner.layer.buttons, offer.buttons, strict=True)]
        shot = await self.capture.shot(self.page, marks=await _marks(banner, offer, buttons))
        self._write("banner", number, buttons, [box_record(box) for box in offer.boxes], shot)

    async def forms(self) -> None:
        """Note the forms with boxes on a fresh page."""
        if self._looked_on == watch(self.page).pages:
            return
        self._looked_on = watch(self.page).pages
        forms = await asking(self.page)
        if forms is None:
            self.writer.gap("choices", "forms-unread", page=clean(self.page.url, 500))
            return
        for form in forms:
            boxes = [box_record(box) for box in form.boxes]
            key = repr(boxes)
            if key in self._known or len(self._known) >= RECORDS:
                continue
            self._known.add(key)
            marks = [Mark(box.rect) for box in form.boxes if box.on]
            shot = await self.capture.shot(self.page, marks=marks) if marks else None
            self._write("form", 1, [], boxes, shot)

    def _write(self, where: str, layer: int, buttons: object, boxes: object, shot: str | None) -> None:
        told = {"where": where, "page": clean(self.page.url, 500), "layer": layer, "shot": shot}
        self.writer.append("choices", {**told, "buttons": buttons, "boxes": boxes})


async def _marks(banner: Banner, offer: Offer, buttons: list[dict[str, object]]) -> list[Mark]:
    """The measures of the buttons that accept and refuse, and the boxes that are on."""
    left, top = await corner_of(banner.frame)
    marks = []
    for looks, record in zip(offer.buttons, buttons, strict=True):
        button = msgspec.convert(record, ButtonSeen)
        if button.meaning in MARKED:
            told = f"{button.contrast:.1f}:1" if button.contrast is not None else f"? ({button.why})"
            caption = f"{button.width:.0f} x {button.height:.0f} px, {told}"
            marks.append(Mark(_moved(looks.rect, left, top), caption))
    return marks + [Mark(_moved(box.rect, left, top)) for box in offer.boxes if box.on]


def _moved(rect: Rect, left: float, top: float) -> Rect:
    return Rect(rect.x + left, rect.y + top, rect.width, rect.height)
