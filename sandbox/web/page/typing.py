"""Typing a made-up text where nothing can come of it, to see whether a script sends on what is typed.

Only two kinds of fields, in the page itself and on the app's own hosts: a search box, and the user name of a sign-in
form. Both must be empty. The text is typed key by key and taken out again; nothing is sent, and Enter is never pressed.
"""

from __future__ import annotations

import asyncio
import secrets
import string
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from playwright.async_api import ElementHandle, Page
from playwright.async_api import Error as PlaywrightError

from harness import belongs
from harness.sandbox.web.page import forms, words
from harness.sandbox.web.page.enter import Held, Redrawn, take_focus
from harness.sandbox.web.page.look import Field, Seen, View, look

LENGTH = 12
FIELDS = 3
"""Fields of one page that are tried until one takes what is typed."""
LIMIT = 5.0
"""Seconds that a page may keep the typing waiting."""
LETTERS = string.ascii_lowercase + string.digits


@dataclass(frozen=True)
class Typing:
    """A text that stands in a field now; `undo` takes it out again."""

    field: Literal["search", "username"]
    value: str
    page: str
    element: ElementHandle

    async def undo(self) -> None:
        """Empties the field, as a person would; a page that went away has nothing to undo."""
        try:
            async with asyncio.timeout(LIMIT):
                await self.element.press("Control+A")
                await self.element.press("Delete")
        except (PlaywrightError, TimeoutError):
            return


async def may_hold(page: Page) -> bool:
    """Whether the page may have a field for `type_unsent`: a quick look, asked of every page."""
    try:
        async with asyncio.timeout(LIMIT):
            return bool(await page.evaluate(_MAY))
    except (PlaywrightError, TimeoutError):
        return False


_MAY = """() => document.querySelector('input[type=search], [role=search] input, search input, input[type=password], '
  + 'input[name=q], input[name*=search i], input[name*=zoek i]') !== null"""


async def type_unsent(page: Page, hosts: Collection[str]) -> Typing | None:
    """Types a made-up text into a safe field of the page, or finds none."""
    for view in await look(page):
        if view.frame is not page.main_frame or not belongs(urlsplit(view.seen.url).hostname or "", hosts):
            continue
        for kind, field in fields(view.seen)[:FIELDS]:
            if (typed := await _type(page, view, kind, field)) is not None:
                return typed
    return None


def fields(seen: Seen) -> list[tuple[Literal["search", "username"], Field]]:
    """The fields of a frame that may be typed into, the best first."""
    found: list[tuple[Literal["search", "username"], Field]] = []
    form = forms.find(seen)
    if form is not None and form.username is not None and form.password is not None:
        found.append(("username", form.username))
    found += [("search", field) for field in seen.fields if _is_search(seen, field)]
    return [(kind, field) for kind, field in found if _is_free(field)]


def _is_search(seen: Seen, field: Field) -> bool:
    named = words.has(f"{field.name} {field.label} {field.placeholder}", words.SEARCH)
    return field.type == "search" or (field.type == "text" and (seen.groups[field.group].search or named))


def _is_free(field: Field) -> bool:
    short = 0 < field.maxlength < LENGTH
    return not (field.filled or field.readonly or field.disabled or short)


async def _type(page: Page, view: View, kind: Literal["search", "username"], field: Field) -> Typing | None:
    value = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    try:
        typed = Typing(kind, value, page.url, await view.element(field.index))
    except PlaywrightError:
        return None
    try:
        async with asyncio.timeout(LIMIT):
            await take_focus(typed.element)
            await page.keyboard.type(typed.value)
            if await typed.element.evaluate("node => node.value") == typed.value:
                return typed
    except (Held, Redrawn, PlaywrightError):
        return None
    except TimeoutError:
        pass
    await typed.undo()  # the field changes what is typed, or is slow: it says nothing when the text is not seen later
    return None
