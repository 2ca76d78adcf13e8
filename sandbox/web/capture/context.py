"""Capture: the evidence that the browser itself can give of one session, from its first page to its last.

It observes and records, it never judges and never stops a journey: whatever goes wrong here is a gap in the evidence.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import partial
from typing import Any, Literal

from playwright.async_api import BrowserContext, Error, Page

from harness.errors import SchoolproofError
from harness.sandbox.web.capture.console import Console
from harness.sandbox.web.capture.events import Events
from harness.sandbox.web.capture.recorder import EvidenceWriter, Recorder
from harness.sandbox.web.capture.requests import OnRequest, Requests
from harness.sandbox.web.capture.shots import Shots
from harness.sandbox.web.capture.storage import Storage
from harness.sandbox.web.capture.targets import WORKERS, Params, Target, TargetGoneError, TargetTree
from harness.sandbox.web.capture.worlds import frames_of
from harness.sandbox.web.page.offered import Mark

PAGES = 40
PAGE_RECORDS = 5000
READY_SECONDS = 10.0
FLUSH_SECONDS = 3.0
TITLE_SECONDS = 2.0
END_SECONDS = 5.0

type Moment = Literal[
    "start", "before-login", "after-login", "before-withdrawal", "withdrawn", "after-withdrawal", "end"
]
type CaughtUp = Callable[[], Awaitable[bool]]
type Purpose = Literal["login", "consent", "journey", "crawl", "proof"]


class Capture:
    """Records one browser context into one session's evidence. Make it with `await Capture.attach(…)`."""

    def __init__(
        self, context: BrowserContext, writer: EvidenceWriter, on_request: OnRequest | None, caught_up: CaughtUp | None
    ) -> None:
        self._context = context
        self._caught_up = caught_up
        self._recorder = Recorder(writer)
        self._events = Events(self._recorder)
        self._console = Console(self._recorder, self._events)
        self._requests = Requests(self._recorder, on_request)
        self._storage = Storage(self._recorder)
        self._shots = Shots(self._recorder)
        self._adopted: dict[Page, asyncio.Task[TargetTree | None]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    @classmethod
    async def attach(
        cls,
        context: BrowserContext,
        writer: EvidenceWriter,
        *,
        on_request: OnRequest | None = None,
        caught_up: CaughtUp | None = None,
    ) -> Capture:
        """Begin to record. `context` must have no page yet; `on_request` hears of every request as it starts.

        `caught_up` is awaited before storage is read: false when the writer cannot know yet which values in it are
        session values, to be hidden. They are then not written at all.
        """
        if context.pages:
            raise SchoolproofError("capture must be attached before the first page exists")
        capture = cls(context, writer, on_request, caught_up)
        await context.add_init_script(capture._events.page_script())
        capture._requests.listen(context)
        capture._console.listen(context)
        context.on("page", capture._adopt)
        return capture

    async def new_page(self) -> Page:
        """A page that is watched from its very first request."""
        page = await self._context.new_page()
        await self.ready(page)
        return page

    async def ready(self, page: Page) -> None:
        """Wait until `page` (a popup, say) is fully watched; a page that goes away or is slow is not waited for."""
        self._adopt(page)
        if page in self._adopted:
            await asyncio.wait([self._adopted[page]], timeout=READY_SECONDS)

    async def flush(self) -> None:
        """Bring in what the hooks counted but have not told yet."""
        roots = await self._roots()
        targets = [target for root in roots for target in list(root.walk())]
        await asyncio.gather(*(self._flush(target) for target in targets))

    async def storage(self, when: Moment) -> None:
        """Record all that is stored at this moment."""
        if self._caught_up is not None and not await self._caught_up():
            self._recorder.gap("storage", "storage-unread", reason="session values could not be told apart", when=when)
            return
        await self._storage.dump(when, self._context, await self._roots())

    async def shot(self, page: Page, full: bool = False, marks: Sequence[Mark] = ()) -> str | None:
        """A screenshot's sha256, with `marks` drawn into it; None (and a gap) when it fails. Bounded to 10 s."""
        with self._recorder.guard("screens"):
            boxes, captions = [mark.box for mark in marks], [mark.caption for mark in marks]
            return await self._shots.take(page, full=full, boxes=boxes, captions=captions)
        return None

    async def visited(self, page: Page, purpose: Purpose, step: str | None = None, shot: bool = True) -> None:
        """Record that the journey stands on this page now."""
        with self._recorder.guard("pages"):
            record = {
                "url": page.url,
                "title": self._recorder.cut(await _title(page), 500),
                "status": self._requests.status(page),
                "purpose": purpose,
                "step": step,
                "shot": await self.shot(page) if shot else None,
            }
            self._recorder.append("pages", record, cap=PAGE_RECORDS)

    async def detach(self) -> None:
        """Record what is still pending and stop. Raises `SchoolproofError` when evidence could not be written."""
        with self._recorder.guard("events"):
            await self.flush()
        self._context.remove_listener("page", self._adopt)
        self._requests.stop(self._context)
        self._console.stop(self._context)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=END_SECONDS)
        broken = self._recorder.broken
        if isinstance(broken, SchoolproofError):
            raise broken
        if broken is not None:
            raise SchoolproofError(f"the evidence could not be written: {broken}", owner="platform") from broken

    def _adopt(self, page: Page) -> None:
        if page in self._adopted or page.is_closed():
            return
        if len(self._context.pages) > PAGES:
            self._recorder.gap_once("*", "popups-capped", limit=PAGES)
            self._spawn(page.close())
            return
        with self._recorder.guard("*"):
            self._console.listen_to_page(page)
            page.on("websocket", lambda socket: self._requests.socket(page, socket))
            page.on("close", self._forget)
            page.on("crash", self._forget)  # it would only keep storage and flush waiting
            self._adopted[page] = self._spawn(self._watch(page))

    def _forget(self, page: Page) -> None:
        self._adopted.pop(page, None)

    async def _watch(self, page: Page) -> TargetTree | None:
        try:
            session = await self._context.new_cdp_session(page)
            tree = TargetTree(session, self._recorder, self._events.worker_script, partial(self._heard, page))
            await tree.start()
        except (Error, TimeoutError, TargetGoneError) as error:
            if not page.is_closed():
                self._recorder.gap_once("events", "page-not-watched", message=self._recorder.cut(str(error), 300))
            return None
        return tree

    def _heard(self, page: Page, target: Target, method: str, params: Params) -> None:
        if method == "Runtime.bindingCalled":
            where = "" if target.kind == "service_worker" else page.url
            self._events.told(str(params["payload"]), where, target.url)
        elif method == "Inspector.targetCrashed" and target.kind == "iframe":  # a service worker is merely stopped
            self._recorder.gap("*", "frame-crashed", page=page.url[:2000])
        else:
            self._requests.heard(method, params)

    async def _roots(self) -> list[Target]:
        tasks = list(self._adopted.values())
        if tasks:
            await asyncio.wait(tasks, timeout=READY_SECONDS)
        trees = [task.result() for task in tasks if task.done() and not task.cancelled() and not task.exception()]
        return [tree.root for tree in trees if tree is not None]

    async def _flush(self, target: Target) -> None:
        expression = f"void dispatchEvent(new Event({json.dumps(self._events.flush_event)}))"
        try:
            if target.kind in WORKERS:
                await target.call("Runtime.evaluate", {"expression": expression, "silent": True}, seconds=FLUSH_SECONDS)
                return
            for frame in await frames_of(target, seconds=FLUSH_SECONDS):
                await frame.run(expression, seconds=FLUSH_SECONDS)
        except TimeoutError:
            self._recorder.gap_once("events", "page-hangs")
        except (Error, TargetGoneError, ValueError):
            return  # it went away, and told what it had to tell when it did

    def _spawn[T](self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


async def _title(page: Page) -> str:
    try:
        async with asyncio.timeout(TITLE_SECONDS):
            return await page.title()
    except (Error, TimeoutError):
        return ""
