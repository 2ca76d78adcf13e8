"""Where the demo school expects its SAML provider, and the keys by which the two know each other."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from harness.sandbox.demo import hosts
from harness.sandbox.demo.people import Person
from harness.sandbox.demo.saml import BACK, ENTITY, saml_claims
from harness.sandbox.demo.signon_place import CERTIFICATE, claims_tables, held_port, write_private

SIGNING, SCHOOL = "idp-signing.pem", "school-saml.pem"
ISSUER = f"https://{hosts.SAML_IDP}/saml"


@dataclass(frozen=True)
class Pair:
    """A certificate and its key, PEM."""

    certificate: str
    key: str = field(repr=False)


def key_pair(name: str) -> Pair:
    """A new one, signed by itself, for ninety days."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    start = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
    made = x509.CertificateBuilder(
        called, called, key.public_key(), x509.random_serial_number(), start, start + dt.timedelta(days=90)
    ).sign(key, hashes.SHA256())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return Pair(made.public_bytes(Encoding.PEM).decode(), private)


@dataclass(frozen=True)
class SamlPlace:
    """`address` is where the provider is to listen."""

    address: str
    provider: Pair
    school: Pair

    @property
    def names(self) -> dict[str, str]:
        """Its line of the profile's names."""
        return {hosts.SAML_IDP: self.address}

    @property
    def federation(self) -> dict[str, str]:
        """What the school has to know."""
        return {"issuer": ISSUER, "certificate": self.provider.certificate, "key": self.school.key}

    def table(self, people: Iterable[Person]) -> str:
        """The `[saml]` table of the profile."""
        lines = [
            "[saml]", f'issuer = "{ISSUER}"', f'entity = "{ENTITY}"', f'acs = "https://{hosts.SCHOOL}{BACK}"',
            f'certificate = "{CERTIFICATE}"', f'signing = "{SIGNING}"', f'app_certificate = "{SCHOOL}"',
            'button = "Aanmelden met SAML"', 'page = "/profile"', "",
        ]
        return "\n".join([*lines, *claims_tables("saml", people, saml_claims)])


@contextlib.contextmanager
def saml_place(scratch: Path) -> Iterator[SamlPlace]:
    """A port that is held free, and the files that the profile names; no key stays."""
    with held_port() as address:
        place = SamlPlace(address, key_pair("saml.demoschool-test"), key_pair("demoschool"))
        write_private(scratch / SIGNING, (place.provider.certificate + place.provider.key).encode())
        (scratch / SCHOOL).write_text(place.school.certificate, encoding="utf-8")
        try:
            yield place
        finally:
            (scratch / SIGNING).unlink(missing_ok=True)
