"""The frames of a page that may be looked into, and waiting for something in any of them.

A frame of another site is left alone: a password is never typed into it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable, Iterator
from functools import cache
from urllib.parse import urlsplit

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Frame, Page
from publicsuffixlist import PublicSuffixList

from harness.sandbox.web.page.settle import watch

MAX_FRAMES = 12
TICK = 0.4
"""Seconds after which a page is looked at again without an event: a fade-in by style sheet raises none."""

_NEXT_CHANGE = """limit => new Promise(resolve => {
  let soon = 0;
  const seen = new MutationObserver(() => { soon = soon || setTimeout(done, 50); });
  const watch = root => {
    seen.observe(root, {subtree: true, childList: true, characterData: true, attributes: true});
    for (const each of root.querySelectorAll('*')) if (each.shadowRoot) watch(each.shadowRoot);
  };
  const events = ['transitionend', 'animationend', 'load', 'toggle', 'hashchange', 'popstate'];
  const done = () => {
    seen.disconnect();
    clearTimeout(timer);
    clearTimeout(soon);
    for (const name of events) removeEventListener(name, done, true);
    resolve(true);
  };
  const timer = setTimeout(done, limit);
  for (const name of events) addEventListener(name, done, true);
  watch(document);
})"""


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def _site(host: str) -> str:
    return _suffixes().privatesuffix(host) or host


def same_site(url: str, other: str) -> bool:
    """Whether two addresses belong to one site (registrable domain, same scheme); blank frames belong to their page."""
    if url.startswith("about:") or not url:
        return True
    try:
        first, second = urlsplit(url), urlsplit(other)
    except ValueError:
        return False
    if first.scheme != second.scheme or not first.hostname or not second.hostname:
        return False
    return _site(first.hostname) == _site(second.hostname)


def own_frames(page: Page) -> list[Frame]:
    """The main frame and the frames of the same site, at most `MAX_FRAMES`, main frame first."""
    main = page.main_frame
    others = [frame for frame in page.frames if frame is not main and same_site(frame.url, page.url)]
    return [main, *others][:MAX_FRAMES]


@contextlib.contextmanager
def frame_events(page: Page) -> Iterator[asyncio.Event]:
    """An event that is set whenever a frame is attached or navigates."""
    event = asyncio.Event()

    def note(_: Frame) -> None:
        event.set()

    page.on("frameattached", note)
    page.on("framenavigated", note)
    try:
        yield event
    finally:
        page.remove_listener("frameattached", note)
        page.remove_listener("framenavigated", note)


async def in_any_frame[T](page: Page, attempt: Callable[[Frame, float], Awaitable[T | None]], limit: float) -> T | None:
    """The first answer that is not None of `attempt(frame, seconds left)`, asked in every own frame at once.

    Starts again when a frame comes or navigates. None when all frames said None or `limit` seconds passed.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + limit
    with frame_events(page) as moved:
        while (left := deadline - loop.time()) > 0:
            moved.clear()
            found, again = await _first([attempt(frame, left) for frame in own_frames(page)], moved.wait(), left)
            if found is not None or not again:
                return found
    return None


async def _first[T](asked: Iterable[Awaitable[T | None]], moved: Awaitable[bool], left: float) -> tuple[T | None, bool]:
    """The first answer and whether to ask again."""
    tasks = [asyncio.ensure_future(each) for each in asked]
    change = asyncio.ensure_future(moved)
    try:
        async with asyncio.timeout(left):
            for finished in asyncio.as_completed([*tasks, _nothing(change)]):
                answer = await finished
                if answer is not None or change.done() or all(task.done() for task in tasks):
                    return answer, change.done()
    except TimeoutError:
        pass
    finally:
        for task in (*tasks, change):
            task.cancel()
        await asyncio.gather(*tasks, change, return_exceptions=True)
    return None, False


async def _nothing(change: asyncio.Future[bool]) -> None:
    """Ends when there was a change, with no answer."""
    await asyncio.wait([change])


async def next_change(page: Page, limit: float) -> None:
    """Waits until something changes in an own frame (document, frame, end of an animation), at most `limit` seconds."""

    async def attempt(frame: Frame, left: float) -> bool | None:
        try:
            return bool(await asyncio.wait_for(frame.evaluate(_NEXT_CHANGE, left * 1000), left + 0.5))
        except (PlaywrightError, TimeoutError):
            await watch(page).changed(min(left, 0.1))
            return None

    await in_any_frame(page, attempt, limit)


async def until[T](page: Page, look: Callable[[], Awaitable[T | None]], limit: float) -> T | None:
    """Looks again after every change of the page until `look` finds something; None after `limit` seconds."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + limit
    while True:
        found = await look()
        left = deadline - loop.time()
        if found is not None or left <= 0 or page.is_closed():
            return found
        await next_change(page, min(left, TICK))
