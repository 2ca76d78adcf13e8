"""What a person would see of a page's forms: visible fields and buttons with their names, through open shadow roots.

One question is asked of each frame; the answer is numbers and clipped strings, never a field's value.
"""

from __future__ import annotations

import asyncio
from typing import Any, cast

import msgspec
from playwright.async_api import ElementHandle, Frame, JSHandle, Page
from playwright.async_api import Error as PlaywrightError

from harness.sandbox.web.page.eyes import EYES
from harness.sandbox.web.page.frames import own_frames

ASK_LIMIT = 5.0
"""Seconds that a frame may take to answer; a page that blocks its own thread counts as showing nothing."""


class Field(msgspec.Struct, frozen=True):
    """A visible input; `index` counts in the frame's elements, `group` is the form it belongs to."""

    index: int
    group: int
    order: int
    type: str
    name: str
    id: str
    autocomplete: str
    placeholder: str
    label: str
    near: str
    inputmode: str
    maxlength: int
    width: float
    filled: bool
    readonly: bool
    disabled: bool

    @property
    def given(self) -> bool:
        """Whether the app filled it in itself and does not want another value."""
        return self.disabled or (self.readonly and self.filled)

    @property
    def hints(self) -> str:
        """Everything the app says about the field, nearest first."""
        return f"{self.label} | {self.name} | {self.id} | {self.placeholder} | {self.near}"


class Button(msgspec.Struct, frozen=True):
    """A visible button or link; `href` is absolute or empty, `covered`: something else lies over its centre.

    `toggles`: it shows a state; `opens`: what it opens is closed now, such as a menu.
    """

    index: int
    group: int
    order: int
    submits: bool
    link: bool
    text: str
    title: str
    name: str
    href: str
    toggles: bool
    covered: bool
    opens: bool = False

    @property
    def words(self) -> str:
        """What is written on it, and what it is called."""
        return f"{self.text} {self.title}"


class Group(msgspec.Struct, frozen=True):
    """A form, or what looks like one: its own names and the heading over it."""

    form: bool
    names: str
    heading: str
    search: bool
    boxes: str


class Seen(msgspec.Struct, frozen=True):
    """The forms of one frame."""

    url: str
    title: str
    headings: str
    captcha: bool
    fields: tuple[Field, ...]
    buttons: tuple[Button, ...]
    groups: tuple[Group, ...]


class View:
    """One frame as it was seen, with the elements to act on."""

    def __init__(self, frame: Frame, seen: Seen, handle: JSHandle) -> None:
        self.frame = frame
        self.seen = seen
        self._handle = handle

    async def element(self, index: int) -> ElementHandle:
        """The element of a field or button, by its `index`."""
        handle = await self._handle.evaluate_handle("(found, index) => found.elements[index]", index)
        return cast(ElementHandle, handle.as_element())


async def look(page: Page) -> list[View]:
    """What the own frames of the page show now; a frame that cannot answer (navigating, blocked) is left out."""
    views = await asyncio.gather(*(_ask(frame) for frame in own_frames(page)))
    return [view for view in views if view is not None]


async def _ask(frame: Frame) -> View | None:
    try:
        async with asyncio.timeout(ASK_LIMIT):
            handle = await frame.evaluate_handle(_LOOK)
            answer: Any = await handle.evaluate("found => found.seen")
        return View(frame, msgspec.convert(answer, Seen, strict=False), handle)
    except (PlaywrightError, TimeoutError, msgspec.ValidationError):
        return None


_LOOK = f"() => {{ {EYES}" + r"""
  const kinds = ['text', 'email', 'tel', 'number', 'password', 'search', 'url'];
  const isField = node => node instanceof HTMLInputElement && kinds.includes(node.type);
  const shown = all.filter(node => (isField(node) || isButton(node)) && visible(node)).slice(0, 400);
  const fields = shown.filter(isField), buttons = shown.filter(isButton);
  const grouped = fields.map(grouping(fields, buttons));
  const seenFields = fields.map((node, at) => trap(node) ? null : ({
    index: add(node), group: grouped[at], order: order.get(node), type: node.type, name: clip(node.name),
    id: clip(node.id), autocomplete: clip(node.getAttribute('autocomplete')).toLowerCase(),
    placeholder: clip(node.placeholder), label: label(node), near: near(node), inputmode: clip(node.inputMode),
    maxlength: node.maxLength, width: node.getBoundingClientRect().width, filled: node.value !== '',
    readonly: node.readOnly, disabled: node.disabled })).filter(Boolean);
  const seenButtons = buttons.map(tellButton);
  return { elements, seen: { url: location.href.slice(0, 2000), title: clip(document.title),
    headings: headings(), captcha: puzzled(),
    fields: seenFields, buttons: seenButtons, groups: places.map(tellGroup) } };
}"""
