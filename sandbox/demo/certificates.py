"""A certificate authority that lives as long as one demo, and the TLS contexts made with it.

The authority's key exists in memory only. A server key touches the disk for as long as OpenSSL needs to read it.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import ssl
import tempfile
from collections.abc import Sequence
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
_MOST_NAMES = 500


class Authority:
    """Issues server certificates (EC P-256, SHA-256, 90 days)."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Schoolproof demo CA")])
        self._start = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
        usage = x509.KeyUsage(
            digital_signature=True, key_cert_sign=True, crl_sign=True, content_commitment=False, key_encipherment=False,
            data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
        )
        self._certificate = (
            self._builder(self._name, self._key.public_key())
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .sign(self._key, hashes.SHA256())
        )

    @property
    def pem(self) -> bytes:
        """The authority's certificate."""
        return self._certificate.public_bytes(Encoding.PEM)

    def leaf(self, names: Sequence[str]) -> bytes:
        """A server certificate for these names, followed by its key, in PEM."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        certificate = (
            self._builder(subject, key.public_key())
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(issuer, critical=False)
            .sign(self._key, hashes.SHA256())
        )
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return certificate.public_bytes(Encoding.PEM) + private

    def context(self, names: Sequence[str], scratch: Path) -> ssl.SSLContext:
        """A server context for these names: TLS 1.2 and 1.3, forward secrecy only."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers("ECDHE+AESGCM:ECDHE+CHACHA20")
        handle, name = tempfile.mkstemp(dir=scratch, prefix="leaf-", suffix=".pem")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(self.leaf(names))
            context.load_cert_chain(name)
        finally:
            Path(name).unlink()
        return context

    def context_for_any_name(self, scratch: Path) -> ssl.SSLContext:
        """A server context that shows, by SNI, a certificate for whichever host is asked for."""
        fallback = self.context(["sink.example"], scratch)
        made: dict[str, ssl.SSLContext] = {}

        def by_name(connection: ssl.SSLObject, asked: str | None, _: ssl.SSLContext) -> None:
            host = (asked or "").lower()
            if not _HOST.fullmatch(host):
                return
            if host not in made and len(made) < _MOST_NAMES:
                made[host] = self.context([host], scratch)
            connection.context = made.get(host, fallback)

        fallback.sni_callback = by_name
        return fallback

    def _builder(self, subject: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(self._start)
            .not_valid_after(self._start + dt.timedelta(days=90))
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        )
