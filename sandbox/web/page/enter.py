"""Typing into a form and sending it, also when something lies over it or the form wants real key strokes."""

from __future__ import annotations

import contextlib
from typing import Protocol

from playwright.async_api import ElementHandle
from playwright.async_api import Error as PlaywrightError

from harness.sandbox.web.page.look import Button, Field, View

ACT_LIMIT = 8000.0
"""Milliseconds that typing into an element may take, also on a busy machine."""

CLICK_LIMIT = 3000.0
"""Milliseconds that a click may be held up before it is given to the button itself."""


class Held(Exception):
    """Something on the page keeps the focus away from the element: nobody could type in it."""


class Redrawn(Exception):
    """The page drew the element anew when it got the focus: find it again."""


class Elements(Protocol):
    """A frame that was looked at, with its elements by their index."""

    async def element(self, index: int) -> ElementHandle: ...


async def take_focus(element: ElementHandle) -> None:
    """Gives a field the focus. Held when a modal dialog or a focus trap keeps it, Redrawn: keys would go elsewhere."""
    await element.focus()
    answer = await element.evaluate(_FOCUS)
    if answer == "redrawn":
        raise Redrawn
    if answer == "held":
        raise Held


_FOCUS = """node => !node.isConnected ? 'redrawn'
  : !(node instanceof HTMLInputElement || node instanceof HTMLTextAreaElement) ? 'other'
  : node.getRootNode().activeElement === node ? 'has' : 'held'"""


async def fill(view: View, field: Field, value: str) -> None:
    """Types `value`; the field gets the focus first (some are read-only until then). Errors as in `take_focus`."""
    element = await view.element(field.index)
    await take_focus(element)
    await element.fill(value, timeout=ACT_LIMIT)


async def fill_boxes(view: View, fields: tuple[Field, ...], code: str) -> None:
    """Types a one-time code, one figure in each box when there is a row of boxes."""
    if len(fields) == 1:
        await fill(view, fields[0], code)
        return
    for field, figure in zip(fields, code, strict=False):
        element = await view.element(field.index)
        await element.press(figure, timeout=ACT_LIMIT)


async def push(view: Elements, button: Button) -> None:
    """Clicks a button as a person does; when something lies over it, the click is given to the button itself."""
    element = await view.element(button.index)
    if not button.covered:
        try:
            await element.click(timeout=CLICK_LIMIT, no_wait_after=True)
            return
        except PlaywrightError:
            if not await _attached(element):
                return
    await element.dispatch_event("click")


async def _attached(element: ElementHandle) -> bool:
    try:
        return bool(await element.evaluate("node => node.isConnected"))
    except PlaywrightError:
        return False


async def send(view: View, last: Field, button: Button | None) -> None:
    """Sends the form: by its button, or by the Enter key in its last field when no button can be trusted."""
    if button is None:
        element = await view.element(last.index)
        await element.press("Enter", timeout=ACT_LIMIT, no_wait_after=True)
        return
    await _wake(view, last, button)
    await push(view, button)


async def _wake(view: View, last: Field, button: Button) -> None:
    """Some forms free their button only at a key stroke: one that changes nothing is given."""
    element = await view.element(button.index)
    if await element.is_enabled():
        return
    with contextlib.suppress(PlaywrightError):
        await (await view.element(last.index)).press("End", timeout=ACT_LIMIT)
        await element.wait_for_element_state("enabled", timeout=CLICK_LIMIT)
