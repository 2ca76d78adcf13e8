"""The recorder of a device run: the same proxy as on the web, with a listener on this machine for each session."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from harness import Run
from harness.model.profile import credentials
from harness.sandbox.web.proxy.config import ProxyConfig
from harness.sandbox.web.proxy.process import RecordingProxy


def _learn(run: Run, name: str, value: str) -> None:
    """The proxy met a session value: whoever else writes must hide it too."""
    run.redactor.learn(name, value)


@asynccontextmanager
async def recorder(
    run: Run, names: Sequence[str], confdir: Path, leaf: Path | None = None
) -> AsyncIterator[tuple[RecordingProxy, Mapping[str, int]]]:
    """A recording proxy and the port of each session; it writes all that it has when it is left."""
    listeners = {name: socket.create_server(("127.0.0.1", 0)) for name in names}
    ports = {name: int(one.getsockname()[1]) for name, one in listeners.items()}
    proxy = await RecordingProxy.start(_config(run, confdir, leaf), listeners, partial(_learn, run))
    try:
        await proxy.ready()
        yield proxy, ports
    finally:
        await proxy.stop()


def _config(run: Run, confdir: Path, leaf: Path | None) -> ProxyConfig:
    profile = run.profile
    people = list(profile.personas.values())
    return ProxyConfig(
        bundle=run.writer.root,
        secrets=credentials(people),
        key=run.key,
        epoch=run.epoch,
        names=profile.sandbox.names,
        ca=profile.sandbox.ca,
        public=profile.sandbox.public,
        confdir=confdir,
        own=profile.app.hosts,
        cnames=profile.sandbox.cnames,
        known=[value for persona in people for value in persona.known.values()],
        leaf=leaf,
        tell_silent=True,
    )
