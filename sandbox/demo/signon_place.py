"""Where the demo school expects its identity provider: a port that is held free for whoever plays the provider."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from harness.sandbox.demo import hosts
from harness.sandbox.demo.fault_saml import SAML_FAULTS
from harness.sandbox.demo.fault_signon import SIGNON_FAULTS
from harness.sandbox.demo.people import Person
from harness.sandbox.demo.signon_people import claims_of

CERTIFICATE = "idp.pem"
ISSUER = f"https://{hosts.IDP}"
SIGNON = frozenset(fault.id for fault in (*SIGNON_FAULTS, *SAML_FAULTS))


@dataclass(frozen=True)
class SignOnPlace:
    """`address` is where the provider is to listen."""

    address: str
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)

    @property
    def names(self) -> dict[str, str]:
        """Its line of the profile's names."""
        return {hosts.IDP: self.address}

    @property
    def registration(self) -> dict[str, str]:
        """What the school has to know."""
        return {"issuer": ISSUER, "address": self.address, "client_id": "demoschool", "client_secret": self.secret}

    def table(self, people: Iterable[Person]) -> str:
        """The `[oidc]` table of the profile."""
        lines = [
            "[oidc]", f'issuer = "{ISSUER}"', 'client_id = "demoschool"', f'client_secret = "{self.secret}"',
            f'certificate = "{CERTIFICATE}"', 'button = "Aanmelden met schoolaccount"', 'page = "/profile"',
            'scopes = ["openid", "profile"]', 'data = "leerid-like"', "",
        ]
        return "\n".join([*lines, *claims_tables("oidc", people, claims_of)])


def claims_tables(
    provider: str, people: Iterable[Person], claims: Callable[[Person], Mapping[str, object]]
) -> Iterator[str]:
    """The lines that say what a provider tells about each pupil."""
    for person in people:
        if person.persona and person.role == "pupil":
            yield f"[{provider}.claims.{person.persona}]"
            yield from (f"{name} = {json.dumps(value)}" for name, value in claims(person).items())
            yield ""


@contextlib.contextmanager
def signon_place(scratch: Path) -> Iterator[SignOnPlace]:
    """A port that is ours but where nobody listens (SO_REUSEPORT lets the provider take it), and its key, removed."""
    with held_port() as address:
        try:
            yield SignOnPlace(address)
        finally:
            (scratch / CERTIFICATE).unlink(missing_ok=True)


@contextlib.contextmanager
def held_port() -> Iterator[str]:
    """`127.0.0.1:port`, ours for as long as this lasts."""
    with contextlib.closing(socket.socket()) as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        held.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{held.getsockname()[1]}"


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read: the accounts are invented, but they do open the demo."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
