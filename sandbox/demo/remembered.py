"""Devices on which staff ticked that the second step may be left out for a while."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from harness.sandbox.demo.fault import Switches

COOKIE = "__Host-toestel"
_DAYS_30 = 30 * 24 * 3600


@dataclass
class Remembered:
    """Which device is remembered for whom."""

    faults: Switches
    _known: dict[str, str] = field(default_factory=dict, repr=False)

    def remember(self, answer: Response, username: str) -> None:
        """Remember the device that gets this answer, for this person."""
        token = secrets.token_urlsafe(32)
        self._known[token] = username
        answer.set_cookie(COOKIE, token, max_age=_DAYS_30, secure=True, httponly=True, samesite="lax")

    def knows(self, request: Request, username: str) -> bool:
        """Whether this device was remembered for this person."""
        owner = self._known.get(request.cookies.get(COOKIE, ""))
        if self.faults.on("remembered-everywhere") and username in self._known.values():
            return True
        return owner is not None and (owner == username or self.faults.on("remembered-for-all"))
