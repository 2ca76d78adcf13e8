"""The open parts of one web run: cage, proxy and browser, started side by side and ended whatever happens."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from playwright.async_api import Browser, async_playwright

from harness import Persona, Run
from harness.catalogue.noise import builtin_noise
from harness.sandbox.web.browser import find_browser, launch, refuse_long_path
from harness.sandbox.web.cage import Cage, open_cage
from harness.sandbox.web.proxy.of_run import config_of, learning
from harness.sandbox.web.proxy.process import RecordingProxy
from harness.sandbox.web.proxy.trust import install_nss, make_ca


@dataclass(frozen=True)
class Rig:
    """The open parts of one run."""

    cage: Cage
    proxy: RecordingProxy
    browser: Browser
    ports: Mapping[str, int]


@asynccontextmanager
async def rig(run: Run, names: Sequence[str], newcomers: Sequence[Persona] = ()) -> AsyncIterator[Rig]:
    """Cage, proxy and browser, with a listener for each name. `newcomers`: accounts that the profile does not list."""
    refuse_long_path(run.scratch)
    browser_found = await asyncio.to_thread(find_browser)
    home, confdir = run.scratch / "home", run.scratch / "proxy"
    home.mkdir()
    noise = builtin_noise()
    cage = await asyncio.to_thread(open_cage, names, run.scratch, noise=noise.is_noise)
    proxy = None
    try:
        ports = dict(cage.ports)
        ca = await asyncio.to_thread(make_ca, confdir)
        proxy = await RecordingProxy.start(config_of(run, confdir, newcomers), cage.listeners, learning(run))
        async with async_playwright() as playwright:
            await asyncio.to_thread(install_nss, home, ca)
            wrapper = cage.executable(browser_found.path, home)
            # Chromium leaves a folder of its own behind when it is interrupted; ours is removed with the scratch.
            browser = await launch(playwright, wrapper, env={**os.environ, "TMPDIR": str(run.scratch)})
            try:
                await proxy.ready()
                run.writer.probe("machine", {"browser": browser_found.version, "cage": str(cage.kind)})
                yield Rig(cage, proxy, browser, ports)
            finally:
                await browser.close()
    finally:
        if proxy is not None:
            await proxy.stop()
        await asyncio.to_thread(cage.close)
