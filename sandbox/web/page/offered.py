"""How the buttons and boxes of a choice look to an eye: size, whether they are in view, colours, labels.

Colours are worked out from the styles of an element and of what it stands in. Where something else may shine through
(a picture, a gradient, a layer that lies over the page, another frame), the colour is not told but why it is not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import FloatRect, Frame, JSHandle

from harness.sandbox.web.page.banner import EYES, Banner, Push
from harness.sandbox.web.page.failures import clean
from harness.sandbox.web.page.look import ASK_LIMIT

type Colour = tuple[float, float, float, float]
"""Red, green and blue (0 to 255) and how opaque it is (0 to 1)."""

WHITE: Colour = (255.0, 255.0, 255.0, 1.0)


class Rect(msgspec.Struct, frozen=True):
    """Where something is in the view of its frame, CSS pixels."""

    x: float
    y: float
    width: float
    height: float


class Looks(msgspec.Struct, frozen=True):
    """One element: `grounds` are the colours that it stands on, nearest first."""

    text: str
    rect: Rect
    shown: bool
    ink: Colour | None
    grounds: tuple[Colour, ...]
    why: str


class Ticked(msgspec.Struct, frozen=True):
    """A box and what it says."""

    label: str
    role: str
    group: str
    on: bool
    rect: Rect


class Offer(msgspec.Struct, frozen=True):
    """What one look gave."""

    buttons: tuple[Looks, ...]
    boxes: tuple[Ticked, ...]


@dataclass(frozen=True)
class Mark:
    """A measure to be drawn into a screenshot, at its place in the page's view."""

    rect: Rect
    caption: str = ""

    @property
    def box(self) -> FloatRect:
        """As Playwright has it."""
        return {"x": self.rect.x, "y": self.rect.y, "width": self.rect.width, "height": self.rect.height}


async def offered(banner: Banner) -> Offer | None:
    """The buttons and the boxes that are on, in the order of the banner's layer; None when the page does not tell."""
    layer = banner.layer
    wanted = [[button.index for button in layer.buttons], [box.index for box in layer.boxes]]
    return await measured(banner.handle, wanted)


async def measured(handle: JSHandle, wanted: Sequence[Sequence[int]]) -> Offer | None:
    """The same for elements of a script's object, by their indexes: buttons, boxes."""
    try:
        async with asyncio.timeout(ASK_LIMIT):
            answer: Any = await handle.evaluate(_MEASURE, [list(one) for one in wanted])
        return msgspec.convert(answer, Offer, strict=False)
    except (PlaywrightError, TimeoutError, msgspec.ValidationError):
        return None


async def corner_of(frame: Frame) -> tuple[float, float]:
    """Where the view of a frame begins in the view of its page."""
    if frame.parent_frame is None:
        return 0.0, 0.0
    try:
        async with asyncio.timeout(ASK_LIMIT):
            box = await (await frame.frame_element()).bounding_box()
    except (PlaywrightError, TimeoutError):
        box = None
    return (box["x"], box["y"]) if box is not None else (0.0, 0.0)


def button_record(button: Push, looks: Looks) -> dict[str, object]:
    """A button as it is recorded."""
    ink, ground, why = colours(looks)
    size = {"width": round(looks.rect.width, 1), "height": round(looks.rect.height, 1), "shown": looks.shown}
    said = {"meaning": button.meaning or "", "text": clean(button.text, 80)}
    return {**said, **size, "ink": ink, "ground": ground, "why": why}


def box_record(box: Ticked) -> dict[str, object]:
    """A box as it is recorded."""
    return {"label": clean(box.label, 200), "role": box.role, "group": clean(box.group, 200), "on": box.on}


def colours(looks: Looks) -> tuple[list[int] | None, list[int] | None, str]:
    """The colour of the words and of what they stand on, layers laid over each other; or why that cannot be told."""
    if looks.why or looks.ink is None:
        return None, None, looks.why or "colour"
    ground = WHITE
    for layer in reversed(looks.grounds):
        ground = over(layer, ground)
    return _whole(over(looks.ink, ground)), _whole(ground), ""


def over(upper: Colour, lower: Colour) -> Colour:
    """A colour laid over an opaque one."""
    red, green, blue = (one * upper[3] + two * (1 - upper[3]) for one, two in zip(upper[:3], lower[:3], strict=True))
    return red, green, blue, 1.0


def _whole(colour: Colour) -> list[int]:
    return [max(0, min(255, round(part))) for part in colour[:3]]


