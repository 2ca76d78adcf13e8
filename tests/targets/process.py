"""Servers that tests start: on a free port of loopback, and gone with the process that began them."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

START_SECONDS, STOP_SECONDS = 120, 15
LIBC = ctypes.CDLL(None)
DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG


def free_port() -> int:
    """A port of loopback on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def plain_environment(home: Path, **more: str) -> dict[str, str]:
    """Nothing of the tester's own settings, and what is given."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TMPDIR") if name in os.environ}
    return {**kept, "HOME": str(home), **more}


@contextlib.contextmanager
def running(
    command: Sequence[str | Path], folder: Path, environment: Mapping[str, str], ready: Callable[[], bool], name: str
) -> Iterator[subprocess.Popen[bytes]]:
    """The server, once it is `ready`; what it says goes to `folder/<name>.log`. It ends whatever happens."""
    process = _start(command, folder, environment, folder / f"{name}.log")
    try:
        _wait(process, ready, folder / f"{name}.log")
        yield process
    finally:
        _end(process)


def answer_of(url: str) -> bytes:
    """What an address answers. Raises OSError."""
    with urllib.request.urlopen(url, timeout=10) as answer:
        body: bytes = answer.read(1 << 20)
    return body


def answers(url: str, holds: bytes) -> Callable[[], bool]:
    """Whether an address answers with something that holds this."""

    def ask() -> bool:
        with contextlib.suppress(OSError, ValueError):
            return holds in answer_of(url)
        return False

    return ask


def listens(port: int) -> Callable[[], bool]:
    """Whether somebody answers at a port of loopback: enough for who prepared everything before."""

    def ask() -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=10):
            return True
        return False

    return ask


def _start(
    command: Sequence[str | Path], folder: Path, environment: Mapping[str, str], told: Path
) -> subprocess.Popen[bytes]:
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("start servers from the main thread: they would end with any other")
    with told.open("wb") as log:
        return subprocess.Popen(
            command, env=environment, cwd=folder, stdin=subprocess.DEVNULL, stdout=log,
            stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=_die_with_parent,
        )  # fmt: skip


def _die_with_parent() -> None:
    """Runs in the child before the server does: even a test run that is killed leaves no process behind."""
    LIBC.prctl(DIES_WITH_PARENT, signal.SIGKILL)


def _wait(process: subprocess.Popen[bytes], ready: Callable[[], bool], told: Path) -> None:
    limit, pause = time.monotonic() + START_SECONDS, threading.Event()
    while time.monotonic() < limit and process.poll() is None:
        if ready():
            return
        pause.wait(0.2)
    log = told.read_text(errors="replace")[-2000:]
    raise RuntimeError(f"it did not answer (exit code {process.poll()}):\n{log}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask it to end, then make it: its whole process group, and only that."""
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(STOP_SECONDS)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(STOP_SECONDS)
