"""Counts equal attempts together, and stays bounded whatever a page does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

MAX_DISTINCT = 5_000


class Key(NamedTuple):
    """What makes two attempts equal. `noise` is set for chatter of the kernel or browser itself."""

    protocol: str
    destination: str
    port: int | None
    name: str | None
    what: str
    noise: bool


REST = Key("other", "*", None, None, "other", False)


class Ledger:
    """Attempts by key: when first seen (Unix seconds) and how often. Beyond `limit` keys, all count under `REST`."""

    def __init__(self, limit: int = MAX_DISTINCT) -> None:
        self._limit = limit
        self._rows: dict[Key, tuple[float, int]] = {}

    @property
    def overflow(self) -> bool:
        """Whether some attempts could not be kept apart."""
        return REST in self._rows

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, key: Key, t: float, count: int = 1) -> None:
        """Count `count` more attempts like `key`, the first of them at `t`."""
        if key not in self._rows and len(self._rows) >= self._limit:
            key = REST
        first, before = self._rows.get(key, (t, 0))
        self._rows[key] = (min(first, t), before + count)

    def rows(self) -> Iterator[tuple[Key, float, int]]:
        """Give (key, first seen, count), oldest key first."""
        for key, (first, count) in self._rows.items():
            yield key, first, count

    def drain(self) -> list[tuple[Key, float, int]]:
        """Return all rows and forget them."""
        found = list(self.rows())
        self._rows.clear()
        return found
