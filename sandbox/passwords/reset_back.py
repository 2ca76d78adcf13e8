"""The first password is put back after a test of resets: where it is changed, else by one more link."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from harness.sandbox.passwords.door import Key
from harness.sandbox.passwords.resetting import Resetting

BACK_SECONDS, BACK_PAUSE = 60.0, 5.0

type Changes = Callable[[str, str], Awaitable[object]]
"""Changes the password in a browser: from the one that is in force to another."""


@dataclass
class Back:
    """`changed_at`: when the password was changed where people change it; `others` as for a reset."""

    resetting: Resetting
    first: Key
    changes: Changes | None
    changed_at: float | None = None
    others: bool | None = None
    _tried: bool = False

    async def put(self) -> bool:
        """Whether the first password opens the account; an app that is away is asked for a minute."""
        until = time.monotonic() + BACK_SECONDS
        while not await self._put():
            if time.monotonic() > until:
                return False
            await asyncio.sleep(BACK_PAUSE)
        return True

    async def _put(self) -> bool:
        at = self.resetting
        if not await at.in_force(self.first.password, *at.drawn.every):
            return False
        if at.key.password != self.first.password and self.changes is not None and not self._tried:
            await self._by_change(self.changes)
        if at.key.password != self.first.password and at.usable and (link := await at.another()) is not None:
            await at.use(link, self.first.password)
            await at.took(self.first.password)
        return at.key.password == self.first.password

    async def _by_change(self, changes: Changes) -> None:
        """As the owner does, while another session of theirs is open elsewhere."""
        at, self._tried = self.resetting, True
        elsewhere, since = await at.signed_in(), at.box.now()
        await changes(at.key.password, self.first.password)
        if await at.took(self.first.password):
            self.changed_at, self.others = since, await at.still_in(elsewhere)
