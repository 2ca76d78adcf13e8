"""Who tries to sign in too often: counted for each user name (of an account or not) and address together.

Who guesses somebody's password is stopped; the owner, who sits elsewhere, is not.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from harness.sandbox.demo.fault import Switches

MOST = 10
BY_ADDRESS = 60
WINDOW = 900.0
_REMEMBERED = 10_000


class Attempts:
    """Wrong tries of the last `window` seconds. `clock` counts them; with the fault `unless` nobody is stopped."""

    def __init__(
        self, faults: Switches, clock: Callable[[], float] = time.monotonic, *,
        window: float = WINDOW, unless: str = "login-no-throttle",
    ) -> None:
        self._faults = faults
        self._window, self._unless = window, unless
        self._clock = clock
        self._wrong: dict[tuple[str, str], list[float]] = {}

    def stopped(self, username: str, address: str) -> bool:
        """Whether no password is looked at any more."""
        if self._faults.on(self._unless):
            return False
        most = BY_ADDRESS if self._faults.on("throttle-by-address") else MOST
        return len(self._recent(self._key(username, address))) >= most

    def wrong(self, username: str, address: str) -> None:
        """A wrong password."""
        key = self._key(username, address)
        if key not in self._wrong and len(self._wrong) >= _REMEMBERED:
            del self._wrong[next(iter(self._wrong))]
        self._wrong.setdefault(key, []).append(self._clock())

    def right(self, username: str, address: str) -> None:
        """The right password: the count begins anew."""
        self._wrong.pop(self._key(username, address), None)

    def _key(self, username: str, address: str) -> tuple[str, str]:
        if self._faults.on("throttle-by-address"):
            return "", address
        return username, "" if self._faults.on("lockout-forever") else address

    def _recent(self, key: tuple[str, str]) -> list[float]:
        times = self._wrong.get(key, [])
        if self._faults.on("lockout-forever"):
            return times
        times[:] = [one for one in times if self._clock() - one < self._window]
        return times
