"""The owner's end of the line to the process inside the cage: starts it, receives listeners and attempts, ends it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from harness.sandbox.web.cage.ledger import Key, Ledger

BOOT = Path(__file__).with_name("boot.py")
_MESSAGE = 1 << 18  # bytes; a message from inside is far smaller
_READY_S = 20.0
_FLUSH_S = 10.0
_END_S = 30.0
_LOG_TAIL = 2000


class BuildError(Exception):
    """The cage could not be built: which step, the errno (0 when unknown), what the machine said."""

    def __init__(self, step: str, code: int, text: str) -> None:
        super().__init__(f"{step}: {text}")
        self.step, self.code, self.text = step, code, text


class Link:
    """A running inside process. The constructor raises BuildError when it does not come up; nothing is left then."""

    def __init__(self, kind: str, names: Sequence[str], folder: Path, inner_id: int | None) -> None:
        self.listeners: dict[str, socket.socket] = {}
        self.blind: tuple[str, ...] = ()
        self._ledger = Ledger()
        self._lost = 0
        self._asked = self._answered = 0
        self._news = threading.Condition()
        self._gone = False
        self._log = folder / "inside.log"
        self._control, self._process = _start(self._log)
        try:
            settings = {"kind": kind, "names": list(names), "folder": str(folder), "inner_id": inner_id}
            self._control.send(json.dumps(settings).encode())
            self._await_ready()
        except BaseException as problem:
            self._process.kill()
            self._abandon()
            if isinstance(problem, OSError):
                raise BuildError("start", problem.errno or 0, f"{problem}. {self._last_words()}") from problem
            raise
        self._reader = threading.Thread(target=self._read, name="cage-attempts", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """The inside process; never reused while this link is open, because only `close` collects it."""
        return self._process.pid

    @property
    def overflow(self) -> bool:
        """Whether attempts were too many to be told apart, or came too fast to be counted."""
        return self._ledger.overflow or self._lost > 0

    def alive(self) -> bool:
        """Say whether the inside process still counts."""
        return not self._gone

    def attempts(self) -> list[tuple[Key, float, int]]:
        """Return (key, first seen in Unix seconds, count) of all attempts up to this moment."""
        with self._news:
            if not self._gone:
                self._asked += 1
                number = self._asked
                with suppress(OSError):
                    self._control.send(json.dumps({"flush": number}).encode())
                self._news.wait_for(lambda: self._gone or self._answered >= number, _FLUSH_S)
            return list(self._ledger.rows())

    def close(self) -> None:
        """End the inside process, and with it everything that runs in the cage. Safe to call twice."""
        if self._process.returncode is not None:
            return
        self.attempts()
        with suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)
        self._reader.join(_END_S)
        self._abandon()

    def _await_ready(self) -> None:
        self._control.settimeout(_READY_S)
        while True:
            data, handles, _, _ = socket.recv_fds(self._control, _MESSAGE, 1)
            message: dict[str, Any] = json.loads(data) if data else {}
            if "listener" in message and handles:
                os.set_inheritable(handles[0], False)  # received descriptors are, and a browser must not get it
                self.listeners[message["listener"]] = socket.socket(fileno=handles[0])
            elif "failed" in message:
                raise BuildError(message["failed"], message["errno"] or 0, message["text"])
            elif "ready" in message:
                self.blind = tuple(message["blind"])
                self._control.settimeout(None)
                return
            else:
                raise BuildError("start", 0, self._last_words() or "it ended without a word")

    def _read(self) -> None:
        """Take in messages until the line closes; runs in a thread of its own."""
        data = b"-"
        while data:
            try:
                data = self._control.recv(_MESSAGE)
            except OSError:
                data = b""
            with self._news:
                self._take_in(json.loads(data) if data else None)
                self._news.notify_all()

    def _take_in(self, message: dict[str, Any] | None) -> None:
        if message is None:
            self._gone = True
        elif "flushed" in message:
            self._answered, self._lost = message["flushed"], message["lost"]
        else:
            for t, protocol, destination, port, name, what, noise, count in message["attempts"]:
                self._ledger.add(Key(protocol, destination, port, name, what, noise), t, count)

    def _abandon(self) -> None:
        """Close the line and collect the process; it ends by itself, or is killed when it takes too long."""
        self._gone = True
        self._control.close()
        try:
            self._process.wait(_END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for listener in self.listeners.values():
            listener.close()

    def _last_words(self) -> str:
        try:
            return self._log.read_text(encoding="utf-8", errors="replace")[-_LOG_TAIL:].strip()
        except OSError:
            return ""


def _start(log: Path) -> tuple[socket.socket, subprocess.Popen[bytes]]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs, log.open("wb") as errors:
        # -I: nothing from the working folder or PYTHONPATH. A session of its own: Ctrl-C is for us, who then end it.
        command = [sys.executable, "-I", "-S", str(BOOT), str(theirs.fileno())]
        try:
            process = subprocess.Popen(
                command,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=errors,
                stderr=errors,
            )
        except OSError as problem:
            ours.close()
            raise BuildError("start", problem.errno or 0, str(problem)) from problem
    return ours, process