LABELS = r"""
  const rect = node => { const box = node.getBoundingClientRect();
    return { x: box.x, y: box.y, width: box.width, height: box.height }; };
  const near = id => document.getElementById(id)?.innerText || '';
  const named = node => node.getAttribute('aria-label')
    || (node.getAttribute('aria-labelledby') || '').split(/\s+/).map(near).join(' ').trim();
  const label = node => {
    const own = clip(named(node) || [...(node.labels || [])].map(each => each.innerText).join(' ') || node.innerText);
    if (own) return own.slice(0, 300);
    for (let at = up(node), i = 0; at && i < 3; at = up(at), i++) {
      const around = clip(at.innerText);
      if (around) return around.length < 300 ? around : ''; }
    return ''; };
  const group = node => { const around = node.closest('fieldset,[role=group],[role=radiogroup]');
    return around ? clip(named(around) || around.querySelector('legend')?.innerText).slice(0, 300) : ''; };
  const role = node => node instanceof HTMLInputElement ? node.type : node.getAttribute('role');
  const pressed = node => node.getAttribute('aria-checked') === 'true';
  const checked = node => node instanceof HTMLInputElement ? node.checked : pressed(node);
  const box = node =>
    ({ label: label(node), role: role(node), group: group(node), on: checked(node), rect: rect(node) });
"""
"""Script, after `EYES`: what a box says."""

_MEASURE = "async (found, [pushed, ticked]) => {" + EYES + LABELS + r"""
  const moving = document.getAnimations().filter(each => each.effect?.getComputedTiming().endTime < 5000);
  await Promise.race([Promise.allSettled(moving.map(each => each.finished)),
    new Promise(done => setTimeout(done, 1200))]);
  const number = text => text === undefined ? 1 : text.endsWith('%') ? parseFloat(text) / 100 : parseFloat(text);
  const rgba = text => {
    const plain = /^rgba?\(([\d.]+)[ ,]+([\d.]+)[ ,]+([\d.]+)(?:[ ,/]+([\d.]+%?))?\)$/.exec(text);
    if (plain) return [+plain[1], +plain[2], +plain[3], number(plain[4])];
    const wide = /^color\(srgb ([\d.e-]+) ([\d.e-]+) ([\d.e-]+)(?: \/ ([\d.]+%?))?\)$/.exec(text);
    return wide ? [wide[1] * 255, wide[2] * 255, wide[3] * 255, number(wide[4])] : null; };
  const blends = style => style.mixBlendMode !== 'normal' || style.filter !== 'none';
  const ground = node => {
    const grounds = [];
    let closed = false, why = '', last = null;
    for (let at = node; at; last = at, at = up(at)) {
      const style = getComputedStyle(at);
      if (+style.opacity < 1) why = why || 'see-through';
      if (blends(style)) why = why || 'blended';
      if (closed) continue;
      const colour = rgba(style.backgroundColor);
      if (style.backgroundImage !== 'none') why = why || 'picture';
      if (!colour) { why = why || 'colour'; continue; }
      if (colour[3] > 0) grounds.push(colour);
      if (colour[3] >= 1) closed = true;
      else if (/absolute|fixed|sticky/.test(style.position)) why = why || 'see-through';
    }
    if (!closed && window !== top) why = why || 'frame';
    if (!closed && getComputedStyle(document.documentElement).colorScheme.includes('dark')) why = why || 'colour';
    return { grounds, why }; };
  const words = node => {
    let best = null, length = 0;
    for (const each of [node, ...within(node)]) for (const child of each.childNodes) {
      const long = child.nodeType === 3 ? clip(child.data).length : 0;
      if (long > length && visible(each)) { best = each; length = long; } }
    return best || (node instanceof HTMLInputElement && node.value ? node : null); };
  const inView = node => {
    let { left, top, right, bottom } = node.getBoundingClientRect();
    const whole = (right - left) * (bottom - top);
    const cut = box => { left = Math.max(left, box.left); top = Math.max(top, box.top);
      right = Math.min(right, box.right); bottom = Math.min(bottom, box.bottom); };
    cut({ left: 0, top: 0, right: innerWidth, bottom: innerHeight });
    for (let at = up(node); at && at !== document.body && at !== document.documentElement; at = up(at))
      if (getComputedStyle(at).overflow !== 'visible') cut(at.getBoundingClientRect());
    return Math.max(right - left, 0) * Math.max(bottom - top, 0) >= whole / 2; };
  const looks = node => {
    const inner = words(node), style = inner && getComputedStyle(inner);
    const under = ground(inner || node);
    const clipped = inner && [inner, node].some(each => getComputedStyle(each).backgroundClip.includes('text'));
    const ink = style && rgba(style.webkitTextFillColor || style.color);
    const why = !inner ? 'no-text' : clipped ? 'picture' : under.why;
    return { text: text(node), rect: rect(node), shown: inView(node), ink, grounds: under.grounds, why }; };
  return { buttons: pushed.map(index => looks(found.elements[index])),
    boxes: ticked.map(index => box(found.elements[index])) };
}"""
