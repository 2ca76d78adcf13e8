"""What a browser still shows or keeps of a person: planted values on the page, in its storage, in its caches."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page

from harness import Persona, belongs
from harness.leaks.ledger import search_parts
from harness.leaks.matcher import Matcher
from harness.sandbox.web.capture.storage import STORES, reader_source

SECONDS = 10.0
NAME = 120
CACHED, CACHED_BYTES = 200, 2_000_000
_SHOWN = "() => (document.body?.innerText ?? '').slice(0, 500000)"
_CACHES = """async (room, most) => { const found = {};
  for (const name of globalThis.caches ? await caches.keys() : []) {
    const cache = await caches.open(name);
    for (const asked of (await cache.keys()).slice(0, most)) {
      const text = await (await cache.match(asked))?.text() ?? '';
      if ((room -= text.length) < 0) return [found, true];
      found[asked.url] = text;
    } }
  return [found, false]; }"""


async def planted_on(page: Page, persona: Persona) -> list[str] | None:
    """Names of the persona's planted values that can be read on the page; None when it does not answer."""
    try:
        async with asyncio.timeout(SECONDS):
            text = str(await page.evaluate(_SHOWN))
    except (PlaywrightError, TimeoutError):
        return None
    return sorted(name for name, value in persona.canaries.items() if value in text)


async def kept_by(page: Page, persona: Persona, own: Collection[str]) -> tuple[list[str], str | None]:
    """Where the browser keeps a planted value for this origin and in its cookies, in any disguise, as `store: name`.

    Also why not everything could be read, or None: the page has to be one of the app's `own` hosts, for storage belongs
    to where a page comes from. Read in a world apart, so that the page cannot lie about it.
    """
    if not belongs(urlsplit(page.url).hostname or "", own):
        return [], "the last page was not the app's"
    try:
        async with asyncio.timeout(SECONDS):
            cookies = await page.context.cookies()
            found, cut = await _stored(page)
    except (PlaywrightError, TimeoutError, ValueError, KeyError) as error:
        return [], type(error).__name__
    matcher = Matcher(persona.canaries)
    parts = [("cookie", str(one.get("name")), str(one.get("value"))) for one in cookies]
    kept = {
        f"{store}: {name[:NAME]}"
        for store, name, value in (*parts, *found)
        for _ in search_parts(matcher, {name: f"{name}={value}".encode("utf-8", "replace")})
    }
    return sorted(kept), cut


async def stored_by(page: Page) -> list[tuple[str, str, str]]:
    """(store, name, value) of what the page's origin keeps, as far as it can be read."""
    try:
        async with asyncio.timeout(SECONDS):
            return (await _stored(page))[0]
    except (PlaywrightError, TimeoutError, ValueError, KeyError):
        return []


async def _stored(page: Page) -> tuple[list[tuple[str, str, str]], str | None]:
    """(store, name, value) of everything this origin keeps, and why it is not everything."""
    session = await page.context.new_cdp_session(page)
    try:
        tree = await session.send("Page.getFrameTree")
        world = await session.send("Page.createIsolatedWorld", {"frameId": tree["frameTree"]["frame"]["id"]})
        place = {"contextId": world["executionContextId"], "awaitPromise": True, "returnByValue": True}
        told = await session.send("Runtime.evaluate", {"expression": reader_source(), **place})
        caches = f"({_CACHES})({CACHED_BYTES}, {CACHED})"
        cached = await session.send("Runtime.evaluate", {"expression": caches, **place})
    finally:
        await session.detach()
    stored = json.loads(told["result"]["value"])
    bodies, over = cached["result"]["value"]
    cut = "not all of the storage" if stored["cut"] else "not all of the caches" if over else None
    return [*_entries(stored), *(("cache", url, text) for url, text in bodies.items())], cut


def _entries(stored: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for store in STORES:
        for name, value, _ in stored[store]:
            yield store, str(name), str(value)
