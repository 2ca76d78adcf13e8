"""How a login travels: what somebody at a browser does, whichever browser that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Arrived:
    """Where a login ended: on a page of the app (or not), and with which HTTP status."""

    at_app: bool
    status: int | None = None


class Road(Protocol):
    """One browser, and then another, and then another."""

    async def forget(self) -> None:
        """Go on as another browser, which knows nothing."""

    async def begin(self) -> Arrived:
        """Open the page to sign in, choose the identity provider, and follow until the page rests.

        Raises RoadError when there is no such page or button.
        """

    async def open(self, address: str) -> Arrived:
        """Open an address in this browser and follow until the page rests."""

    async def shown(self, values: frozenset[str]) -> frozenset[str]:
        """Those of the planted values that can be read on the page that tells whose account it is."""

    async def shot(self) -> str | None:
        """A picture of the page as it is now, if this browser takes pictures."""


class RoadError(Exception):
    """The login could not even be tried, and why."""
