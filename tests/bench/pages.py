"""Page time: the same pages in plain Playwright and through cage, proxy and hooks, by turns.

Counted is what a person waits for, from the address to the load event. The tool's own waiting for silence is the same on
both sides and left out: it would flatter the ratio.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Iterable
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from harness.bundle.redact import Redactor
from harness.bundle.writer import BundleWriter
from harness.gather import scratch_folder
from harness.platform import Run, Silent
from harness.profile.load import load_profile
from harness.sandbox.demo.school import RunningDemo, demo_school
from harness.sandbox.web.browser import launch, new_context
from harness.sandbox.web.capture import Capture
from harness.sandbox.web.page.settle import settle
from harness.sandbox.web.rig import Rig, rig
from harness.sandbox.web.which import find_browser

ROUNDS = 7
PAGES = ("", "login", "privacy", "cookies")
SESSION = "bench-pages"


def main() -> None:
    """Measure and print."""
    asyncio.run(_measure())


async def _measure() -> None:
    plain, caged = [], []
    with scratch_folder() as scratch, demo_school([], scratch / "school") as demo:
        run = _run(scratch, demo.profile)
        async with async_playwright() as playwright, rig(run, [SESSION]) as parts:
            browser = await launch(playwright, find_browser().path, args=_plain_arguments(demo))
            try:
                for number in range(ROUNDS + 1):
                    taken = await _visit_plain(browser, demo.url), await _visit_caged(run, parts, demo.url)
                    if number:  # the first round warms up both
                        plain.append(taken[0])
                        caged.append(taken[1])
            finally:
                await browser.close()
    one, other = statistics.median(plain), statistics.median(caged)
    print(f"{len(PAGES)} pages, plain Playwright      {one:6.3f} s (median of {ROUNDS})")
    print(f"{len(PAGES)} pages, through the cage      {other:6.3f} s   ratio {other / one:4.2f}  (goal: at most 1.5)")


def _run(scratch: Path, path: Path) -> Run:
    profile = load_profile(path)
    redactor = Redactor(profile.secrets(), b"k" * 32)
    writer = BundleWriter(scratch / "bundle", redactor, time.time())
    return Run(profile, writer, redactor, b"k" * 32, time.time(), scratch, Silent())


def _plain_arguments(demo: RunningDemo) -> list[str]:
    here = f"127.0.0.1:{demo.names['demoschool.test'].rpartition(':')[2]}"
    rules = f"--host-resolver-rules=MAP demoschool.test:443 {here}, MAP *.demoschool.test:443 {here}"
    # Plain Playwright has no store of its own to trust the demo's CA, so here, and only here, errors are ignored.
    return [rules, "--ignore-certificate-errors"]


async def _visit_plain(browser: Browser, url: str) -> float:
    context = await new_context(browser, proxy=None)
    taken = await _pages(await context.new_page(), (url + name for name in PAGES))
    await context.close()
    return taken


async def _visit_caged(run: Run, parts: Rig, url: str) -> float:
    context = await new_context(await parts.browsers.visiting(), proxy=f"http://127.0.0.1:{parts.ports[SESSION]}")
    capture = await Capture.attach(context, run.writer.session(SESSION))
    taken = await _pages(await capture.new_page(), (url + name for name in PAGES))
    await capture.detach()
    await context.close()
    return taken


async def _pages(page: Page, addresses: Iterable[str]) -> float:
    """Seconds until the load events of all of them."""
    taken = 0.0
    for address in addresses:
        start = time.perf_counter()
        await page.goto(address, wait_until="load")
        taken += time.perf_counter() - start
        await settle(page)
    return taken
