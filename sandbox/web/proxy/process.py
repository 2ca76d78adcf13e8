"""The parent's side of the recording proxy: start it, ask it, stop it."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from harness.errors import SchoolproofError
from harness.sandbox.web.proxy.config import ProxyConfig

CHILD = "harness.sandbox.web.proxy.main"
UNWANTED = ("SSLKEYLOGFILE", "MITMPROXY_SSLKEYLOGFILE")
"""Environment by which mitmproxy would write TLS keys to disk."""
LINE_LIMIT = 1 << 20
STOP_LIMIT = 75.0
"""Seconds for recording what is open and writing what is waiting."""
KILL_LIMIT = 5.0
ANSWER_SLACK = 10.0


class ProxyGone(SchoolproofError):
    """The proxy process ended before it was told to."""


class RecordingProxy:
    """One proxy process with one listener per session. Build it with `start`."""

    def __init__(self, process: Process, sessions: Mapping[str, object], learned: Callable[[str, str], None]) -> None:
        self._process = process
        self._learned = learned
        self._counts = dict.fromkeys(sessions, 0)
        self._ids = itertools.count()
        self._answers: dict[int, asyncio.Future[object]] = {}
        self._ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._said: deque[str] = deque(maxlen=20)
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._overhear())]
        self.trouble: str | None = None
        """Set when the proxy could not write evidence, not even a gap (a full disk)."""

    @classmethod
    async def start(
        cls,
        config: ProxyConfig,
        listeners: Mapping[str, socket.socket],
        learned: Callable[[str, str], None] = lambda name, value: None,
    ) -> RecordingProxy:
        """Spawn the process and hand it the listening sockets, which are closed here; they are its own from now on.

        `listeners` maps a session ("<persona>-<journey>") to the socket its browser is pointed at. `learned` is called
        with (name, value) of each session value seen, so that other writers can hide it too. Await `ready` before use.
        """
        environment = {key: value for key, value in os.environ.items() if key not in UNWANTED}
        descriptors = {session: listener.fileno() for session, listener in listeners.items()}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", CHILD),
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            pass_fds=tuple(descriptors.values()),
            process_group=0,
            env=environment,
            limit=LINE_LIMIT,
        )
        proxy = cls(process, listeners, learned)
        await proxy._send(config.document(descriptors))
        for listener in listeners.values():
            listener.close()
        return proxy

    async def ready(self, timeout: float = 20) -> None:
        """Wait until browsers may connect. Raises `ProxyGone`, or `SchoolproofError` after `timeout` seconds."""
        try:
            async with asyncio.timeout(timeout):
                await asyncio.shield(self._ready)
        except TimeoutError:
            raise SchoolproofError(
                f"the recording proxy was not ready within {timeout:g} s", owner="platform", hint="schoolproof doctor"
            ) from None

    def counts(self) -> Mapping[str, int]:
        """Completed exchanges per session, at most a tenth of a second old."""
        return dict(self._counts)

    async def count(self, session: str) -> int:
        """Completed exchanges of one session, now."""
        value = await self._ask({"do": "count", "session": session}, ANSWER_SLACK)
        return int(str(value))

    async def passed(self, session: str) -> tuple[int, int]:
        """Bytes that went over the session's connections so far, both ways, and how many of them could be read."""
        value = await self._ask({"do": "passed", "session": session}, ANSWER_SLACK)
        match value:
            case [int(through), int(read)]:
                return through, read
        raise SchoolproofError("the recording proxy does not count", owner="harness")

    async def idle(self, session: str, quiet: float, limit: float) -> bool:
        """Wait until no exchange of the session started or ended for `quiet` seconds, counted from now at the earliest.

        False when `limit` seconds passed first, or when the proxy is gone.
        """
        order = {"do": "idle", "session": session, "quiet": quiet, "limit": limit}
        try:
            return await self._ask(order, limit + ANSWER_SLACK) is True
        except SchoolproofError:
            return False

    async def written(self, session: str, limit: float = 15.0) -> bool:
        """Wait until every exchange so far is written, and so every session value in them was given to `learned`.

        Whoever else writes what the browser holds has to wait for that first. False when it took longer than `limit`
        seconds, or when the proxy is gone.
        """
        try:
            return await self._ask({"do": "written", "session": session}, limit) is True
        except SchoolproofError:
            return False

    async def declare(self, name: str, secret: str) -> None:
        """Hide a secret that came up during the run from now on. Raises SchoolproofError when that is not sure."""
        session = next(iter(self._counts))
        await self._ask({"do": "declare", "session": session, "name": name, "secret": secret}, ANSWER_SLACK)

    @property
    def pid(self) -> int:
        """The process id, for measuring."""
        return self._process.pid

    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.returncode is None

    async def stop(self) -> None:
        """Record what is open, write everything, end the process. Raises nothing; may be called again."""
        try:
            await self._send(b'{"do": "stop"}\n')
            if not await self._gone(STOP_LIMIT) and not await self._end(self._process.terminate):
                await self._end(self._process.kill)
        except ProcessLookupError:
            pass  # it ended by itself in between
        finally:
            if self._process.stdin is not None:
                self._process.stdin.close()
        await asyncio.wait(self._tasks, timeout=KILL_LIMIT)

    async def _end(self, means: Callable[[], None]) -> bool:
        means()
        return await self._gone(KILL_LIMIT)

    async def _gone(self, limit: float) -> bool:
        try:
            async with asyncio.timeout(limit):
                await self._process.wait()
        except TimeoutError:
            return False
        return True

    async def _send(self, line: bytes) -> None:
        """Send one line; a process that is gone is noticed elsewhere."""
        stdin = self._process.stdin
        if stdin is None or stdin.is_closing():
            return
        try:
            stdin.write(line)
            await stdin.drain()
        except (BrokenPipeError, ConnectionResetError):
            return

    async def _ask(self, order: dict[str, object], limit: float) -> object:
        if order["session"] not in self._counts:
            raise KeyError(order["session"])
        if self._tasks[0].done():
            raise self._failure()
        number = next(self._ids)
        future = self._answers[number] = asyncio.get_running_loop().create_future()
        try:
            await self._send(json.dumps({"id": number, **order}).encode() + b"\n")
            async with asyncio.timeout(limit):
                return await future
        except TimeoutError:
            raise SchoolproofError("the recording proxy does not answer", owner="harness") from None
        finally:
            del self._answers[number]

    async def _listen(self) -> None:
        """Take the child's messages until it ends, then tell everyone who waits."""
        stdout = self._process.stdout
        try:
            while stdout is not None and (line := await stdout.readline()):
                self._take(json.loads(line))
        except ValueError:
            self._process.kill()  # not our protocol: nothing it says can be trusted
        await self._process.wait()
        waiting: list[asyncio.Future[Any]] = [self._ready, *self._answers.values()]
        for future in waiting:
            if not future.done():
                future.set_exception(self._failure())
        if not self._ready.cancelled():
            self._ready.exception()  # nobody may be waiting; that is no error

    def _take(self, message: dict[str, object]) -> None:
        match message:
            case {"ready": True} if not self._ready.done():
                self._ready.set_result(None)
            case {"counts": dict(counts)}:
                self._counts.update(counts)
            case {"answer": int(number), "value": value}:
                future = self._answers.get(number)
                if future is not None and not future.done():
                    future.set_result(value)
            case {"learned": [str(name), str(value)]}:
                asyncio.get_running_loop().call_soon(self._learned, name, value)
            case {"stopped": False}:
                self.trouble = self.trouble or "the proxy could not write everything in time"
            case {"trouble": str(text)}:
                self.trouble = text

    async def _overhear(self) -> None:
        """Keep the last lines of the child's standard error, for the message when it fails."""
        stderr = self._process.stderr
        while stderr is not None and (part := await stderr.read(4096)):
            self._said.extend(part.decode("utf-8", "replace").splitlines())

    def _failure(self) -> ProxyGone:
        last = next((line for line in reversed(self._said) if line.strip()), "no message")
        code = self._process.returncode
        return ProxyGone(f"the recording proxy ended (exit code {code}): {last[:300]}", hint="schoolproof doctor")
