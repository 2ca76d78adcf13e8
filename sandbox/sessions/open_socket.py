"""A socket that is open while somebody signs out, and one that the old session opens afterwards."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast

from playwright.async_api import Error as PlaywrightError

from harness.sandbox.acting.actor import Actor
from harness.sandbox.sessions.old_session import until
from harness.sandbox.sessions.sockets import Held, Line


class OpenSocket:
    """What is asked of one socket before and after. `there`: the app's pages use one that tells something; `held` is
    None where it could not be opened anew.
    """

    def __init__(self, actor: Actor, held: Held | None, *, there: bool) -> None:
        self._actor, self._held, self._there = actor, held, there
        self._told = self._repeats = False

    async def before(self) -> None:
        """Open it, and see that it tells something of the person, and again when asked again."""
        if self._held is not None:
            await self._actor.acted("open a socket")
            self._told = await self._held.open()
            self._repeats = self._told and await self._held.tells()

    async def after(self, forgotten: float) -> dict[str, object]:
        """`socket`: ended, tells, or untold; "" where there is none. It may end until `forgotten`."""
        if self._held is None or not self._told or self._held.line is None:
            return {"socket": "untold" if self._there else ""}
        if await self._held.tells():
            await until(forgotten)
            if await self._held.tells():
                return {"socket": "tells"}
        return {"socket": "ended" if self._held.line.closed or self._repeats else "untold"}

    async def anew(self, jar: Sequence[dict[str, Any]]) -> dict[str, object]:
        """`new_socket`: refused, tells, or untold, when the old cookies are put back for it; then they go again."""
        if self._held is None or not self._told:
            return {"new_socket": "untold" if self._there else ""}
        context = self._actor.context
        try:
            await context.clear_cookies()
            await context.add_cookies(cast(Any, [*jar]))
            if {one["name"] for one in jar} - {one.get("name") for one in await context.cookies()}:
                return {"new_socket": "untold"}
            await self._actor.acted("open a socket with the old session")
            tells = await self._held.open()
        except PlaywrightError:
            return {"new_socket": "untold"}
        finally:
            await context.clear_cookies()
        return {"new_socket": "tells" if tells else "refused"}


@asynccontextmanager
async def beside(actor: Actor, model: Line | None, own: Collection[str]) -> AsyncIterator[OpenSocket]:
    """A socket like that of the app's page, held open on a page of its own."""
    held = None
    if model is not None:
        with contextlib.suppress(PlaywrightError):
            held = await Held.beside(actor.context, actor.persona, own, model)
    socket = OpenSocket(actor, held, there=model is not None)
    await socket.before()
    yield socket
