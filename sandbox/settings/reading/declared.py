"""Which control a declared setting means: by its name, or by where the element stands that the profile describes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import FloatRect, Page

from harness import MisuseError
from harness.model.profile_effects import Setting
from harness.sandbox.settings.reading.opening import View
from harness.sandbox.settings.reading.tree import Control
from harness.sandbox.web.page.locate import Where, find, read_where

LOOK_SECONDS = 0.5
NEAR = 1.0
"""CSS pixels by which two boxes of the same element may differ."""


def where_of(setting: Setting) -> Where:
    """What the profile says about the element. Raises MisuseError when it is written wrongly."""
    where = read_where(setting.locate)
    if isinstance(where, str):
        raise MisuseError(f"[[settings]] {setting.id}: {where}", hint="schoolproof check-profile")
    return where


def told(setting: Setting) -> str:
    """What was looked for, in words."""
    return ", ".join(f"{way} {value}" for way, value in setting.locate.items())


async def belonging(
    page: Page, view: View, asked: Sequence[tuple[int, Setting]], controls: Sequence[Control]
) -> dict[int, int]:
    """Node of a control → number of the declared setting that it is; without those that are not here."""
    found: dict[int, int] = {}
    boxes: Mapping[int, FloatRect] | None = None
    for number, setting in asked:
        where = where_of(setting)
        said = where.name if where.way == "role" else where.value if where.way in ("label", "text") else None
        same = [one for one in controls if said and said.casefold() == (one.label or one.context).casefold()]
        if len(same) != 1 and boxes is None:  # asked for one by one, so only when no name tells
            boxes = await view.boxes(controls)
        one = same[0] if len(same) == 1 else await _standing_there(page, where, controls, boxes or {})
        if one is not None:
            found[one.node] = number
    return found


async def _standing_there(
    page: Page, where: Where, controls: Sequence[Control], boxes: Mapping[int, FloatRect]
) -> Control | None:
    """The one control in the box of the described element."""
    try:
        element = await find(page, where, LOOK_SECONDS)
        box = await element.bounding_box() if element is not None else None
        across, down = await page.evaluate("[scrollX, scrollY]")
    except PlaywrightError:
        return None
    if box is None:
        return None
    left, top = box["x"] + across - NEAR, box["y"] + down - NEAR
    right, bottom = left + box["width"] + 2 * NEAR, top + box["height"] + 2 * NEAR
    inside = [
        one for one in controls
        if (at := boxes.get(one.node)) is not None
        and left <= at["x"] + at["width"] / 2 <= right and top <= at["y"] + at["height"] / 2 <= bottom
    ]
    return inside[0] if len(inside) == 1 else None
