"""The way back from consent that was given: found by its words or its tool, followed, and the choice taken back there.

A way back is a link or button about cookie settings, the button with which a consent tool reopens itself, or a form in
a page about cookies. It is looked for where a person would: on the page at hand, on the first page, and on the pages
about cookies, privacy and settings that these lead to. Nothing is typed, and links that change something are not
followed.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import msgspec
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Frame, Page

from harness.sandbox.web.page.banner import EYES, MAX_FRAMES, Banner, Layer, find_banner
from harness.sandbox.web.page.consent import Refusal
from harness.sandbox.web.page.consent_words import AGAIN, REVISIT, TELLING, WITHDRAW
from harness.sandbox.web.page.failures import clean
from harness.sandbox.web.page.goto import goto
from harness.sandbox.web.page.links import Link, Own, canonical, refusal
from harness.sandbox.web.page.look import ASK_LIMIT
from harness.sandbox.web.page.settle import settle
from harness.sandbox.web.page.words import has

PAGES = 6
WAYS = 4
"""Pages on which a way back is looked for, and ways that are tried on each."""
PAGE_SECONDS = 8.0
SPOKEN = frozenset({"", "en", "nl", "fr", "de"})
"""Languages whose words are known; a page that tells no language is taken for one of them."""


class Way(msgspec.Struct, frozen=True):
    """Something to push: its words, where it leads, and whether it is a consent tool's own."""

    index: int
    text: str
    href: str = ""
    tool: bool = False

    @property
    def leads_back(self) -> bool:
        return self.tool or (len(self.text) <= 80 and (has(self.text, AGAIN) or has(self.text, WITHDRAW)))


class Sight(msgspec.Struct, frozen=True):
    """What one frame shows: `place` is a part of the page that asks for the choice; `odd` buttons have no words."""

    ways: tuple[Way, ...]
    place: Layer | None
    odd: int
    language: str


@dataclass
class WayBack:
    """What was done, for the record."""

    way: str = ""
    ok: bool = False
    clicks: int = 0
    clicked: float | None = None
    looked: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)

    def doubt(self, why: str) -> None:
        """Remember why “there is no way back” cannot be said for sure."""
        if why not in self.unsure:
            self.unsure.append(why)


async def go_back(page: Page, base: str, hosts: Collection[str]) -> WayBack:
    """Take consent back on this page or on one that it leads to; leaves the browser where that was done."""
    done, own, queue, known = WayBack(), Own(base, hosts), [page.url, base], set[str]()
    while queue and len(done.looked) < PAGES and not done.ok:
        url = queue.pop(0)
        if canonical(url) in known or url not in own:
            continue
        known.add(canonical(url))
        if canonical(url) != canonical(page.url) and not await _open(page, url):
            continue
        done.looked.append(clean(canonical(page.url), 500))
        known.add(canonical(page.url))
        queue += await _links(page, own)
        await _here(page, done)
        for why in [] if done.ok else await doubts(page):
            done.doubt(why)
    return done


async def _open(page: Page, url: str) -> bool:
    try:
        await goto(page, url, PAGE_SECONDS)
    except PlaywrightError:
        return False
    return await settle(page, PAGE_SECONDS) or not page.is_closed()


async def _links(page: Page, own: Own) -> list[str]:
    """Where the page leads to about cookies, privacy or settings, at most a few of each page."""
    found = [way for _, sight, _ in await _sights(page) for way in sight.ways if way.href and has(way.text, TELLING)]
    safe = (way.href for way in found if refusal(Link(way.href, way.text), own) is None)
    return list(dict.fromkeys(canonical(url) for url in safe))[:PAGES]


async def _here(page: Page, done: WayBack) -> None:
    """Take consent back on this page, at once or by what leads there."""
    start = page.url
    if await _refused(page, done):
        return
    for number in range(WAYS):
        seen = await _sights(page)
        ways = [(frame, way, handle) for frame, sight, handle in seen for way in sight.ways if way.leads_back]
        if number >= len(ways):
            return
        frame, way, handle = ways[number]
        clicked = time.time()
        await Banner(frame, Layer(False, "", (), ()), handle).click(way.index)
        await settle(page, PAGE_SECONDS)
        done.way, done.clicks = done.way or clean(way.text, 60) or "…", 1
        if await _refused(page, done):
            return
        if has(way.text, WITHDRAW):
            done.ok, done.clicked, done.way = True, clicked, clean(way.text, 60)
            return
        done.doubt("leads-nowhere")
        if canonical(page.url) != canonical(start) and not await _open(page, start):
            return


