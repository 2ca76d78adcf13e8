"""requests.jsonl: every request as the browser saw it, with the script or page that caused it.

Pages, frames and dedicated workers come through Playwright's context events, and so do service workers (in 1.65 without
any switch; `PLAYWRIGHT_DISABLE_SERVICE_WORKER_NETWORK` in the environment would turn that off). Initiators come from
the DevTools protocol and are matched by URL, in order. A shared worker's own requests and the browser's favicon fetch
are in no event at all: only the proxy sees them.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from playwright.async_api import BrowserContext, Error, Frame, Page, Request, WebSocket

from harness.sandbox.web.capture.recorder import Recorder
from harness.sandbox.web.initiator import URL_CHARACTERS, initiator_url

RECORDS = 20_000
UNMATCHED = 4_000

type Record = dict[str, object]
type OnRequest = Callable[[Request], None]


class Initiators:
    """Who caused a request, by URL; a queue per URL, the oldest URLs forgotten first."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, deque[str | None]] = OrderedDict()

    def heard(self, method: str, params: Mapping[str, Any]) -> None:
        """Take one `Network.requestWillBeSent` or `Network.webSocketCreated`."""
        url = params["request"]["url"] if method == "Network.requestWillBeSent" else params["url"]
        queue = self._known.setdefault(str(url), deque(maxlen=50))
        queue.append(initiator_url(params.get("initiator")))
        while len(self._known) > UNMATCHED:
            self._known.popitem(last=False)

    def take(self, url: str) -> str | None:
        """The initiator of the oldest unmatched request to `url`; None when unknown."""
        key = url.partition("#")[0]  # Playwright keeps the fragment, the protocol gives it apart
        queue = self._known.get(key)
        if not queue:
            return None
        found = queue.popleft()
        if not queue:
            del self._known[key]
        return found


class Requests:
    """Follows every request of one context from its start to its end."""

    def __init__(self, recorder: Recorder, on_request: OnRequest | None) -> None:
        self.initiators = Initiators()
        self._recorder = recorder
        self._on_request = on_request
        self._open: dict[Request, tuple[float | None, Record]] = {}
        self._sockets: dict[WebSocket, tuple[float | None, Record]] = {}
        self._documents: WeakKeyDictionary[Page, list[Request]] = WeakKeyDictionary()

    def listen(self, context: BrowserContext) -> None:
        context.on("request", self._started)
        context.on("requestfinished", self._ended)
        context.on("requestfailed", self._ended)

    def stop(self, context: BrowserContext) -> None:
        """Stop listening and write what never ended."""
        context.remove_listener("request", self._started)
        context.remove_listener("requestfinished", self._ended)
        context.remove_listener("requestfailed", self._ended)
        for request in list(self._open):
            self._write(request, "unfinished")
        for socket in list(self._sockets):
            self._write_socket(socket)

    def status(self, page: Page) -> int | None:
        """HTTP status of the document that the page shows, when known."""
        for request in reversed(self._documents.get(page, [])):
            if request.failure is None and request.existing_response is not None:
                return request.existing_response.status
        return None

    def socket(self, page: Page, socket: WebSocket) -> None:
        """A WebSocket that a page opened; its messages are the proxy's. Written once its initiator is known."""
        with self._recorder.guard("requests"):
            self._sockets[socket] = (self._recorder.now(), _record(socket.url, "GET", "websocket", page.url))
            socket.on("close", self._write_socket)

    def heard(self, method: str, params: Mapping[str, Any]) -> None:
        """One event of the DevTools protocol; the initiator of a socket comes just after the socket."""
        if method not in ("Network.requestWillBeSent", "Network.webSocketCreated"):
            return
        self.initiators.heard(method, params)
        for socket in list(self._sockets):
            if method == "Network.webSocketCreated" and socket.url == params["url"]:
                self._write_socket(socket)
                break

    def _write_socket(self, socket: WebSocket) -> None:
        with self._recorder.guard("requests"):
            started, record = self._sockets.pop(socket, (None, None))
            if record is not None:
                record["initiator"] = self.initiators.take(socket.url)
                self._recorder.append("requests", record, cap=RECORDS, at=started)

    def _started(self, request: Request) -> None:
        with self._recorder.guard("requests"):
            record = _record(request.url, request.method, request.resource_type, _frame_url(request))
            record["service_worker"] = request.service_worker is not None
            record["navigation"] = request.is_navigation_request()
            before = request.redirected_from
            record["redirected_from"] = before.url[:URL_CHARACTERS] if before else None
            self._open[request] = (self._recorder.now(), record)
            self._remember_document(request)
        if self._on_request is not None:
            with self._recorder.guard("requests"):
                self._on_request(request)

    def _remember_document(self, request: Request) -> None:
        frame = _frame(request) if request.is_navigation_request() else None
        if frame is not None and frame.parent_frame is None:
            documents = self._documents.setdefault(frame.page, [])
            if request not in documents:
                documents.append(request)
            del documents[:-4]

    def _ended(self, request: Request) -> None:
        with self._recorder.guard("requests"):
            self._remember_document(request)  # the first request of a new window starts before its frame is known
            self._write(request, request.failure)

    def _write(self, request: Request, failure: str | None) -> None:
        started, record = self._open.pop(request, (None, None))
        if record is None:
            return
        response = request.existing_response
        record["status"] = response.status if response else None
        record["failure"] = self._recorder.cut(failure, 300) if failure else None
        record["initiator"] = self.initiators.take(request.url)
        self._recorder.append("requests", record, cap=RECORDS, at=started)


def _record(url: str, method: str, resource: str, frame: str) -> Record:
    return {
        "method": method[:40],
        "url": url[:URL_CHARACTERS],
        "resource": resource,
        "frame": frame[:URL_CHARACTERS],
        "initiator": None,
        "service_worker": False,
        "navigation": False,
        "redirected_from": None,
        "status": None,
        "failure": None,
    }


def _frame(request: Request) -> Frame | None:
    try:
        return request.frame
    except Error:  # a service worker's, or the very first of a new window
        return None


def _frame_url(request: Request) -> str:
    """Where the request came from: the frame's document; for a child frame that navigates, its parent's."""
    if request.service_worker is not None:
        return request.service_worker.url
    frame = _frame(request)
    if frame is None:
        return ""
    embedder = frame.parent_frame if request.is_navigation_request() else None
    return embedder.url if embedder else frame.url
