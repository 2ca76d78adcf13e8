"""Signs what an identity provider says. XML Signature itself is the library's (signxml), with exclusive C14N."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.signer import XMLSigner

from harness.errors import MisuseError
from harness.sandbox.signon.saml import names

type Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

BITS = 2048


@dataclass(frozen=True)
class Signer:
    """A key, and the certificate that is shown with what it signs: its own, or another's where that is the fault."""

    key: Private = field(repr=False)
    certificate: x509.Certificate

    @property
    def base64(self) -> str:
        """The certificate as metadata show it."""
        lines = self.certificate.public_bytes(Encoding.PEM).decode().strip().splitlines()
        return "".join(lines[1:-1])

    def pem(self) -> bytes:
        """Certificate and key."""
        private = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return self.certificate.public_bytes(Encoding.PEM) + private

    def signed(self, element: etree._Element) -> etree._Element:
        """A copy with an enveloped signature over it, right behind its issuer, where the schema wants it."""
        place = etree.Element(names.in_signature("Signature"), Id="placeholder", nsmap={"ds": names.SIGNATURE})
        issuer = element.find("saml:Issuer", names.PREFIXES)
        assert issuer is not None
        issuer.addnext(place)
        elliptic = isinstance(self.key, ec.EllipticCurvePrivateKey)
        signer = XMLSigner(
            signature_algorithm=SignatureMethod.ECDSA_SHA256 if elliptic else SignatureMethod.RSA_SHA256,
            digest_algorithm=DigestAlgorithm.SHA256,
            c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
        )
        made: etree._Element = signer.sign(
            element, key=self.key, cert=[self.certificate], reference_uri=f"#{element.get('ID')}"
        )
        return made


def fresh_signer(name: str) -> Signer:
    """A new key with a certificate that it signed itself."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    start = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
    builder = x509.CertificateBuilder().subject_name(called).issuer_name(called).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(start).not_valid_after(start + dt.timedelta(days=90))
    return Signer(key, builder.sign(key, hashes.SHA256()))


def signer_of(path: Path) -> Signer:
    """The key and the certificate in a PEM file. Raises MisuseError when they are not there or not of one kind."""
    try:
        text = path.read_bytes()
        certificate, key = x509.load_pem_x509_certificate(text), load_pem_private_key(text, None)
    except (OSError, ValueError, TypeError) as error:
        raise MisuseError(f"saml.signing: {path}: holds no certificate with its key", hint=MADE) from error
    if isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) and key.public_key() == certificate.public_key():
        return Signer(key, certificate)
    raise MisuseError(f"saml.signing: {path}: the certificate is not of this key (RSA or EC)", hint=MADE)


def certificate_of(path: Path) -> x509.Certificate:
    """The certificate in a PEM file. Raises MisuseError when there is none."""
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError) as error:
        told = f"saml.app_certificate: {path}: holds no certificate"
        raise MisuseError(told, hint=f"openssl x509 -in {path}") from error


MADE = "openssl req -x509 -newkey rsa:2048 -nodes -days 90 -subj /CN=test -keyout key.pem -out cert.pem; cat both"


@dataclass(frozen=True)
class Signers:
    """The provider's own key; a stranger's that shows the provider's certificate; and one that shows its own, in the
    provider's name.
    """

    good: Signer
    borrowed: Signer
    own: Signer

    @classmethod
    def around(cls, good: Signer) -> Signers:
        """The provider's, and one stranger."""
        common = good.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        stranger = fresh_signer(str(common[0].value) if common else "provider")
        return cls(good, Signer(stranger.key, good.certificate), stranger)
