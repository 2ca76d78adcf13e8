"""Waits until a page is quiet: loaded, no request under way, no change of the document for a short moment.

Changes are reported by a MutationObserver inside the page, requests by the browser's events; an app that never falls
silent (polling, counters) is left after the limit. Nothing here sleeps for a fixed time.
"""

from __future__ import annotations

import asyncio
import contextlib
from weakref import WeakKeyDictionary, ref

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Frame, Page, Request, Response

from harness.sandbox.web.page.failures import gone

ARRIVES = 5.0
"""Seconds after the end of a page's request in which the page itself may still appear: its renderer may be starting."""

UNREAD = 2.0
"""Seconds after the head of an answer in which a script may read its body. Many never do, and the browser then does not
call the request finished where its answer must not be stored.
"""

QUIET = 0.25
"""Seconds without any change after which a page counts as quiet."""

_BY_SCRIPTS = {"fetch", "xhr"}
_ENDLESS = {"websocket", "eventsource", "media", "ping"}

_QUIET_DOCUMENT = """([quiet, limit]) => new Promise(resolve => {
  const seen = new MutationObserver(() => restart());
  const options = {subtree: true, childList: true, characterData: true, attributes: true,
                   attributeFilter: ['class', 'hidden', 'disabled', 'open', 'aria-hidden', 'aria-busy', 'value']};
  const watch = root => {
    seen.observe(root, options);
    for (const each of root.querySelectorAll('*')) if (each.shadowRoot) watch(each.shadowRoot);
  };
  let timer = 0;
  const done = answer => { clearTimeout(timer); clearTimeout(last); seen.disconnect(); resolve(answer); };
  const restart = () => { clearTimeout(timer); timer = setTimeout(() => done(true), quiet); };
  const last = setTimeout(() => done(false), limit);
  watch(document);
  restart();
})"""


class Activity:
    """The requests of one page that are under way; attached once, lives as long as the page."""

    def __init__(self, page: Page) -> None:
        self.pending: dict[Request, float | None] = {}
        """The requests that did not end, and when a script's own got the head of an answer."""
        self.writes = 0
        self.pages = 0
        """How often the main frame got a document or moved within one."""
        self.documents = 0
        """How often the main frame got a document that was asked for."""
        self.since = asyncio.get_running_loop().time()
        """When the last of these came."""
        self._arriving: Request | None = None
        self._page = ref(page)  # the activity lives as long as the page, and must not keep it alive
        self.last = asyncio.get_running_loop().time()
        self._changed = asyncio.Event()
        page.on("request", self._started)
        page.on("response", self._answered)
        page.on("requestfinished", self._ended)
        page.on("requestfailed", self._failed)
        page.on("framenavigated", self._navigated)
        page.on("close", self._closed)

    @property
    def busy(self) -> bool:
        """Whether a request is under way, or a page was answered that is not shown yet."""
        now = asyncio.get_running_loop().time()
        under_way = any(answered is None or now - answered <= UNREAD for answered in self.pending.values())
        return under_way or (self._arriving is not None and now - self.last <= ARRIVES)

    def _started(self, request: Request) -> None:
        if request.resource_type not in _ENDLESS:
            self.pending[request] = None
        arrives = request.is_navigation_request()
        if request.method not in ("GET", "HEAD", "OPTIONS") or arrives:
            self.writes += 1
        if arrives and self._in_main_frame(request):
            self._arriving = request
        self._note()

    def _in_main_frame(self, request: Request) -> bool:
        page = self._page()
        try:
            return page is not None and request.frame is page.main_frame
        except PlaywrightError:  # the first navigation of a new page has no frame yet
            return True

    def _answered(self, response: Response) -> None:
        if response.request in self.pending and response.request.resource_type in _BY_SCRIPTS:
            self.pending[response.request] = asyncio.get_running_loop().time()

    def _navigated(self, frame: Frame) -> None:
        page = self._page()
        if page is not None and frame is page.main_frame:
            if self._arriving is not None:
                self.documents += 1
                self.since = asyncio.get_running_loop().time()
            self._arriving = None
            self.pages += 1
            self._note()

    def _failed(self, request: Request) -> None:
        if request is self._arriving:
            self._arriving = None
        self._ended(request)

    def _ended(self, request: Request) -> None:
        self.pending.pop(request, None)
        self._note()

    def _closed(self, _: Page) -> None:
        self._note()

    def _note(self) -> None:
        self.last = asyncio.get_running_loop().time()
        self._changed.set()

    async def changed(self, limit: float) -> bool:
        """Waits for the next start or end of a request, at most `limit` seconds; True when there was one."""
        self._changed.clear()
        try:
            await asyncio.wait_for(self._changed.wait(), max(limit, 0.001))
        except TimeoutError:
            return False
        return True


_watched: WeakKeyDictionary[Page, Activity] = WeakKeyDictionary()


def watch(page: Page) -> Activity:
    """The page's activity; watching starts with the first call, so call it before the first navigation."""
    activity = _watched.get(page)
    if activity is None:
        activity = _watched[page] = Activity(page)
    return activity


async def settle(page: Page, limit: float = 10.0, *, quiet: float = QUIET) -> bool:
    """Waits until the page is quiet, at most `limit` seconds; True when it is, False when the limit ended it."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + limit
    activity = watch(page)
    with contextlib.suppress(PlaywrightError):
        await page.wait_for_load_state("load", timeout=limit * 1000)
    while (left := deadline - loop.time()) > 0:
        if page.is_closed():
            return True
        silent = await _quiet_document(page, quiet, left)
        now = loop.time()
        if silent and not activity.busy and now - activity.last >= quiet:
            return True
        if not silent:
            continue
        pause = 1.0 if activity.busy else quiet - (now - activity.last)
        await activity.changed(min(pause, deadline - now))
    return False


async def _quiet_document(page: Page, quiet: float, left: float) -> bool:
    """One quiet moment of the main document; False when it was replaced or never quiet. Its clock is not trusted."""
    try:
        answer = await asyncio.wait_for(page.evaluate(_QUIET_DOCUMENT, [quiet * 1000, left * 1000]), left + 0.5)
    except TimeoutError:
        return False
    except PlaywrightError as error:
        if not gone(error):
            return page.is_closed()
        with contextlib.suppress(PlaywrightError):
            await page.wait_for_load_state("domcontentloaded", timeout=max(left, 0.1) * 1000)
        return False
    return answer is True
