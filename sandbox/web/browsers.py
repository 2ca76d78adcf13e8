"""The browsers of one run: one to visit the app, one to act in. Each starts when somebody first wants a page of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser

from harness.sandbox.web.which import BrowserFound, find_shell


@dataclass(frozen=True)
class Browsers:
    """`found` is the one that visits; `launch` starts a browser in the cage."""

    found: BrowserFound
    launch: Callable[[Path], Awaitable[Browser]]
    _open: dict[Path, Browser] = field(default_factory=dict)
    _acting: list[BrowserFound] = field(default_factory=list)
    _starting: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def visiting(self) -> Browser:
        """Who looks at the app: an ordinary browser. SchoolproofError when it does not start."""
        async with self._starting:
            return await self._started(self.found)

    async def acting(self) -> Browser:
        """Who does something in it for a probe: the headless shell where there is one (see `which`)."""
        async with self._starting:
            if not self._acting:
                self._acting.append(await asyncio.to_thread(find_shell, self.found))
            return await self._started(self._acting[0])

    @property
    def acted_in(self) -> Literal["headless-shell", "browser"] | None:
        """What acts were done in; None when nobody acted."""
        if not self._acting:
            return None
        return "browser" if self._acting[0] == self.found else "headless-shell"

    async def close(self) -> None:
        """End those that were started."""
        for browser in self._open.values():
            await browser.close()

    async def _started(self, found: BrowserFound) -> Browser:
        if found.path not in self._open:
            self._open[found.path] = await self.launch(found.path)
        return self._open[found.path]
