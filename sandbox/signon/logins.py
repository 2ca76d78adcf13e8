"""One login at our provider: whom it signs in, which fault it carries, and what the app did."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

type Claims = Mapping[str, Any]


@dataclass
class Login:
    """`person` are the claims of who signs in, `informs` what userinfo says (the same, unless given).

    The app's requests are noted as they come: `asked` the authorization request, `again` an address of ours that
    delivers the same answer once more, `redeemed` what it sent for the code,
    `informed` whether it asked userinfo, `discovered` whether it read the metadata, `strayed` whether it fetched keys
    that it was told of by the token alone.
    """

    person: Claims
    informs: Claims | None = None
    fault: str = ""
    asked: dict[str, str] = field(default_factory=dict, repr=False)
    again: str = field(default="", repr=False)
    redeemed: list[Redeemed] = field(default_factory=list)
    informed: bool = False
    discovered: bool = False
    strayed: bool = False
    answered: asyncio.Event = field(default_factory=asyncio.Event, repr=False)
    fetched: asyncio.Event = field(default_factory=asyncio.Event, repr=False)


class SignsIn(Protocol):
    """An identity provider of ours, whatever it speaks."""

    login: Login

    def sign_in(self, person: Claims, *, fault: str = "", informs: Claims | None = None) -> Login:
        """The next login is this one; what is noted about it stands in what is returned."""


@dataclass(frozen=True)
class Redeemed:
    """How a code was redeemed: `method` of client authentication, and whether what came with it was right.

    `verifier`: "matches", "missing", "wrong", or "unasked" when the request had no challenge.
    """

    method: str
    known: bool
    verifier: str
    same_address: bool


def verifier(asked: Mapping[str, str], given: str | None) -> str:
    """Whether the code verifier is the one of the challenge (RFC 7636, 4.6)."""
    challenge, method = asked.get("code_challenge"), asked.get("code_challenge_method", "plain")
    if challenge is None:
        return "unasked"
    if given is None:
        return "missing"
    digest = hashlib.sha256(given.encode()).digest()
    meant = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() if method == "S256" else given
    return "matches" if hmac.compare_digest(meant.encode(), challenge.encode()) else "wrong"
