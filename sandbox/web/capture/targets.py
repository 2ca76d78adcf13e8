"""The DevTools view of one page and everything that it started: frames in other processes, workers, service workers.

Playwright's own protocol session tells nothing of a request's initiator and runs no init script in workers. So each
page gets a second session, which attaches to every child, listens before its first request (`waitForDebuggerOnStart`),
puts the hooks into workers, and lets it go. A frame waits for both sessions; a worker goes as soon as one lets it.
Child sessions are not flattened, since Playwright's client hands only such messages on.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import secrets
from collections.abc import Callable, Coroutine, Iterator, Mapping
from typing import Any

from playwright.async_api import CDPSession

from harness.sandbox.web.capture.recorder import Recorder

SECONDS = 5.0
DEPTH = 5  # a worker of a worker of a frame of a frame …
CHILDREN = 200
URL_CHARACTERS = 2000
WORKERS = ("worker", "service_worker", "shared_worker")
ATTACH = {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": False}
# The bodies are the proxy's business; without these limits the browser would keep each of them twice.
NETWORK = {"maxTotalBufferSize": 1, "maxResourceBufferSize": 1, "maxPostDataSize": 0}
HEARD = (
    "Network.requestWillBeSent",
    "Network.webSocketCreated",
    "Target.attachedToTarget",
    "Target.detachedFromTarget",
    "Target.receivedMessageFromTarget",
)

type Params = Mapping[str, Any]
type Listener = Callable[[Target, str, Params], None]
type Script = Callable[[str], str]  # the hooks for a worker that reports through the binding of this name


class TargetGoneError(Exception):
    """The page, frame or worker went away before it answered."""


class Target:
    """One debuggable thing; `kind` is page, iframe, worker or service_worker, `url` where a worker's script is."""

    def __init__(
        self, kind: str, session: CDPSession, url: str = "", parent: Target | None = None, session_id: str = ""
    ) -> None:
        self.kind = kind
        self.url = url
        self.depth: int = parent.depth + 1 if parent else 0
        self.children: dict[str, Target] = {}
        self._session = session
        self._parent = parent
        self._session_id = session_id
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Params]] = {}

    async def call(self, method: str, params: Params | None = None, *, seconds: float = SECONDS) -> Params:
        """Call a protocol method. Raises `TargetGoneError`, `TimeoutError` or Playwright's `Error`."""
        async with asyncio.timeout(seconds):
            if self._parent is None:
                return await self._session.send(method, dict(params or {}))
            number = next(self._numbers)
            answer: asyncio.Future[Params] = asyncio.get_running_loop().create_future()
            answer.add_done_callback(_retrieved)
            self._waiting[number] = answer
            message = json.dumps({"id": number, "method": method, "params": params or {}})
            try:
                wrapped = {"sessionId": self._session_id, "message": message}
                await self._parent.call("Target.sendMessageToTarget", wrapped, seconds=seconds)
                return await answer
            finally:
                self._waiting.pop(number, None)

    def answered(self, message: Params) -> None:
        """Hand a reply to whoever waits for it."""
        future = self._waiting.get(int(message["id"]))
        if future is None or future.done():
            return
        if "error" in message:
            future.set_exception(TargetGoneError(str(message["error"].get("message", ""))[:200]))
        else:
            future.set_result(message.get("result", {}))

    def gone(self) -> None:
        """Let nobody wait for a target that went away."""
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(TargetGoneError("the target went away"))
        for child in self.children.values():
            child.gone()

    def walk(self) -> Iterator[Target]:
        """This target and everything below it."""
        yield self
        for child in list(self.children.values()):
            yield from child.walk()


