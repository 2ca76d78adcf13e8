"""A search for people that the profile does not declare, found on the pages of somebody who may find the pupil."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page

from harness.model.profile_effects import Effect
from harness.sandbox.acting.actor import Actor
from harness.sandbox.settings.effects.cast import Cast
from harness.sandbox.settings.effects.trying import do, filled, reached, typed
from harness.sandbox.web.page import words
from harness.sandbox.web.page.links import Link, Own, refusal

MOST_PAGES = 4
MOST_LINKS = 200
STEP_SECONDS = 3.0
PLACES = words.SEARCH | words.listed(
    "people|members|pupils|students|class|leerlingen|leden|klas|eleves|membres|classe|schuler|mitglieder|klasse|suche"
)
_BOXES = (
    "input[type=search]", "[role=searchbox]", "[role=search] input:not([type]), [role=search] input[type=text]",
    "input[name=q], input[name*=search i], input[name*=zoek i]",
)
_LINKS = """most => [...document.querySelectorAll('a[href]')].slice(0, most)
  .map(each => [each.href, (each.innerText || each.getAttribute('aria-label') || '').trim().slice(0, 100)])"""


async def find_search(actor: Actor, cast: Cast) -> Effect | None:
    """A search box by which this persona finds the owner, as steps for the others; None when there is none.

    Only a box that was seen to find the pupil counts: one for homework would make every stranger look harmless.
    """
    name = next((name for name in ("last_name", "first_name", "name") if name in cast.owner.known), None)
    if name is None:
        return None
    for address in [actor.page.url, *await _promising(actor)]:
        try:
            if actor.page.url != address:
                await actor.goto(address)
            box = await _box(actor.page)
        except PlaywrightError:
            continue
        if box is None:
            continue
        steps = (
            {"goto": address},
            {"fill": {"css": box}, "with": f"{{owner.{name}}}"},
            {"press": "Enter", "on": {"css": box}},
        )
        done = await do(actor, steps, filled(cast.owner), "look for a search", limit=STEP_SECONDS)
        if reached(cast.owner, actor.persona, done.html + done.text, typed(steps)):
            return Effect(id="discoverability", by=actor.persona.name, steps=steps)
    return None


async def _box(page: Page) -> str | None:
    """The selector of a search box that is shown on the page."""
    for selector in _BOXES:
        if await page.locator(f"css={selector}").filter(visible=True).count():
            return selector
    return None


async def _promising(actor: Actor) -> list[str]:
    """Where links of this page lead that speak of searching or of people."""
    own = Own(actor.base, actor.run.profile.app.hosts)
    try:
        told: Any = await actor.page.evaluate(_LINKS, MOST_LINKS)
    except PlaywrightError:
        return []
    rows = [row for row in told if isinstance(row, list) and len(row) == 2] if isinstance(told, list) else []
    links = [Link(str(url), str(text)) for url, text in rows]
    wanted = [one.url for one in links if words.has(one.text, PLACES) and refusal(one, own) is None]
    return list(dict.fromkeys(wanted))[:MOST_PAGES]
