"""The device, running: a thread with its server, and a real adb server of its own on a port of its own."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import adbutils

from tests.sandbox.android.device.adbd import Link
from tests.sandbox.android.device.services import Services
from tests.sandbox.android.device.state import State

LIMIT = 60.0


class Simulated:
    """A device at `serial` (an address on this machine), with all its state in `state`."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.services = Services(state)
        self._loop = asyncio.new_event_loop()
        self._links: set[Link] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = self._call(asyncio.start_server(self._accepted, "127.0.0.1", 0))
        self.serial = f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def _call(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(LIMIT)

    async def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.services.closed:
            writer.close()
            return
        link = Link(reader, writer, self.services.serve)
        self._links.add(link)
        try:
            await link.run(self.services.banner(), self.state.failures.authorised)
        finally:
            self._links.discard(link)
            self.services.reversing.forget()

    def proxy(self) -> tuple[str, int] | None:
        """Where an app on the device reaches the proxy that is set, as an address of this machine; None without one."""
        if self.state.live_proxy is None:
            return None
        port = self.services.reversing.ports.get(int(self.state.live_proxy.rpartition(":")[2]))
        return None if port is None else ("127.0.0.1", port)

    def stop(self) -> None:
        async def now() -> None:
            self._server.close()
            self.services.reversing.forget()
            for link in list(self._links):
                link.drop()
            mine = asyncio.current_task()
            for task in asyncio.all_tasks():
                if task is not mine:
                    task.cancel()

        self._call(now())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(LIMIT)
        self._loop.close()


@contextmanager
def simulated(api: int, port: int, **kwargs) -> Iterator[Simulated]:
    """A device of this level, connected to the adb server at `port`."""
    device = Simulated(State(api, **kwargs))
    client = adbutils.AdbClient(host="127.0.0.1", port=port, socket_timeout=LIMIT)
    try:
        client.connect(device.serial)
        yield device
    finally:
        client.disconnect(device.serial)
        device.stop()


@contextmanager
def adb_server(home: Path) -> Iterator[int]:
    """The real adb server, by handle, with a home of its own; never the machine's. Yields its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {**os.environ, "HOME": str(home), "ANDROID_USER_HOME": str(home), "ADB_LOCAL_TRANSPORT_MAX_PORT": "5553"}
    env |= {"ADB_MDNS": "0", "ADB_LIBUSB": "0", "ADB_EMU": "0", "TMPDIR": str(home)}
    command = [adbutils.adb_path(), "-L", f"tcp:localhost:{port}", "nodaemon", "server"]
    with (home / "adb.log").open("wb") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=env)
        try:
            _listens(port, process)
            yield port
        finally:
            process.terminate()
            process.wait(LIMIT)


def _listens(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + LIMIT
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)
    raise AssertionError(f"the adb server did not start (exit code {process.poll()})")