class TargetTree:
    """A page's target and its children, each listened to from its first moment."""

    def __init__(self, session: CDPSession, recorder: Recorder, worker_script: Script, listener: Listener) -> None:
        self.root = Target("page", session)
        self._session = session
        self._recorder = recorder
        self._worker_script = worker_script
        self._listener = listener
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Begin to listen; when this returns, nothing that the page starts from now on is missed."""
        for method in HEARD:
            self._session.on(method, self._hearing(method))
        self._session.on("close", lambda *_: self.root.gone())
        await asyncio.gather(self.root.call("Network.enable", NETWORK), self.root.call("Target.setAutoAttach", ATTACH))

    def _hearing(self, method: str) -> Callable[[Params], None]:
        return lambda params: self._heard(self.root, method, params)

    def _heard(self, target: Target, method: str, params: Params) -> None:
        with self._recorder.guard("requests"):
            if method == "Target.attachedToTarget":
                self._attached(target, params)
            elif method == "Target.receivedMessageFromTarget":
                self._received(target, params)
            elif method == "Target.detachedFromTarget":
                child = target.children.pop(str(params["sessionId"]), None)
                if child is not None:
                    child.gone()
            elif method == "Inspector.targetReloadedAfterCrash":
                self._spawn(self._watch(target))  # a service worker that was stopped woke up
            else:
                self._listener(target, method, params)

    def _received(self, target: Target, params: Params) -> None:
        child = target.children.get(str(params["sessionId"]))
        if child is None:
            return
        message = json.loads(params["message"])
        if "id" in message:
            child.answered(message)
        else:
            self._heard(child, str(message["method"]), message.get("params", {}))

    def _attached(self, parent: Target, params: Params) -> None:
        session_id, info = str(params["sessionId"]), params["targetInfo"]
        child = Target(str(info["type"]), self._session, str(info["url"]), parent, session_id)
        parent.children[session_id] = child
        self._spawn(self._watch(child))

    async def _watch(self, target: Target) -> None:
        """Make a child observable and let it run. All is sent at once: nothing may keep the app waiting."""
        hooks = self._hooks(target) if target.kind in WORKERS else []
        rest = [target.call("Network.enable", NETWORK), target.call("Inspector.enable")]
        if target.depth < DEPTH and sum(1 for _ in self.root.walk()) < CHILDREN:
            rest.append(target.call("Target.setAutoAttach", ATTACH))
        else:
            self._recorder.gap_once("events", "too-many-workers", limit=CHILDREN)
        rest.append(target.call("Runtime.runIfWaitingForDebugger"))
        results = await asyncio.gather(*hooks, *rest, return_exceptions=True)
        if hooks:
            self._judge_hooking(target, results[1])

    def _judge_hooking(self, target: Target, result: Params | BaseException) -> None:
        """Playwright lets a worker go without waiting for us, often before the hooks are in: that must be known."""
        if isinstance(result, TargetGoneError):
            return  # a worker that ended before it was hooked did nothing worth seeing
        told = result.get("result", {}).get("value") if not isinstance(result, BaseException) else None
        if told not in ("early", "already"):
            why = "worker-hooked-late" if told == "late" else "worker-not-hooked"
            self._recorder.gap_once("events", why, _stable(target.url)[:URL_CHARACTERS])

    def _hooks(self, target: Target) -> list[Coroutine[Any, Any, Params]]:
        channel = f"c{secrets.token_hex(8)}"
        script = {"expression": self._worker_script(channel), "silent": True}
        return [target.call("Runtime.addBinding", {"name": channel}), target.call("Runtime.evaluate", script)]

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _stable(url: str) -> str:
    """The address of a worker's script; of a `blob:` one, which is drawn anew each time, no more than whose it is."""
    inner = url.removeprefix("blob:")
    if inner == url:
        return url
    return "blob:" + "/".join(inner.split("/", 3)[:3]) if inner.startswith(("https://", "http://")) else "blob:"


def _retrieved(answer: asyncio.Future[Params]) -> None:
    """Nobody may be waiting any more for an answer that fails; asyncio would complain of that on stderr."""
    if not answer.cancelled():
        answer.exception()
