"""storage.jsonl: cookies, web storage, databases and caches, as they stand at one moment.

Cookies come from the browser, for all domains. The rest is read per origin of every open frame (an origin without an
open frame is not seen), in a world apart from the page's scripts.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

from playwright.async_api import BrowserContext

from harness.sandbox.web.capture.recorder import Recorder
from harness.sandbox.web.capture.targets import Target
from harness.sandbox.web.capture.worlds import LocalFrame, frames_of

RECORDS = 20_000
VALUE_CHARACTERS = 4096
SLACK_CHARACTERS = 4096
ENTRIES = 500
SECONDS = 6.0
ALL_SECONDS = 20.0
STORES = ("local", "session", "indexeddb", "cache")


@cache
def reader_source() -> str:
    """The script that reads one origin, as an expression that calls itself."""
    source = (resources.files("harness.sandbox.web.capture") / "storage.js").read_text("utf-8")
    limits = {"entries": ENTRIES, "characters": VALUE_CHARACTERS + SLACK_CHARACTERS, "milliseconds": 2500}
    function = source[source.index("async (LIMITS)") :].rstrip().rstrip(";")
    return f"({function})({json.dumps(limits)})"


class Storage:
    """Dumps the storage of one context."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    async def dump(self, when: str, context: BrowserContext, roots: Iterable[Target]) -> None:
        """Write everything that is stored now; what cannot be read becomes a gap."""
        with self._recorder.guard("storage"):
            async with asyncio.timeout(SECONDS):
                cookies = await context.cookies()
            for cookie in cookies:
                self._write(when, _cookie(cookie))
        with self._recorder.guard("storage"):
            async with asyncio.timeout(ALL_SECONDS):
                await asyncio.gather(*(self._page(when, root) for root in roots))

    async def _page(self, when: str, root: Target) -> None:
        seen: set[str] = set()
        for target in list(root.walk()):
            if target.kind not in ("page", "iframe"):
                continue
            with self._recorder.guard("storage"):
                for frame in await frames_of(target, seconds=SECONDS):
                    if frame.origin not in seen and frame.origin.startswith(("http://", "https://")):
                        seen.add(frame.origin)
                        await self._origin(when, frame)

    async def _origin(self, when: str, frame: LocalFrame) -> None:
        try:
            found = json.loads(await frame.run(reader_source(), seconds=SECONDS))
        except Exception as error:
            reason = self._recorder.cut(str(error), 200) or type(error).__name__
            self._recorder.gap("storage", "storage-unread", origin=frame.origin[:300], reason=reason)
            return
        for store in STORES:
            for name, value, size in found[store]:
                entry = {"store": store, "origin": frame.origin, "name": name, "value": value, "size": size}
                self._write(when, entry)
        for store in found["cut"]:
            self._recorder.gap("storage", "storage-capped", origin=frame.origin[:300], store=store, entries=ENTRIES)

    def _write(self, when: str, entry: Mapping[str, Any]) -> None:
        name = self._recorder.cut(entry["name"], VALUE_CHARACTERS)
        value = self._recorder.cut(entry["value"], VALUE_CHARACTERS)
        self._recorder.append("storage", {"when": when, **entry, "name": name, "value": value}, cap=RECORDS)


def _cookie(cookie: Mapping[str, Any]) -> dict[str, object]:
    """A cookie record; `expires` is unix seconds, -1 for one that ends with the browser."""
    name, value, domain = str(cookie.get("name", "")), str(cookie.get("value", "")), str(cookie.get("domain", ""))
    scheme = "https" if cookie.get("secure") else "http"
    return {
        "store": "cookie",
        "origin": f"{scheme}://{domain.lstrip('.')}",
        "name": name,
        "value": value,
        "size": len(value.encode()),
        "domain": domain,
        "path": str(cookie.get("path", "/")),
        "expires": cookie.get("expires", -1),
        "http_only": bool(cookie.get("httpOnly")),
        "secure": bool(cookie.get("secure")),
        "same_site": cookie.get("sameSite"),
    }
