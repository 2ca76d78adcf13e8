"""Screenshots: small, bounded in time and height, with password fields covered."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from playwright.async_api import Error, FloatRect, Locator, Page

from harness.sandbox.web.capture.drawing import framed
from harness.sandbox.web.capture.recorder import Recorder

SECONDS = 10.0
LOOK_SECONDS = 2.0
QUALITY = 60
TALLEST = 8000  # CSS pixels
FRAMES = 12
SECRET_FIELDS = 'input[type="password"], input[autocomplete*="password"], input[autocomplete="one-time-code"]'


class Shots:
    """Takes the screenshots of one session."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    async def take(
        self, page: Page, *, full: bool = False, boxes: Sequence[FloatRect] = (), captions: Sequence[str] = ()
    ) -> str | None:
        """A JPEG of the viewport, or of the whole page up to 8,000 px; its sha256, or None and a gap.

        Boxes (CSS pixels of the picture) are framed in it, each with its caption, if any.
        """
        try:
            async with asyncio.timeout(SECONDS):
                image = await page.screenshot(
                    type="jpeg",
                    quality=QUALITY,
                    scale="css",
                    caret="initial",  # anything else puts a style sheet into the page
                    full_page=full,
                    clip=await _clip(page) if full else None,
                    mask=await _secret_fields(page),
                    mask_color="#5a5a5a",
                    timeout=SECONDS * 1000,
                )
        except (Error, TimeoutError) as error:
            reason = self._recorder.cut(str(error).partition("\n")[0], 200) or "too slow"
            self._recorder.gap("screens", "screenshot-failed", url=self._recorder.cut(page.url, 2000), reason=reason)
            return None
        return self._recorder.blob(framed(image, boxes, captions) if boxes else image)


async def _secret_fields(page: Page) -> list[Locator]:
    """The fields to cover; frames without any are left alone, since covering touches the page."""
    fields = [frame.locator(SECRET_FIELDS) for frame in page.frames[:FRAMES]]
    async with asyncio.timeout(LOOK_SECONDS):
        counts = await asyncio.gather(*(field.count() for field in fields), return_exceptions=True)
    # A frame that does not answer may hold one: cover it, and let the time limit judge.
    return [field for field, count in zip(fields, counts, strict=True) if count != 0]


async def _clip(page: Page) -> FloatRect | None:
    width, height = await page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    if not isinstance(width, int) or not isinstance(height, int):  # the page answers what it likes
        return None
    return {"x": 0, "y": 0, "width": min(max(width, 1), TALLEST), "height": min(max(height, 1), TALLEST)}
