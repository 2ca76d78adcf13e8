"""Fills a given form with given values, sends it, and tells what the app answered. It decides nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass

from playwright.async_api import ElementHandle, Page
from playwright.async_api import Error as PlaywrightError

from harness.sandbox.settings.accounts.fields import Field, SignUp, sign_up_form
from harness.sandbox.settings.accounts.values import PICTURE
from harness.sandbox.web.page import enter
from harness.sandbox.web.page.ask import Asked, Sheet, ask
from harness.sandbox.web.page.failures import gone
from harness.sandbox.web.page.frames import until
from harness.sandbox.web.page.settle import settle

ANSWER_SECONDS = 6.0
"""How long the answer to a sent form may take to show after the page fell silent."""
SETTLE_SECONDS = 10.0


@dataclass(frozen=True)
class Reply:
    """What the page was like after a form was sent.

    `form` is the sign-up form that is there now, if any; `again`: it is the one that was sent, so it was refused.
    """

    sheets: tuple[Sheet, ...]
    asked: Asked | None
    form: SignUp | None
    again: bool

    @property
    def text(self) -> str:
        """What stands on the page."""
        return " ".join(sheet.text for sheet in self.sheets)[:4000]

    @property
    def alerts(self) -> list[str]:
        """What the app says went wrong."""
        beside = [one.control.message for one in self.form.fields if one.control.invalid] if self.form else []
        return [text for text in [*(text for sheet in self.sheets for text in sheet.alerts), *beside] if text]


async def find_form(page: Page, *, going_on: bool = False) -> tuple[Asked, SignUp] | None:
    """The best sign-up form that the page shows now, with the frame that it stands in."""
    found = [
        (asked, form) for asked in await ask(page)
        if (form := sign_up_form(asked.sheet, going_on=going_on)) is not None
    ]
    return max(found, key=lambda each: each[1].score, default=None)


async def fill_and_send(page: Page, asked: Asked, form: SignUp, values: Mapping[int, str]) -> Reply:
    """Give each field its value (by its `order` in the page; see `value_for`), send the form, and look at the page.

    Fields without a value are left as they are. Raises PlaywrightError, enter.Held and enter.Redrawn when the form
    cannot be filled in, TimeoutError when the page does not let itself be acted on.
    """
    last: ElementHandle | None = None
    for field in form.fields:
        value = values.get(field.control.order)
        if value is not None:
            last = await _give(asked, field, value) or last
    await _send(asked, form, last)
    with contextlib.suppress(PlaywrightError):
        await settle(page, SETTLE_SECONDS)
    return await _reply(page, form)


async def _send(asked: Asked, form: SignUp, last: ElementHandle | None) -> None:
    if form.button is not None:
        await enter.push(asked, form.button)
    elif last is not None:
        await last.press("Enter", timeout=enter.ACT_LIMIT, no_wait_after=True)


async def _reply(page: Page, sent: SignUp) -> Reply:
    """What came: when the same form is still there without a word, its answer may still be on the way."""
    reply = await _now(page, sent)
    if not reply.again or reply.alerts:
        return reply

    async def later() -> Reply | None:
        now = await _now(page, sent)
        return now if not now.again or now.alerts else None

    return await until(page, later, ANSWER_SECONDS) or await _now(page, sent)


async def _now(page: Page, sent: SignUp) -> Reply:
    everything = await ask(page)
    found = [(one, form) for one in everything if (form := sign_up_form(one.sheet, going_on=True)) is not None]
    asked, form = max(found, key=lambda each: each[1].score, default=(None, None))
    again = form is not None and _names(form) == _names(sent)
    return Reply(tuple(one.sheet for one in everything), asked, form, again)


def _names(form: SignUp) -> frozenset[tuple[str, str, str]]:
    """By what two looks at one form are known as the same: what its password fields and texts are called."""
    return frozenset((one.control.type, one.control.name or one.control.id, one.control.label) for one in form.fields)


async def _give(asked: Asked, field: Field, value: str) -> ElementHandle | None:
    """One field its value; returns the element when a key may be pressed in it."""
    control = field.control
    if control.type == "radio" and len(control.indexes) > 1:
        await _tick(await asked.element(control.indexes[int(value)]))
        return None
    element = await asked.element(control.indexes[0])
    if control.type in ("checkbox", "radio"):
        if not control.filled:
            await _tick(element)
    elif control.type == "select":
        await element.select_option(index=int(value), timeout=enter.ACT_LIMIT)
    elif control.type == "file":
        picture = {"name": "foto.png", "mimeType": "image/png", "buffer": PICTURE}
        await element.set_input_files(picture, timeout=enter.ACT_LIMIT)  # type: ignore[arg-type]
    elif control.type != "combobox":
        await enter.take_focus(element)
        await element.fill(value, timeout=enter.ACT_LIMIT)
        return element
    return None


async def _tick(element: ElementHandle) -> None:
    """Tick a box or a radio button as a person does; a styled one by what stands in its place."""
    try:
        await element.click(timeout=enter.CLICK_LIMIT)
    except PlaywrightError as error:
        if gone(error):
            raise
        await element.dispatch_event("click")

