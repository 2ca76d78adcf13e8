"""How much happened in each session, and when it last happened."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping


class Activity:
    """Counts completed exchanges per session and tells when a session went quiet. `changed` is called per exchange."""

    def __init__(self, sessions: Iterable[str], changed: Callable[[], None] = lambda: None) -> None:
        self._counts = dict.fromkeys(sessions, 0)
        self._last = dict.fromkeys(self._counts, float("-inf"))
        self._opening: dict[str, set[str]] = {session: set() for session in self._counts}
        self._changed = changed

    @property
    def counts(self) -> Mapping[str, int]:
        """Completed exchanges per session."""
        return self._counts

    def opening(self, session: str, connection: str) -> None:
        """The browser begins a connection, and a request will come over it."""
        self._opening[session].add(connection)
        self.started(session)

    def opened(self, session: str, connection: str) -> None:
        """The connection stands, or came to nothing. May be told again."""
        if connection in self._opening[session]:
            self._opening[session].discard(connection)
            self.started(session)

    def started(self, session: str) -> None:
        """A request came in."""
        self._last[session] = asyncio.get_running_loop().time()

    def finished(self, session: str) -> None:
        """An exchange ended, well or not."""
        self._last[session] = asyncio.get_running_loop().time()
        self._counts[session] += 1
        self._changed()

    async def idle(self, session: str, quiet: float, limit: float) -> bool:
        """Wait until nothing began or ended for `quiet` seconds, counted from now at the earliest; False at `limit`.

        A connection that is still being made is no quiet: on a busy machine its request may come a good deal later.
        """
        loop = asyncio.get_running_loop()
        now = loop.time()
        end = now + limit
        since = now
        while since + quiet <= end:
            await asyncio.sleep(max(0.0, since + quiet - loop.time()))
            if self._last[session] <= since and not self._opening[session]:
                return True
            since = max(since + quiet, self._last[session]) if self._opening[session] else self._last[session]
        await asyncio.sleep(max(0.0, end - loop.time()))
        return False
