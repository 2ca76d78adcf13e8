"""Evidence records of choices that people are given: how they look, and whether they can be taken back."""

from __future__ import annotations

import msgspec

from harness.model.records import Record

type Colour = tuple[int, int, int]
"""Red, green and blue, 0 to 255 each."""


class ButtonSeen(msgspec.Struct, kw_only=True):
    """A button of a choice as a person sees it; sizes in CSS pixels.

    `meaning`: accept, refuse, settings, save, or "" when its words are not known. `shown`: it can be seen without
    scrolling. `ink` is the colour of its words, `ground` what they stand on; None when `why` says what hides it
    (picture, see-through, blended, colour, frame, no-text).
    """

    meaning: str
    text: str
    width: float
    height: float
    shown: bool = True
    ink: Colour | None = None
    ground: Colour | None = None
    why: str = ""

    @property
    def area(self) -> float:
        """Square CSS pixels."""
        return self.width * self.height

    @property
    def contrast(self) -> float | None:
        """Contrast ratio of words and ground, 1 to 21 (WCAG 2.2, "contrast ratio"); None when it cannot be told."""
        if self.ink is None or self.ground is None:
            return None
        light, dark = sorted((_luminance(self.ink), _luminance(self.ground)), reverse=True)
        return (light + 0.05) / (dark + 0.05)


class BoxSeen(msgspec.Struct, kw_only=True):
    """A box, switch or option as it stood before anybody touched it, and that can be changed.

    `role`: checkbox, switch or radio. `group`: what stands above it and its neighbours, for options mostly.
    """

    label: str
    role: str = "checkbox"
    group: str = ""
    on: bool = True


class ChoiceSeen(Record, kw_only=True):
    """A choice as it was offered: a layer of the consent banner, or a form that asks something beside what it is for.

    `where`: "banner" or "form". `layer` counts from 1; only what was met without a click is on the first.
    """

    where: str
    page: str = ""
    layer: int = 1
    buttons: list[ButtonSeen] = msgspec.field(default_factory=list)
    boxes: list[BoxSeen] = msgspec.field(default_factory=list)
    shot: str | None = None


class Withdrawing(Record, kw_only=True):
    """How consent that was given was taken back in the same session, and what was opened anew after that.

    `way`: the words of what led there, "" when nothing was found. `ok`: the choice was made, at `clicked`, with that
    many `clicks`; what is later than `since` belongs to the page that was opened anew. `looked`: the pages on which a
    way back was looked for. `unsure`: what may be one all the same (an unnamed button in a corner, a foreign language).
    """

    way: str = ""
    ok: bool = False
    clicks: int = 0
    clicked: float | None = None
    since: float | None = None
    looked: list[str] = msgspec.field(default_factory=list)
    unsure: list[str] = msgspec.field(default_factory=list)
    shot: str | None = None


def _luminance(colour: Colour) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    parts = [value / 255 for value in colour]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
