"""Several things at once, of which none is still under way when another one's failure is told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable


async def together(*several: Awaitable[object]) -> None:
    """Do all side by side; when every one ended, raise the first failure there was.

    What is put back afterwards must not meet somebody who is still changing it.
    """
    ended = await asyncio.gather(*several, return_exceptions=True)
    for one in ended:
        if isinstance(one, BaseException):
            raise one
