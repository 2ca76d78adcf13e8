"""The `[oidc]` table of a profile: how the app under test was pointed at an identity provider of ours."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, StringConstraints, field_validator

from harness.model.table import Table
from harness.model.untouchable import untouchable

type Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class SingleSignOn(Table):
    """`issuer` is the address of the provider that the app is configured with; `[sandbox] names` says where its host is
    on this network, and there ours listens, with the PEM file `certificate` (certificate and key). `button` are words
    on what begins the login at `login`; `page` is one that shows planted values of whoever is signed in. `claims`: for
    each persona what the provider says of it. `scopes` are those that the app says it needs.
    """

    issuer: str
    client_id: Text
    client_secret: SecretStr | None = None
    certificate: Path | None = None
    claims: dict[str, dict[str, Any]] = Field(min_length=1)
    login: Text | None = None
    button: Text | None = None
    page: Text = "/"
    scopes: tuple[Text, ...] = ("openid",)
    data: Literal["generic", "leerid-like"] = "generic"

    @field_validator("issuer")
    @classmethod
    def _ours(cls, issuer: str) -> str:
        try:
            parts = urlsplit(issuer)
            host = parts.hostname or ""
            _ = parts.port
        except ValueError as error:
            raise ValueError(f"no address: {error}") from error
        if parts.scheme != "https" or not host or parts.query or parts.fragment or parts.username is not None:
            raise ValueError('an issuer is written "https://idp.school.example", without query or fragment')
        if untouchable(host):
            raise ValueError(f"{host} is a government sign-in, which is never posed as; choose a name of your own")
        return issuer.rstrip("/")

    @field_validator("claims")
    @classmethod
    def _known(cls, claims: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        for name, about in claims.items():
            if not isinstance(about.get("sub"), str) or not about["sub"]:
                raise ValueError(f"the claims of {name} need a sub")
        return claims

    @property
    def host(self) -> str:
        """The host of the issuer."""
        return urlsplit(self.issuer).hostname or ""

    @property
    def port(self) -> int:
        """The port at which the app looks for it."""
        return urlsplit(self.issuer).port or 443

    def place(self, names: Mapping[str, str]) -> tuple[str, int]:
        """Where our provider listens, by `[sandbox] names`. ValueError: it is not said, or not on this network."""
        found = names.get(f"{self.host}:{self.port}") or names.get(self.host)
        if found is None:
            raise ValueError(f'oidc: [sandbox] names has to say where {self.host} is, such as "127.0.0.1:9443"')
        address, _, port = found.rpartition(":")
        if not ip_address(address.strip("[]")).is_private:
            raise ValueError(f"oidc: {self.host} is mapped to {address}, which is not on this network")
        return address.strip("[]"), int(port)
