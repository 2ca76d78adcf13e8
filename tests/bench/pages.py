"""Page time: the same pages in plain Playwright and through cage, proxy and hooks."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from harness.bundle.redact import Redactor
from harness.bundle.writer import BundleWriter
from harness.gather import scratch_folder
from harness.platform import Run, Silent
from harness.profile.load import load_profile
from harness.sandbox.demo.school import demo_school
from harness.sandbox.web.browser import find_browser, launch, new_context
from harness.sandbox.web.capture import Capture
from harness.sandbox.web.page.settle import settle
from harness.sandbox.web.platform import rig

ROUNDS = 5
PAGES = ("", "login", "privacy")


def main() -> None:
    """Measure and print."""
    asyncio.run(_measure())


async def _measure() -> None:
    with scratch_folder() as scratch, demo_school([], scratch / "school") as demo:
        plain = await _plain(demo.url, demo.names)
        caged = await _caged(scratch, demo.profile)
    print(f"page time, plain Playwright    {plain:6.3f} s (median of {ROUNDS})")
    print(f"page time, through the cage    {caged:6.3f} s   ratio {caged / plain:4.2f}  (goal: at most 1.5)")


async def _plain(url: str, names: dict[str, str]) -> float:
    port = names["demoschool.test"].rpartition(":")[2]
    here = f"127.0.0.1:{port}"
    rules = f"--host-resolver-rules=MAP demoschool.test:443 {here}, MAP *.demoschool.test:443 {here}"
    async with async_playwright() as playwright:
        # Plain Playwright has no store of its own to trust the demo's CA, so here, and only here, errors are ignored.
        browser = await launch(playwright, find_browser().path, args=[rules, "--ignore-certificate-errors"])
        try:
            return await _median(lambda: _visit_plain(browser, url))
        finally:
            await browser.close()


async def _visit_plain(browser: Browser, url: str) -> None:
    context = await new_context(browser, proxy=None)
    page = await context.new_page()
    for name in PAGES:
        await page.goto(url + name)
        await settle(page)
    await context.close()


async def _caged(scratch: Path, profile_path: Path) -> float:
    profile = load_profile(profile_path)
    redactor = Redactor(profile.secrets(), b"k" * 32)
    writer = BundleWriter(scratch / "bundle", redactor, time.time())
    run = Run(profile, writer, redactor, b"k" * 32, time.time(), scratch, Silent())
    async with rig(run, ["bench-pages"]) as parts:

        async def visit() -> None:
            proxy = f"http://127.0.0.1:{parts.ports['bench-pages']}"
            context = await new_context(parts.browser, proxy=proxy)
            capture = await Capture.attach(context, writer.session("bench-pages"))
            page = await capture.new_page()
            for name in PAGES:
                await page.goto((profile.app.url or "") + name)
                await settle(page)
            await capture.detach()
            await context.close()

        return await _median(visit)


async def _median(work: Callable[[], Awaitable[None]]) -> float:
    await work()
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        await work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)
