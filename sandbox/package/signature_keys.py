"""Certificates of a signing block, and whether a signature made with their key holds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, padding, rsa

from harness.sandbox.package.limits import UnreadableError, shown

CONTENT_HASH = {
    0x0101: "sha256",
    0x0102: "sha512",
    0x0103: "sha256",
    0x0104: "sha512",
    0x0201: "sha256",
    0x0202: "sha512",
    0x0301: "sha256",
}
"""Algorithm id → hash of the content. Those over a hash tree (0x0421 …) are not verified here."""
_PSS = (0x0101, 0x0102)


@dataclass(frozen=True)
class Certificate:
    """Whose signature it is. `sha256` is of the whole certificate, as apksigner and stores print it."""

    sha256: str
    subject: str
    key: str
    bits: int
    public: bytes


def read_certificate(data: bytes) -> Certificate:
    """A DER certificate. Raises UnreadableError."""
    try:
        found = x509.load_der_x509_certificate(data)
        key = found.public_key()
        public = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        kind = next((name for kind, name in _KINDS if isinstance(key, kind)), "other")
        subject = shown(found.subject.rfc4514_string())
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UnreadableError("signature-unreadable", f"a certificate that cannot be read: {error}") from None
    return Certificate(hashlib.sha256(data).hexdigest(), subject, kind, getattr(key, "key_size", 0), public)


def holds(id: int, public: bytes, signature: bytes, signed: bytes) -> bool:
    """Whether a signature over these bytes holds."""
    digest = hashes.SHA512() if CONTENT_HASH[id] == "sha512" else hashes.SHA256()
    try:
        key = serialization.load_der_public_key(public)
        if isinstance(key, rsa.RSAPublicKey):
            pss = padding.PSS(padding.MGF1(digest), digest.digest_size)
            key.verify(signature, signed, pss if id in _PSS else padding.PKCS1v15(), digest)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, signed, ec.ECDSA(digest))
        elif isinstance(key, dsa.DSAPublicKey):
            key.verify(signature, signed, digest)
        else:
            return False
    except (InvalidSignature, ValueError, TypeError, UnsupportedAlgorithm):
        return False
    return True


_KINDS = ((rsa.RSAPublicKey, "RSA"), (ec.EllipticCurvePublicKey, "EC"), (dsa.DSAPublicKey, "DSA"))
