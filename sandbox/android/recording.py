"""The recorder of a device run: the same proxy as on the web, with a listener on this machine for each session."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from harness import Run
from harness.sandbox.web.proxy.of_run import config_of, learning
from harness.sandbox.web.proxy.process import RecordingProxy


@asynccontextmanager
async def recorder(
    run: Run, names: Sequence[str], confdir: Path, leaves: Mapping[str, Path] | None = None
) -> AsyncIterator[tuple[RecordingProxy, Mapping[str, int]]]:
    """A recording proxy and the port of each session; it writes all that it has when it is left."""
    listeners = {name: socket.create_server(("127.0.0.1", 0)) for name in names}
    ports = {name: int(one.getsockname()[1]) for name, one in listeners.items()}
    config = config_of(run, confdir, leaves=leaves, tell_silent=True)
    proxy = await RecordingProxy.start(config, listeners, learning(run))
    try:
        await proxy.ready()
        yield proxy, ports
    finally:
        await proxy.stop()
