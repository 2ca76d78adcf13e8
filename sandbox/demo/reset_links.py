"""Links by which somebody who forgot a password chooses another one: they work once, for a day, and only the newest."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from harness.sandbox.demo.fault import Switches

LASTS = 24 * 3600.0
_MOST = 10_000


@dataclass
class Resets:
    """Open links: token → whose it is, and when it was made. `clock` counts seconds; a test may let it run ahead."""

    faults: Switches
    clock: Callable[[], float] = time.monotonic
    _open: dict[str, tuple[str, float]] = field(default_factory=dict, repr=False)

    def issue(self, username: str) -> str:
        """A token of a new link; older ones of the same person end."""
        if not self.faults.on("reset-older-works"):
            self._open = {token: one for token, one in self._open.items() if one[0] != username}
        if len(self._open) >= _MOST:
            del self._open[next(iter(self._open))]
        short = self.faults.on("reset-token-short")
        token = f"{secrets.randbelow(10**6):06d}" if short else secrets.token_urlsafe(32)
        self._open[token] = (username, self.clock())
        return token

    def whose(self, token: str) -> str | None:
        """Whose password the link changes; None when it changes nothing."""
        username, made = self._open.get(token, (None, 0.0))
        over = self.clock() - made > LASTS and not self.faults.on("reset-link-never-ages")
        return None if over else username

    def use(self, token: str) -> None:
        """The link did its work."""
        if not self.faults.on("reset-link-twice"):
            self._open.pop(token, None)
