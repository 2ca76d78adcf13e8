"""What the browser carries from an identity provider of ours to the app, and the addresses that deliver it again."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

MOST_KEPT = 1000


@dataclass(frozen=True)
class Answer:
    """What the browser carries to the app: where to, how (`query`, `fragment` or `form_post`), and what."""

    address: str
    mode: str
    values: Mapping[str, str] = field(repr=False)

    @property
    def location(self) -> str:
        """The address with the values in it, for the modes that are redirects."""
        mark = "#" if self.mode == "fragment" else "&" if urlsplit(self.address).query else "?"
        return f"{self.address}{mark}{urlencode(self.values)}"


class Deliveries:
    """Answers that were given, by an address of the provider (`issuer`) that delivers them."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer.rstrip("/")
        self._kept: dict[str, Answer] = {}

    @property
    def path(self) -> str:
        """The path of the issuer, without a slash at its end."""
        return urlsplit(self.issuer).path.rstrip("/")

    def keep(self, answer: Answer) -> str:
        """An address of ours that delivers this answer, to whichever browser opens it, as often as it is opened."""
        while len(self._kept) >= MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        name = secrets.token_urlsafe(16)
        self._kept[name] = answer
        return f"{self.issuer}/v1/deliver/{name}"

    def kept(self, name: str) -> Answer | None:
        """The answer that is delivered at this address."""
        return self._kept.get(name)
