"""Secrets that are made of a few symbols, such as pictures: how they are written, and others like them. Pure."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Spelling:
    """`length` of the `symbols`, with `joined` between them."""

    symbols: Sequence[str]
    length: int
    joined: str

    def read(self, secret: str) -> list[str] | None:
        """The symbols of a secret in order; None when it is not made so. Of several readings the first is taken."""
        if self.joined:
            parts = secret.split(self.joined)
            return parts if len(parts) == self.length and set(parts) <= set(self.symbols) else None
        return self._parted(secret, self.length)

    def _parted(self, rest: str, left: int) -> list[str] | None:
        """Symbol after symbol, the longest first. What is no reading of the rest is not asked twice."""
        reachable: dict[int, list[str]] = {0: []}
        for _ in range(left):
            after: dict[int, list[str]] = {}
            for at, read in reachable.items():
                for symbol in sorted(set(self.symbols), key=len, reverse=True):
                    if rest.startswith(symbol, at):
                        after.setdefault(at + len(symbol), [*read, symbol])
            reachable = after
        return reachable.get(len(rest))

    def write(self, parts: Sequence[str]) -> str:
        """The secret that these symbols make."""
        return self.joined.join(parts)

    def other(self, secret: str) -> str:
        """One of all the other secrets that are made so, each as likely."""
        while (drawn := self.write([secrets.choice(self.symbols) for _ in range(self.length)])) == secret:
            pass
        return drawn

    def turned(self, secret: str) -> str | None:
        """The same symbols in another order; None where there is none."""
        parts = self.read(secret) or []
        for by in range(1, len(parts)):
            moved = [*parts[by:], *parts[:by]]
            if moved != parts:
                return self.write(moved)
        return None
