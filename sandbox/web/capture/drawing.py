"""Marks drawn into a screenshot after it was taken, so that the page itself is never touched."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from playwright.async_api import FloatRect

COLOUR = "#d6006c"
WIDTH = 3
MARGIN = 3
QUALITY = 70
LETTERS = 14
"""Height of a caption's letters, in pixels."""


def framed(image: bytes, boxes: Iterable[FloatRect], captions: Sequence[str] = ()) -> bytes:
    """The JPEG with a frame around each box (CSS pixels of the picture); boxes outside it leave no mark.

    Each box has its caption above it, or below where there is no room; captions are of our making, in plain ASCII.
    """
    from PIL import Image, ImageDraw  # a tenth of a second, and most runs mark nothing

    with Image.open(io.BytesIO(image)) as picture:
        drawing = ImageDraw.Draw(picture)
        for box, caption in zip_longest(list(boxes), captions):
            if box is None:
                break
            left, top = box["x"] - MARGIN, box["y"] - MARGIN
            right, bottom = box["x"] + box["width"] + MARGIN, box["y"] + box["height"] + MARGIN
            if right > left and bottom > top:
                drawing.rectangle((left, top, right, bottom), outline=COLOUR, width=WIDTH)
                if caption:
                    above = top - LETTERS - 4
                    at = max(left, 0), above if above >= 0 else bottom + 2
                    drawing.text(at, caption, COLOUR, font_size=LETTERS, stroke_width=2, stroke_fill="white")
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=QUALITY)
        return out.getvalue()
