"""The proxy process: `python -m harness.sandbox.web.proxy.main`, started by `process.RecordingProxy` only.

Standard input brings the configuration and then orders, one JSON document per line; its end means that the parent is
gone. Standard output carries our answers. Ctrl-C belongs to the parent: it says when to stop.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import signal
import socket
import sys
from collections.abc import Mapping
from functools import partial

from harness.bundle.redact import Redactor
from harness.bundle.writer import BundleWriter
from harness.sandbox.web.proxy.activity import Activity
from harness.sandbox.web.proxy.bodies import Budget
from harness.sandbox.web.proxy.cnames import NameBook
from harness.sandbox.web.proxy.config import ProxyConfig
from harness.sandbox.web.proxy.engine import Engine, trust_file
from harness.sandbox.web.proxy.loop import SandboxLoop
from harness.sandbox.web.proxy.names import Names
from harness.sandbox.web.proxy.recorder import Recorder
from harness.sandbox.web.proxy.scribe import Scribe
from harness.sandbox.web.proxy.tokens import Tokens
from harness.sandbox.web.proxy.told import Told

LINE_LIMIT = 64 << 20
HELD_LIMIT = 64 << 20
"""Bytes of bodies held in memory at once."""
TELL_EVERY = 0.1
"""Seconds between two unasked counts."""
SWITCH_INTERVAL = 0.001
"""Seconds after which the writer's thread gives way; with Python's 5 ms a page waits for it many times over."""
WRITE_LIMIT = 60.0
"""Seconds for writing what is waiting when the run ends."""


class Control:
    """The lines to and from the parent."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.WriteTransport) -> None:
        self._reader = reader
        self._writer = writer
        self._loop = asyncio.get_running_loop()
        self._counted: asyncio.TimerHandle | None = None

    @classmethod
    async def open(cls, orders: int, answers: int) -> Control:
        """Attach to two pipe descriptors."""
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=LINE_LIMIT)
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(orders, "rb", 0))
        writer, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, os.fdopen(answers, "wb", 0))
        return cls(reader, writer)

    async def line(self) -> bytes:
        """The next line; empty when the parent is gone."""
        try:
            return await self._reader.readline()
        except (ValueError, OSError):
            return b""

    def tell(self, **message: object) -> None:
        """Send one message. On the event loop only."""
        self._writer.write(json.dumps(message).encode() + b"\n")

    def tell_from_thread(self, **message: object) -> None:
        """Send one message from the writer's thread."""
        self._loop.call_soon_threadsafe(lambda: self.tell(**message))

    def tell_counts(self, activity: Activity) -> None:
        """Send the counts soon; many changes in a short time make one message."""
        if self._counted is None:
            self._counted = self._loop.call_later(TELL_EVERY, self._counts_due, activity)

    def _counts_due(self, activity: Activity) -> None:
        self._counted = None
        self.tell(counts=dict(activity.counts))


class Service:
    """The parts of one run, put together."""

    def __init__(self, config: ProxyConfig, sessions: Mapping[str, int], control: Control) -> None:
        self._redactor = redactor = Redactor(config.secrets, config.key)
        writer = BundleWriter(config.bundle, redactor, config.epoch)
        told = Told(config.planted, writer.probe)
        tokens = Tokens(redactor, config.known, self._learned, told)
        self._loop = asyncio.get_running_loop()
        self.control = control
        self.activity = Activity(sessions, lambda: control.tell_counts(self.activity))
        self.scribe = Scribe(
            writer,
            tokens,
            config.epoch,
            self._released,
            lambda text: control.tell_from_thread(trouble=text),
            config.own,
        )
        budget, silent = Budget(HELD_LIMIT), config.tell_silent
        self.recorder = Recorder(self.scribe, self.activity, budget, config.body_cap, tell_silent=silent)
        trusted = trust_file(config.confdir, config.ca)
        self.engine = Engine(self.recorder, config.confdir, trusted, config.body_cap, config.leaves)
        self.names = NameBook(config.own, config.cnames, self.scribe.put)
        self._pending: set[asyncio.Task[None]] = set()

    def _learned(self, name: str, value: str) -> None:
        """Tell the parent of a session value, from the writer's thread."""
        self.control.tell_from_thread(learned=[name, value])

    def _released(self, count: int) -> None:
        """The writer's thread no longer holds `count` bytes."""
        self._loop.call_soon_threadsafe(self.recorder.released, count)

    async def run(self, listeners: Mapping[str, socket.socket]) -> None:
        """Serve until the parent says stop, goes away, or the system terminates us."""
        self.scribe.start()
        await self.engine.start(listeners)
        self.control.tell(ready=True)
        while order := await self.control.line():
            asked: dict[str, object] = json.loads(order)
            if asked["do"] == "stop":
                break
            task = asyncio.create_task(self._answer(asked))
            self._pending.add(task)
            task.add_done_callback(self._pending.discard)

    async def _answer(self, asked: dict[str, object]) -> None:
        session = str(asked["session"])
        value: object = True
        match asked["do"]:
            case "count":
                value = self.activity.counts.get(session, 0)
            case "passed":
                value = self.engine.meters.passed(session)
            case "written":
                await self._written()
            case "declare":
                name, secret = str(asked["name"]), str(asked["secret"])
                self.scribe.mark(lambda: self._redactor.declare(name, secret))  # in the thread that writes
                await self._written()
            case _:
                value = await self.activity.idle(session, float(str(asked["quiet"])), float(str(asked["limit"])))
        self.control.tell(answer=asked["id"], value=value)

    async def _written(self) -> None:
        """Wait until the writer's thread has done all that came before now."""
        reached = asyncio.Event()
        self.scribe.mark(partial(self._loop.call_soon_threadsafe, reached.set))
        await reached.wait()

    async def finish(self) -> None:
        """Record what is open and write everything; traffic is no longer taken."""
        self.engine.stop()
        await self.names.finish()
        written = await asyncio.to_thread(self.scribe.close, WRITE_LIMIT)
        self.control.tell(counts=dict(self.activity.counts))
        self.control.tell(stopped=written)


async def serve(orders: int, answers: int) -> None:
    """The whole life of the process."""
    control = await Control.open(orders, answers)
    document = await control.line()
    if not document:
        return
    config, descriptors = ProxyConfig.read(document)
    loop = asyncio.get_running_loop()
    listeners = {session: socket.socket(fileno=number) for session, number in descriptors.items()}
    service = Service(config, descriptors, control)
    if isinstance(loop, SandboxLoop):
        loop.names = Names(config.names, public=config.public, noted=service.names.note)
    running = asyncio.create_task(service.run(listeners))
    loop.add_signal_handler(signal.SIGTERM, running.cancel)
    try:
        await running
    except asyncio.CancelledError:
        pass  # terminated: what is there is still written
    finally:
        await service.finish()


def main() -> None:
    """Entry of the process. Ends without winding down connections: browsers may hold them open for ever."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold the secrets
    sys.setswitchinterval(SWITCH_INTERVAL)
    answers = os.dup(1)
    os.dup2(2, 1)  # nothing that prints may disturb the answers
    status = 0
    try:
        asyncio.Runner(loop_factory=SandboxLoop).run(serve(os.dup(0), answers))
    except Exception as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
        status = 1
    os._exit(status)


if __name__ == "__main__":
    main()
