"""The open parts of one web run: cage, proxy and browsers, ended whatever happens."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Playwright, async_playwright

from harness import Persona, Run
from harness.catalogue.noise import builtin_noise
from harness.sandbox.web.browser import launch, refuse_long_path
from harness.sandbox.web.browsers import Browsers
from harness.sandbox.web.cage import Cage, open_cage
from harness.sandbox.web.proxy.of_run import config_of, learning
from harness.sandbox.web.proxy.process import RecordingProxy
from harness.sandbox.web.proxy.trust import install_nss, make_ca
from harness.sandbox.web.which import find_browser


@dataclass(frozen=True)
class Rig:
    """The open parts of one run."""

    cage: Cage
    proxy: RecordingProxy
    browsers: Browsers
    ports: Mapping[str, int]


@asynccontextmanager
async def rig(run: Run, names: Sequence[str], newcomers: Sequence[Persona] = ()) -> AsyncIterator[Rig]:
    """Cage, proxy and browsers, with a listener for each name. `newcomers`: accounts that the profile does not list."""
    refuse_long_path(run.scratch)
    found = await asyncio.to_thread(find_browser)
    home, confdir = run.scratch / "home", run.scratch / "proxy"
    home.mkdir()
    noise = builtin_noise()
    cage = await asyncio.to_thread(open_cage, names, run.scratch, noise=noise.is_noise)
    proxy = None
    try:
        ports = dict(cage.ports)
        ca = await asyncio.to_thread(make_ca, confdir)
        proxy = await RecordingProxy.start(config_of(run, confdir, newcomers), cage.listeners, learning(run))
        async with _driver(run.scratch) as playwright:
            await asyncio.to_thread(install_nss, home, ca)

            async def start(program: Path) -> Browser:
                # Chromium leaves a folder of its own behind when it is interrupted; ours is removed with the scratch.
                environment = {**os.environ, "TMPDIR": str(run.scratch)}
                return await launch(playwright, cage.executable(program, home), env=environment)

            browsers = Browsers(found, start)
            try:
                await proxy.ready()
                run.writer.probe("machine", {"browser": found.version, "cage": str(cage.kind)})
                yield Rig(cage, proxy, browsers, ports)
            finally:
                await browsers.close()
    finally:
        if proxy is not None:
            await proxy.stop()
        await asyncio.to_thread(cage.close)


@asynccontextmanager
async def _driver(scratch: Path) -> AsyncIterator[Playwright]:
    """Playwright, which keeps the browsers' profiles below `scratch`: interrupted, it leaves them.

    It has no setting for that but the variable that it finds when it starts.
    """
    manager, before = async_playwright(), os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = str(scratch)
    try:
        playwright = await manager.start()
    finally:
        if before is None:
            del os.environ["TMPDIR"]
        else:
            os.environ["TMPDIR"] = before
    try:
        yield playwright
    finally:
        await playwright.stop()
