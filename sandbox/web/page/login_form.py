"""Where the form to sign in is: on the page as it is, or behind the one link or button that says so."""

from __future__ import annotations

from collections.abc import Callable

from playwright.async_api import Page

from harness.sandbox.web.page import enter, forms
from harness.sandbox.web.page.failures import clean
from harness.sandbox.web.page.forms import Form
from harness.sandbox.web.page.goto import goto
from harness.sandbox.web.page.look import View, look
from harness.sandbox.web.page.settle import settle


async def find_form(page: Page) -> tuple[View, Form] | None:
    """The best login form that the own frames of the page show now, or None."""
    found = [(view, form) for view in await look(page) if (form := forms.find(view.seen)) is not None]
    return max(found, key=lambda each: each[1].score, default=None)


async def follow_way_in(page: Page, left: Callable[[], float]) -> str | None:
    """Follows the one link or button that says log in; what is written on it, or None where there is none.

    `left` tells how many seconds it may still take.
    """
    for view in await look(page):
        button = forms.way_in(view.seen, page.url)
        if button is None:
            continue
        if button.link and button.href and button.href.split("#")[0] != page.url.split("#")[0]:
            await goto(page, button.href, left())
        else:
            await enter.push(view, button)
        await settle(page, min(10.0, left()))
        return clean(button.text or button.title, 40)
    return None
