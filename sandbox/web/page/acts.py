"""The acts behind the step words: one short function a word."""

from __future__ import annotations

import asyncio
import fnmatch
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import Locator, Page

from harness.errors import Owner
from harness.sandbox.web.page.enter import Held, Redrawn, take_focus
from harness.sandbox.web.page.frames import until
from harness.sandbox.web.page.goto import goto
from harness.sandbox.web.page.locate import Where, find
from harness.sandbox.web.page.script import inside
from harness.sandbox.web.page.settle import settle

MAX_SCROLLS = 10
"""How often the bottom of a page that grows is gone to."""


class NotThere(Exception):
    """What a step needs is not on the page, within the limit; with whose failure it is."""

    def __init__(self, reason: str, owner: Owner) -> None:
        super().__init__(reason)
        self.owner: Owner = owner


@dataclass(frozen=True)
class Ask:
    """What an act is given: the page, the element and text with placeholders filled, the profile's folder, seconds."""

    page: Page
    where: Where | None
    text: str | None
    directory: Path | None
    limit: float

    @property
    def milliseconds(self) -> float:
        """The limit as Playwright counts."""
        return self.limit * 1000


async def _element(ask: Ask, *, hidden: bool = False, owner: Owner = "profile") -> Locator:
    if ask.where is None:
        raise NotThere("no element was named", "profile")
    found = await find(ask.page, ask.where, ask.limit, hidden=hidden)
    if found is None:
        raise NotThere(f"no such element was seen within {ask.limit:g} s", owner)
    return found


async def _goto(ask: Ask) -> None:
    if urlsplit(ask.text or "").scheme not in ("http", "https"):
        raise NotThere("only http and https addresses are opened", "profile")
    before = ask.page.url.split("#")[0]
    await goto(ask.page, ask.text or "", ask.limit)
    if ask.page.url.split("#")[0] != before:
        await ask.page.wait_for_load_state("domcontentloaded", timeout=ask.milliseconds)


async def _click(ask: Ask) -> None:
    await (await _element(ask)).click(timeout=ask.milliseconds)


async def _fill(ask: Ask) -> None:
    element = await _element(ask)
    try:
        await take_focus(await element.element_handle(timeout=ask.milliseconds))
    except Held:
        raise NotThere("something on the page keeps the focus away from it", "app") from None
    except Redrawn:
        element = await _element(ask)
    await element.fill(ask.text or "", timeout=ask.milliseconds)


async def _press(ask: Ask) -> None:
    if ask.where is None:
        await ask.page.keyboard.press(ask.text or "")
    else:
        await (await _element(ask)).press(ask.text or "", timeout=ask.milliseconds)


async def _select(ask: Ask) -> None:
    element = await _element(ask)
    wanted = ask.text or ""
    chosen = await element.evaluate(_OPTION, wanted)
    if chosen is None:
        raise NotThere("there is no such option", "profile")
    await element.select_option(index=int(chosen), timeout=ask.milliseconds)


_OPTION = """(node, wanted) => [...(node.options || [])].filter(each => !each.disabled
  && [each.label.trim(), each.text.trim(), each.value].includes(wanted)).map(each => each.index)[0]"""


async def _check(ask: Ask) -> None:
    await _set_checked(ask, True)


async def _uncheck(ask: Ask) -> None:
    await _set_checked(ask, False)


async def _set_checked(ask: Ask, on: bool) -> None:
    """A checkbox, radio or switch; one that is hidden behind its own drawing is found through its label."""
    first = Ask(ask.page, ask.where, ask.text, ask.directory, min(ask.limit, 2.0))
    try:
        element = await _element(first)
    except NotThere:
        element = await _element(ask, hidden=True)
    if await element.is_visible():
        await element.set_checked(on, timeout=ask.milliseconds)
        return
    if await element.is_checked(timeout=ask.milliseconds) is not on:
        await element.dispatch_event("click", timeout=ask.milliseconds)
    if await element.is_checked(timeout=ask.milliseconds) is not on:
        raise NotThere("it did not change", "app")


async def _hover(ask: Ask) -> None:
    await (await _element(ask)).hover(timeout=ask.milliseconds)


async def _upload(ask: Ask) -> None:
    path = inside(ask.directory, ask.text or "", "upload")
    element = await _element(ask, hidden=True)
    await element.set_input_files(path, timeout=ask.milliseconds)


async def _expect(ask: Ask) -> None:
    if ask.where is None:
        await _address(ask)
    else:
        await _element(ask, owner="app")


async def _address(ask: Ask) -> None:
    async def look() -> bool | None:
        return True if matches(ask.page.url, ask.text or "") else None

    if await until(ask.page, look, ask.limit) is None:
        raise NotThere(f"the address did not become that within {ask.limit:g} s", "app")


def matches(url: str, wanted: str) -> bool:
    """Whether an address is the wanted one: whole, or its path with or without the rest; `*` stands for anything."""
    parts = urlsplit(url)
    path = parts.path or "/"
    query = f"?{parts.query}" if parts.query else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    shapes = {url, path, path + query, path + query + fragment, path + fragment, fragment}
    if "*" in wanted:
        pattern = wanted.replace("[", "[[]").replace("?", "[?]")
        return any(fnmatch.fnmatchcase(shape, pattern) for shape in shapes)
    return wanted in shapes


async def _scroll(ask: Ask) -> None:
    if ask.where is not None:
        await (await _element(ask)).scroll_into_view_if_needed(timeout=ask.milliseconds)
        return
    loop = asyncio.get_running_loop()
    deadline = loop.time() + ask.limit
    height = -1
    for _ in range(MAX_SCROLLS):
        now = int(await ask.page.evaluate("() => { scrollTo(0, 1e9); return document.documentElement.scrollHeight; }"))
        if now == height or (left := deadline - loop.time()) <= 0:
            return
        height = now
        await settle(ask.page, min(left, 2.0))


ACTS: Mapping[str, Callable[[Ask], Awaitable[None]]] = {
    "goto": _goto,
    "click": _click,
    "fill": _fill,
    "press": _press,
    "select": _select,
    "check": _check,
    "uncheck": _uncheck,
    "hover": _hover,
    "upload": _upload,
    "expect": _expect,
    "wait": _expect,
    "scroll": _scroll,
}
