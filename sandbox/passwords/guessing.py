"""Guesses at one account, from several addresses: does the right password still open it, and can the owner get in?

The right one is tried once before and once after the wrong ones, never between: signing in clears many an app's count.
What an answer says, and with which status, decides nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from harness.sandbox.passwords.door import Door, Key

WAITS = (0.0, 20.0, 60.0, 180.0, 420.0, 900.0)
"""When the owner tries to get in, in seconds after the last guess; the last one is the longest that an app may take."""
SILENT = 3
"""Guesses in a row without an answer, after which it is asked whether the app slows us down or is gone."""
NO_CONTROL, APP_GONE = "control-failed", "app-gone"


@dataclass(frozen=True)
class Guessed:
    """What came of it; see `GuessesTried`."""

    tries: int = 0
    before: bool = False
    let_in: bool | None = None
    slowed: bool = False
    owner: bool | None = None
    owner_after: float = 0.0
    alive: bool | None = None
    neighbour: bool | None = None
    reason: str = ""


@dataclass
class Guessing:
    """`doors` are the guesser's, one for each address; `owner` is a door from elsewhere, None when there is none.

    `neighbour` opens another account. `pause` waits so many seconds, `longest` is how long the owner may have to wait.
    `draw` makes something to guess with, never the right one.
    """

    doors: Sequence[Door]
    owner: Door | None
    key: Key
    neighbour: Key | None
    most: int
    longest: float
    pause: Callable[[float], Awaitable[None]]
    draw: Callable[[], str] = field(default=partial(secrets.token_urlsafe, 15))
    _tries: int = field(default=0, init=False)

    async def run(self) -> Guessed:
        """Everything, at the pace of whoever carries the requests."""
        before = [await door.opens(self.key) for door in self.doors]
        if not before or not all(before):
            return Guessed(before=False, reason=NO_CONTROL)
        silent = await self._guess()
        let_in = None if silent else await self._gets_in()
        beside = await self.doors[0].opens(self.neighbour) if self.neighbour else None
        owner, after = await self._owner()
        alive = await self._alive() if not owner else True
        if silent and not alive:
            return Guessed(self._tries, before=True, alive=alive, reason=APP_GONE)
        return Guessed(
            self._tries, before=True, let_in=False if silent else let_in, slowed=silent, owner=owner,
            owner_after=after, alive=alive, neighbour=beside,
        )

    async def _guess(self) -> bool:
        """One wrong password less than may be tried, from each address in turn; whether answers stopped coming."""
        visitors = [door.stranger() for door in self.doors]
        silent = 0
        while self._tries < self.most - 1 and silent < SILENT:
            at = self._tries % len(self.doors)
            wrong = {"username": self.key.username, "password": self.draw()}
            answer = await self.doors[at].login.submit(visitors[at], wrong)
            self._tries += 1
            silent = silent + 1 if answer is None else 0
        return silent >= SILENT

    async def _gets_in(self) -> bool | None:
        """Whether the guesser, who has found the right password now, gets in; from any of the addresses."""
        answers = [await door.opens(self.key) for door in self.doors]
        return True if any(answers) else None if None in answers else False

    async def _owner(self) -> tuple[bool | None, float]:
        """Whether the owner gets in from elsewhere, and after how many seconds."""
        if self.owner is None:
            return None, 0.0
        opens, waited = None, 0.0
        for moment in (one for one in WAITS if one <= self.longest):
            await self.pause(moment - waited)
            waited = moment
            opens = await self.owner.opens(self.key)
            if opens:
                return True, waited
        return opens, waited

    async def _alive(self) -> bool | None:
        """Whether somebody else still gets in from where the owner is: else it is the app that is in trouble."""
        if self.owner is None or self.neighbour is None:
            return None
        return await self.owner.opens(self.neighbour)
