"""Looking around without a journey: bounded, own hosts only, by links only, and never by one that could do harm."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin, urlsplit

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page

from harness.sandbox.web.page.settle import settle
from harness.sandbox.web.page.words import harmful, worth_a_look

SAMPLES = 2  # pages of one address pattern
MAX_LINKS = 300
PAGE_MILLISECONDS = 15_000
_VARIABLE = re.compile(r"^(\d+|[0-9a-f]{8,}|[0-9a-f-]{32,}|\d{4}-\d{2}(-\d{2})?|[A-Za-z0-9_-]{20,})$")
_NO_PAGE = re.compile(
    r"\.(pdf|zip|docx?|xlsx?|pptx?|csv|ics|mp[34]|png|jpe?g|gif|svg|webp|exe|apk|dmg)$", re.IGNORECASE
)
_LINKS = """limit => { const found = [];
  const keep = one => found.push([String(one.href).slice(0, 2000), (one.innerText || '').slice(0, 200)]);
  const walk = root => { for (const one of root.querySelectorAll('a[href]')) {
      if (found.length >= limit) return;
      if (!one.hasAttribute('download')) keep(one);
    }
    for (const one of root.querySelectorAll('*')) if (one.shadowRoot) walk(one.shadowRoot); };
  walk(document); return found; }"""

type OnPage = Callable[[Page, str, str, int | None], Awaitable[None]]


@dataclass
class CrawlResult:
    """How far it came: pages visited, links left, and those that were left alone because they could do harm."""

    visited: int = 0
    left: int = 0
    harmful: int = 0
    failed: int = 0


@dataclass(order=True)
class _Link:
    rank: tuple[int, int, int]
    url: str = field(compare=False)
    depth: int = field(compare=False)


async def crawl(
    page: Page,
    start: str,
    *,
    own: Callable[[str], bool],
    on_page: OnPage,
    pages: int = 25,
    depth: int = 4,
    seconds: float = 60.0,
) -> CrawlResult:
    """Visit at most `pages` pages from `start`, best links first; `on_page` is awaited on each, when it is quiet."""
    walk = _Walk(own, depth)
    walk.add(start, "", 0)
    try:
        async with asyncio.timeout(seconds):
            while walk.result.visited < pages and (link := walk.next()) is not None:
                await _visit(page, link, walk, on_page)
    except TimeoutError:
        pass
    walk.result.left = len(walk.waiting)
    return walk.result


async def _visit(page: Page, link: _Link, walk: _Walk, on_page: OnPage) -> None:
    try:
        response = await page.goto(link.url, timeout=PAGE_MILLISECONDS, wait_until="domcontentloaded")
        await settle(page, 5.0)
        title = await page.title()
        links = await page.evaluate(_LINKS, MAX_LINKS)
    except PlaywrightError:
        walk.result.failed += 1
        return
    walk.result.visited += 1
    await on_page(page, page.url, title, response.status if response else None)
    if isinstance(links, list) and walk.own(_host(page.url)):
        for item in links[:MAX_LINKS]:
            if isinstance(item, list) and len(item) == 2 and all(isinstance(part, str) for part in item):
                walk.add(urljoin(page.url, item[0]), item[1], link.depth + 1)


class _Walk:
    """What is still to visit, in order of worth, each address once and each pattern a few times."""

    def __init__(self, own: Callable[[str], bool], depth: int) -> None:
        self.own = own
        self.result = CrawlResult()
        self.waiting: list[_Link] = []
        self._depth = depth
        self._seen: set[str] = set()
        self._patterns: Counter[str] = Counter()

    def add(self, url: str, words: str, depth: int) -> None:
        """Take a link in, unless it leads away, is known, is one of too many alike, or could do harm."""
        target = _normal(url)
        if target is None or target in self._seen or depth > self._depth or not self.own(_host(target)):
            return
        self._seen.add(target)
        parts = urlsplit(target)
        if depth and (harmful(words) or harmful(f"{parts.path} {parts.query} {parts.fragment}")):
            self.result.harmful += 1
            return
        pattern = _pattern(target)
        if _NO_PAGE.search(parts.path) or self._patterns[pattern] >= SAMPLES:
            return
        self._patterns[pattern] += 1
        rank = (0 if worth_a_look(f"{words} {parts.path}") else 1, depth, len(self._seen))
        self.waiting.append(_Link(rank, target, depth))

    def next(self) -> _Link | None:
        if not self.waiting:
            return None
        best = min(self.waiting)
        self.waiting.remove(best)
        return best


def _normal(url: str) -> str | None:
    """The address without a fragment, except where the fragment is the route of a single-page app."""
    try:
        bare, fragment = urldefrag(url)
        parts = urlsplit(bare)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https"):
        return None
    return f"{bare}#{fragment}" if fragment.startswith(("/", "!")) else bare


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _pattern(url: str) -> str:
    """The address with what varies taken out: /homework/1 and /homework/2 are one pattern."""
    parts = urlsplit(url)
    segments = [
        "*" if _VARIABLE.match(segment) else segment for segment in f"{parts.path}/{parts.fragment}".split("/")
    ]
    keys = sorted(pair.partition("=")[0] for pair in parts.query.split("&") if pair)
    return f"{parts.netloc}{'/'.join(segments)}?{'&'.join(keys)}"
