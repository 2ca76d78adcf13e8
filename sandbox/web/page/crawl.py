"""A bounded, read-only walk through an app without journeys: by the addresses of its links, never by clicking.

Nothing is sent, nothing that signs out, deletes or exports is followed, and every kind of page is seen only a few
times, so that a calendar without end is two pages. What was left unvisited is counted.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections import Counter
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Download, Frame, Page, Response
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import TimeoutError as PlaywrightTimeout

from harness.sandbox.web.page.failures import blame, clean
from harness.sandbox.web.page.frames import own_frames
from harness.sandbox.web.page.goto import goto
from harness.sandbox.web.page.links import Link, Own, canonical, parent, refusal, score, template
from harness.sandbox.web.page.settle import settle, watch

type OnPage = Callable[[Page, str, str, int | None], Awaitable[None]]

PAGE_LIMIT = 10.0
SETTLE_LIMIT = 4.0
MAX_LINKS = 500
"""Seconds a page may take to answer and to fall silent, and how many links of one page are read."""


@dataclass(frozen=True)
class Limits:
    """The bounds of a crawl: pages, links deep from the start, seconds, pages of one kind, pages of one folder."""

    pages: int = 25
    depth: int = 4
    seconds: float = 60.0
    samples: int = 2
    siblings: int = 8


@dataclass(frozen=True)
class Visited:
    """A page that was seen: where the visit ended, its title, HTTP status (None for a route inside the page), depth."""

    url: str
    title: str
    status: int | None
    depth: int


@dataclass
class CrawlResult:
    """What was seen, and how many links were not, by reason.

    Reasons: unsafe, download, other-site, language, same-kind, limit-pages, limit-depth, limit-time, failed, left-site.
    """

    visited: list[Visited] = field(default_factory=list)
    unvisited: Counter[str] = field(default_factory=Counter)


async def crawl(
    page: Page,
    start: str,
    hosts: Collection[str],
    on_page: OnPage,
    limits: Limits | None = None,
    *,
    here: bool = False,
) -> CrawlResult:
    """Walks from `start` over the app's own `hosts`; `on_page(page, url, title, status)` is awaited on each page seen.

    With `here` a page that shows `start` already, and fell silent, is not opened again; its status is then None. Ends
    by the limits; an error in `on_page` ends it too and is passed on.
    """
    walk = _Walk(page, Own(start, hosts), on_page, limits or Limits(), here)
    page.on("download", walk.refuse_download)
    try:
        await walk.run(start)
    finally:
        page.remove_listener("download", walk.refuse_download)
    return walk.result


class _Walk:
    """The queue of a crawl, best and nearest first, and what it has seen."""

    def __init__(self, page: Page, own: Own, on_page: OnPage, limits: Limits, here: bool) -> None:
        self._page = page
        self._here = here
        self._own = own
        self._on_page = on_page
        self._limits = limits
        self._queue: list[tuple[int, int, int, str]] = []
        self._number = itertools.count()
        self._known: set[str] = set()
        self._kinds: Counter[str] = Counter()
        self._folders: Counter[str] = Counter()
        self._ended: set[str] = set()
        self._downloads: set[asyncio.Task[None]] = set()
        self.result = CrawlResult()

    async def run(self, start: str) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._limits.seconds
        watch(self._page)
        self._enter(Link(start, ""), 0)
        while self._queue:
            left = deadline - loop.time()
            if left <= 0 or len(self.result.visited) >= self._limits.pages:
                break
            _, depth, _, url = heapq.heappop(self._queue)
            if self._again(url):
                self.result.unvisited["same-kind"] += 1
                continue
            await self._visit(url, depth, min(left, PAGE_LIMIT))
        if self._queue:
            reason = "limit-pages" if len(self.result.visited) >= self._limits.pages else "limit-time"
            self.result.unvisited[reason] += len(self._queue)

    def refuse_download(self, download: Download) -> None:
        """Cancels a download that a visit started."""
        task = asyncio.ensure_future(download.cancel())
        self._downloads.add(task)
        task.add_done_callback(self._forget)

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._downloads.discard(task)
        if not task.cancelled():
            task.exception()

    def _enter(self, link: Link, depth: int) -> None:
        """Queues a link, or counts why not."""
        url = canonical(link.url) if link.url in self._own else link.url
        if url in self._known:
            return
        self._known.add(url)
        reason = refusal(Link(url, link.text, link.acts, link.downloads), self._own) if depth else None
        if reason is None and depth > self._limits.depth:
            reason = "limit-depth"
        if reason is not None:
            self.result.unvisited[reason] += 1
            return
        heapq.heappush(self._queue, (-score(link), depth, next(self._number), url))

    def _again(self, url: str) -> bool:
        """Whether enough pages of this kind were seen; counts the page when not."""
        kind, folder = template(url), parent(url)
        if self._kinds[kind] >= self._limits.samples or url in self._ended:
            return True
        deep = folder.strip("/").count("/") >= 1
        if deep and self._folders[folder] >= self._limits.siblings:
            return True
        self._kinds[kind] += 1
        self._folders[folder] += 1
        return False

    async def _visit(self, url: str, depth: int, limit: float) -> None:
        there = self._here and depth == 0 and canonical(self._page.url) == canonical(url)
        try:
            response = None if there else await goto(self._page, url, limit)
        except PlaywrightError as error:
            self.result.unvisited[_why(error, limit)] += 1
            return
        if not there:
            await settle(self._page, SETTLE_LIMIT)
        ended = self._page.url
        if ended not in self._own:
            self.result.unvisited["left-site"] += 1
            return
        if canonical(ended) in self._ended:
            return
        self._ended.add(canonical(ended))
        self._known.add(canonical(ended))
        await self._seen(ended, depth, response)

    async def _seen(self, url: str, depth: int, response: Response | None) -> None:
        title, found = "", list[Link]()
        try:
            async with asyncio.timeout(PAGE_LIMIT):
                title = clean(await self._page.title())
                found = await links_on(self._page)
        except (PlaywrightError, TimeoutError):
            self.result.unvisited["failed"] += 1
        status = response.status if response is not None else None
        self.result.visited.append(Visited(url, title, status, depth))
        for link in found:
            self._enter(link, depth + 1)
        await self._on_page(self._page, url, title, status)


def _why(error: PlaywrightError, limit: float) -> str:
    """The reason that a visit failed, for the counts."""
    if isinstance(error, PlaywrightTimeout):
        return "failed" if limit >= PAGE_LIMIT else "limit-time"
    return "download" if "download" in blame(error)[0] else "failed"


async def links_on(page: Page) -> list[Link]:
    """The links of the page and its own frames, through open shadow roots; each address once, in order."""
    links: dict[str, Link] = {}
    for frame in own_frames(page):
        for link in await _links_of(frame):
            links.setdefault(link.url, link)
    return list(links.values())[:MAX_LINKS]


async def _links_of(frame: Frame) -> list[Link]:
    try:
        answer: Any = await frame.evaluate(_LINKS, MAX_LINKS)
    except PlaywrightError:
        return []
    if not isinstance(answer, list):
        return []
    return [
        Link(str(row[0]), str(row[1]), row[2] is True, row[3] is True)
        for row in answer[:MAX_LINKS]
        if isinstance(row, list) and len(row) == 4
    ]


_LINKS = r"""limit => {
  const links = [];
  const walk = root => { for (const node of root.querySelectorAll('*')) {
    if (links.length >= limit) return;
    if (node.shadowRoot) walk(node.shadowRoot);
    if (!(node instanceof HTMLAnchorElement || node instanceof HTMLAreaElement) || !node.href) continue;
    if (typeof node.href !== 'string' || !/^https?:/.test(node.href)) continue;
    const alt = node.querySelector('img')?.alt;
    const text = [node.innerText, node.getAttribute('aria-label'), node.title, alt].filter(Boolean).join(' ');
    const acts = ['data-method', 'data-confirm', 'data-turbo-method', 'hx-delete', 'hx-post', 'hx-put']
      .some(name => node.hasAttribute(name) && !/^get$/i.test(node.getAttribute(name)));
    const words = text.replace(/\s+/g, ' ').slice(0, 200);
    links.push([node.href.slice(0, 2100), words, acts, node.hasAttribute('download')]);
  } };
  walk(document);
  return links;
}"""
