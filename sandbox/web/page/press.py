"""Finding a button or link by its words, if need be in a menu that has to be opened first."""

from __future__ import annotations

from playwright.async_api import Page

from harness.sandbox.web.page import words
from harness.sandbox.web.page.enter import push
from harness.sandbox.web.page.look import Button, View, look
from harness.sandbox.web.page.settle import settle

MENUS = 4
"""Menus that are opened in search of it."""
LONGEST = 60
"""Characters on what may be pushed: a paragraph that is one link only mentions the words."""
QUIET = 5.0

type Found = tuple[View, Button]


async def in_sight(page: Page, called: frozenset[str]) -> Found | None:
    """The first button or link in sight that is called so."""
    for view in await look(page):
        for button in view.seen.buttons:
            if len(button.text) <= LONGEST and words.has(button.words, called):
                return view, button
    return None


async def find(page: Page, called: frozenset[str]) -> Found | None:
    """The same, opening up to four menus: what is named one first, then whatever else opens something."""
    tried: set[str] = set()
    for _ in range(MENUS + 1):
        found = await in_sight(page, called)
        if found is not None:
            return found
        closed = [one for one in await _menus(page) if one[1].words not in tried]
        if not closed:
            break
        tried.add(closed[0][1].words)
        await push(*closed[0])
        await settle(page, QUIET)
    return None


async def _menus(page: Page) -> list[Found]:
    """What opens a menu; never what only shows a state: pushing that would change something."""
    every = [(view, button) for view in await look(page) for button in view.seen.buttons if not button.href]
    safe = [one for one in every if one[1].opens or not one[1].toggles]
    named = [one for one in safe if words.has(one[1].words, words.MENU)]
    return named + [one for one in safe if one[1].opens and one not in named]