async def _refused(page: Page, done: WayBack) -> bool:
    """Refuse in the banner that is open again, or in the part of the page where the choice stands."""
    banner = await find_banner(page)
    place = None if banner is not None else await find_place(page)
    seen = banner or place
    if seen is None:
        return False
    outcome = await Refusal(page, find_banner if banner is not None else find_place, stays=True).of(seen)
    if outcome.ok:
        done.ok, done.clicked, done.clicks = True, outcome.clicked, done.clicks + outcome.clicks
        done.way = done.way or outcome.action or ""
    else:
        done.doubt("not-refusable")
    return done.ok


async def find_place(page: Page) -> Banner | None:
    """The part of the page, not lying over it, in which a choice about cookies can be refused or saved."""
    found = [Banner(frame, sight.place, handle) for frame, sight, handle in await _sights(page) if sight.place]
    return next((one for one in found if one.button("refuse") or one.button("save")), None)


async def doubts(page: Page) -> list[str]:
    """What on this page may be a way back that its words do not tell."""
    sights = [sight for _, sight, _ in await _sights(page)]
    foreign = {sight.language for sight in sights[:1]} - SPOKEN
    return [*(["unnamed-button"] if any(sight.odd for sight in sights) else []), *(["language"] if foreign else [])]


async def _sights(page: Page) -> list[tuple[Frame, Sight, Any]]:
    found = await asyncio.gather(*(_sight(frame) for frame in page.frames[:MAX_FRAMES]))
    return [one for one in found if one is not None]


async def _sight(frame: Frame) -> tuple[Frame, Sight, Any] | None:
    try:
        async with asyncio.timeout(ASK_LIMIT):
            handle = await frame.evaluate_handle(_SIGHT, ",".join(REVISIT))
            answer: Any = await handle.evaluate("found => found.sight")
        return frame, msgspec.convert(answer, Sight, strict=False), handle
    except (PlaywrightError, TimeoutError, msgspec.ValidationError):
        return None


_SIGHT = "revisit => {" + EYES + r"""
  const all = within(document), elements = [];
  const add = node => elements.push(node) - 1;
  const href = node => node instanceof HTMLAnchorElement && /^https?:/.test(node.href) ? node.href.slice(0, 2100) : '';
  const way = node => ({ index: add(node), text: text(node), href: href(node), tool: node.matches(revisit) });
  const ways = all.filter(node => visible(node) && ((buttonLike(node) || node.matches('summary')) && text(node)
    || node.matches(revisit))).slice(0, 400).map(way);
  const parts = 'form,section,fieldset,aside,[role=region],[role=group]';
  const about = node => speaks(full(node) + ' ' + names(node)) && full(node).length < 1500;
  const places = all.filter(node => node.matches(parts) && visible(node) && pushes(node).length && about(node));
  const inner = places.filter(node => !places.some(other => other !== node && node.contains(other)));
  const place = inner.length ? { known: false, text: full(inner[0]).slice(0, 300),
    buttons: inner.flatMap(pushes).slice(0, 60).map(node => ({ index: add(node), text: text(node) })),
    boxes: inner.flatMap(within).filter(node => on(node) && shown(node)).slice(0, 60)
      .map(node => ({ index: add(node) })),
  } : null;
  const fixed = node => { for (let at = node, i = 0; at && i < 4; at = up(at), i++)
    if (getComputedStyle(at).position === 'fixed') return true; };
  const odd = all.filter(node => visible(node) && buttonLike(node) && !text(node) && fixed(node)).length;
  const language = (document.documentElement.lang || '').slice(0, 2).toLowerCase();
  return { elements, sight: { ways, place, odd, language } };
}"""
