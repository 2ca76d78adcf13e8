"""Ends whatever still runs in this network namespace, so that a cage leaves nothing behind, however its owner died."""

from __future__ import annotations

import os
import select
import signal
from contextlib import suppress

_ROUNDS = 20
_PATIENCE_MS = 1000


def sweep() -> None:
    """Kill every other process of our network namespace and wait for its end; bounded.

    Processes are held by handle while they are looked at, so that a recycled process number is never hit.
    """
    home = os.stat("/proc/self/ns/net")
    for _ in range(_ROUNDS):
        handles = [handle for entry in os.listdir("/proc") if entry.isdigit() and (handle := _grip(int(entry), home))]
        if not handles:
            return
        for handle in handles:
            _end(handle)


def _grip(pid: int, home: os.stat_result) -> int | None:
    """Return a handle on the process when it is in our namespace (and is not us)."""
    if pid == os.getpid():
        return None
    try:
        handle = os.pidfd_open(pid)
    except OSError:
        return None
    with suppress(OSError):
        if os.path.samestat(os.stat(f"/proc/{pid}/ns/net"), home):
            return handle
    os.close(handle)
    return None


def _end(handle: int) -> None:
    with suppress(OSError):
        signal.pidfd_send_signal(handle, signal.SIGKILL)
        poller = select.poll()
        poller.register(handle, select.POLLIN)
        poller.poll(_PATIENCE_MS)
    os.close(handle)
