"""The `[oidc]` and `[saml]` tables of a profile: how the app under test was pointed at a provider of ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, StringConstraints, field_validator

from harness.catalogue.domains import belongs
from harness.model.table import Table
from harness.model.untouchable import untouchable

type Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class OurProvider(Table):
    """What holds whichever language the provider speaks. `issuer` is the address that the app is configured with;
    `[sandbox] names` says where its host is on this network, and there ours listens, with the PEM file `certificate`
    (certificate and key). `button` are words on what begins the login at `login`; `page` is one that shows planted
    values of whoever is signed in. `claims`: for each persona what the provider says of it.
    """

    table: ClassVar[str]
    lasting: ClassVar[str]
    """The claim that nobody can be without."""

    issuer: str
    certificate: Path | None = None
    claims: dict[str, dict[str, Any]] = Field(min_length=1)
    login: Text | None = None
    button: Text | None = None
    page: Text = "/"

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
            if not isinstance(about.get(cls.lasting), str) or not about[cls.lasting]:
                raise ValueError(f"the claims of {name} need a {cls.lasting}")
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
            raise ValueError(f'{self.table}: [sandbox] names has to say where {self.host} is, such as "127.0.0.1:9443"')
        address, _, port = found.rpartition(":")
        if not ip_address(address.strip("[]")).is_private:
            raise ValueError(f"{self.table}: {self.host} is mapped to {address}, which is not on this network")
        return address.strip("[]"), int(port)


class SingleSignOn(OurProvider):
    """OpenID Connect. `scopes` are those that the app says it needs."""

    table: ClassVar[str] = "oidc"
    lasting: ClassVar[str] = "sub"

    client_id: Text
    client_secret: SecretStr | None = None
    scopes: tuple[Text, ...] = ("openid",)
    data: Literal["generic", "leerid-like"] = "generic"


class Saml(OurProvider):
    """SAML 2.0. `entity` is the app's own name (entity id), `acs` where it takes answers. `signing`: a PEM file with
    the certificate that the app knows our provider by, and its key. `app_certificate`: one with the certificate by
    which the app signs its requests.
    """

    table: ClassVar[str] = "saml"
    lasting: ClassVar[str] = "name_id"

    entity: Text
    acs: Text
    signing: Path | None = None
    app_certificate: Path | None = None

    @field_validator("claims")
    @classmethod
    def _told(cls, claims: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        """XML knows no control characters, and attributes are texts."""
        for name, about in claims.items():
            for claim, value in about.items():
                texts = value if isinstance(value, list) else [value]
                if not all(isinstance(one, str) and one.isprintable() for one in texts):
                    raise ValueError(f"the claims of {name}: {claim} has to be a text, or a list of them")
        return claims


def check_places(given: Iterable[OurProvider | None], names: Mapping[str, str], hosts: Iterable[str]) -> None:
    """ValueError: a provider stands nowhere on this network, two stand at one place, or one would answer others."""
    places: dict[tuple[str, int], str] = {}
    for one in given:
        if one is None:
            continue
        place = one.place(names)
        if place in places:
            raise ValueError(f"{places[place]} and {one.table} need an address each in [sandbox] names")
        places[place] = one.table
        if isinstance(one, Saml) and not belongs(urlsplit(one.acs).hostname or "", tuple(hosts)):
            raise ValueError("saml: acs has to be an address of the app itself")
