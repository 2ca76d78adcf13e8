"""Passkeys of the school: made on a page of the profile, and an account opened with one instead of a password.

The ceremonies are checked by Yubico's `fido2`; only its faults take something away from that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from harness.sandbox.demo import hosts
from harness.sandbox.demo.fault import Switches

MOST = 5
"""Passkeys of one person."""

type State = dict[str, Any]
"""What the server keeps of a ceremony between its two requests."""


@dataclass
class Keyring:
    """The passkeys of everyone, by user name."""

    faults: Switches
    _kept: dict[str, list[AttestedCredentialData]] = field(default_factory=dict)
    _given: set[str] = field(default_factory=set)

    def of(self, username: str) -> list[AttestedCredentialData]:
        """This person's passkeys."""
        return self._kept.setdefault(username, [])

    def begin_adding(self, username: str) -> tuple[Mapping[str, Any], State]:
        """What the browser must be asked to make, and what to keep until it answers."""
        user = PublicKeyCredentialUserEntity(name=username, id=username.encode(), display_name=username)
        options, state = _server().register_begin(
            user, self.of(username), ResidentKeyRequirement.REQUIRED, UserVerificationRequirement.REQUIRED
        )
        return dict(options), state

    def add(self, username: str, state: State, answer: Mapping[str, Any]) -> None:
        """Keep a passkey that was made. Raises ValueError: it is not sound, or there are too many."""
        made = _server().register_complete(state, answer).credential_data
        if made is None or len(self.of(username)) >= MOST:
            raise ValueError("no passkey")
        self.of(username).append(made)

    def begin_opening(self) -> tuple[Mapping[str, Any], State]:
        """What the browser must be asked to prove; any passkey of this site will do."""
        options, state = _server().authenticate_begin(user_verification=UserVerificationRequirement.REQUIRED)
        self._given.add(state["challenge"])
        return dict(options), state

    def opens(self, state: State, answer: Mapping[str, Any]) -> str:
        """Whose account this answer opens. Raises ValueError: nobody's."""
        given, on = AuthenticationResponse.from_dict(answer), self.faults.on
        data, challenge = given.response.authenticator_data, websafe_encode(given.response.client_data.challenge)
        if on("passkey-replayed") and challenge in self._given:
            state = {**state, "challenge": challenge}
        if on("passkey-unverified"):
            state = {**state, "user_verification": UserVerificationRequirement.DISCOURAGED}
        server = _server(any_origin=on("passkey-any-origin"))
        if on("passkey-any-site"):
            server.rp = _Anywhere(data.rp_id_hash)
        owner = self._owner(given.raw_id)
        try:
            server.authenticate_complete(state, self.of(owner), answer)
        except ValueError as error:
            if not on("passkey-unsigned") or str(error) != "Invalid signature.":
                raise
        handle = (given.response.user_handle or b"").decode()
        if on("passkey-of-another") and handle:
            return handle
        if handle not in ("", owner):
            raise ValueError("another user's passkey")
        return owner

    def _owner(self, credential: bytes) -> str:
        owners = (name for name, several in self._kept.items() if credential in [one.credential_id for one in several])
        if (owner := next(owners, None)) is None:
            raise ValueError("unknown passkey")
        return owner


class _Anywhere(PublicKeyCredentialRpEntity):
    """A site that is whatever the answer says: a fault."""

    def __init__(self, digest: bytes) -> None:
        super().__init__(name="Demoschool", id=hosts.SCHOOL)
        object.__setattr__(self, "_digest", digest)

    @property
    def id_hash(self) -> bytes | None:
        """The digest that the answer brought along."""
        return bytes(self.__dict__["_digest"])


def _server(*, any_origin: bool = False) -> Fido2Server:
    rp = PublicKeyCredentialRpEntity(name="Demoschool", id=hosts.SCHOOL)
    return Fido2Server(rp, verify_origin=lambda origin: any_origin or origin == f"https://{hosts.SCHOOL}")
