"""Waiting until what was taken away is gone: a session that has to end, a card that was renewed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

FIRST_PAUSE, LONGEST_PAUSE = 2.0, 60.0


async def until_gone[T](look: Callable[[], Awaitable[T]], gone: Callable[[T], bool], limit: float) -> tuple[T, float]:
    """What the last look showed, and how many seconds after the first one began that was.

    Looks again after ever longer pauses until it is `gone`, or until `limit` seconds went by: the last look comes after
    them, so that what it still shows has had all the time that it may have.
    """
    clock, pause = asyncio.get_running_loop().time, FIRST_PAUSE
    began = clock()
    while True:
        seen, after = await look(), round(clock() - began, 1)
        if gone(seen) or after > limit:
            return seen, after
        await asyncio.sleep(min(pause, max(limit - after, 0) + 0.5))
        pause = min(pause * 2, LONGEST_PAUSE)
