"""Frames and captions are drawn into the picture, and nowhere else."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from harness.sandbox.web.capture.drawing import framed

WHITE = io.BytesIO()
Image.new("RGB", (400, 300), "white").save(WHITE, "JPEG")


def drawn(x: float, y: float, width: float, height: float, *captions: str) -> Image.Image:
    box = {"x": x, "y": y, "width": width, "height": height}
    return Image.open(io.BytesIO(framed(WHITE.getvalue(), [box], captions))).convert("RGB")  # type: ignore[list-item]


def inked(picture: Image.Image, area: tuple[int, int, int, int]) -> bool:
    """Whether anything but white stands in this part."""
    return min(low for low, _ in picture.crop(area).getextrema()) < 200  # type: ignore[misc]


def test_a_frame_around_the_box() -> None:
    picture = drawn(100, 100, 180, 44)
    assert inked(picture, (96, 110, 100, 130))
    assert inked(picture, (150, 96, 200, 100))
    assert not inked(picture, (110, 110, 270, 135)), "what is inside stays to be seen"
    assert not inked(picture, (0, 0, 400, 85)), "no caption, no letters"


@pytest.mark.parametrize(("y", "letters"), [(100, (100, 78, 250, 94)), (5, (100, 55, 250, 70))])
def test_the_caption_stands_above_it_or_below_at_the_edge(y: float, letters: tuple[int, int, int, int]) -> None:
    assert inked(drawn(100, y, 180, 44, "180 x 44 px, 7.9:1"), letters)


def test_more_captions_than_boxes_and_boxes_outside_change_nothing() -> None:
    assert not inked(drawn(900, 900, 50, 50, "far away", "one too many"), (0, 0, 400, 300))
