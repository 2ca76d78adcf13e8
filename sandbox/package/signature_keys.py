"""Certificates of a signing block, and whether a signature made with their key holds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, padding, rsa

from harness.sandbox.package.limits import UnreadableError, shown

VERITY = "verity"
"""Named instead of a hash where the content is digested as the root of a hash tree."""
CONTENT_HASH = {
    0x0101: "sha256",
    0x0102: "sha512",
    0x0103: "sha256",
    0x0104: "sha512",
    0x0201: "sha256",
    0x0202: "sha512",
    0x0301: "sha256",
    0x0421: VERITY,
    0x0423: VERITY,
    0x0425: VERITY,
}
"""Algorithm id → how the content is digested. Every id that Android knows is here (apksig, SignatureAlgorithm)."""
_PSS = (0x0101, 0x0102)
_HASHES: Mapping[str, Callable[[], hashes.HashAlgorithm]] = {
    "sha1": hashes.SHA1,
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}


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
    except (ValueError, TypeError, KeyError, x509.InvalidVersion, UnsupportedAlgorithm) as error:
        # KeyError: a kind of text in a name that the library does not know.
        raise UnreadableError("signature-unreadable", f"a certificate that cannot be read: {error}") from None
    return Certificate(hashlib.sha256(data).hexdigest(), subject, kind, getattr(key, "key_size", 0), public)


def holds(id: int, public: bytes, signature: bytes, signed: bytes) -> bool:
    """Whether a signature over these bytes holds, of a kind that `CONTENT_HASH` names."""
    digest = CONTENT_HASH[id]
    return made_by(public, signature, signed, "sha256" if digest == VERITY else digest, pss=id in _PSS)


def made_by(public: bytes, signature: bytes, signed: bytes, digest: str, *, pss: bool = False) -> bool:
    """Whether the owner of a public key (DER) signed the digest (sha1 … sha512) of these bytes."""
    kind = _HASHES[digest]()
    try:
        key = serialization.load_der_public_key(public)
        if isinstance(key, rsa.RSAPublicKey):
            salted = padding.PSS(padding.MGF1(kind), kind.digest_size)
            key.verify(signature, signed, salted if pss else padding.PKCS1v15(), kind)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, signed, ec.ECDSA(kind))
        elif isinstance(key, dsa.DSAPublicKey):
            key.verify(signature, signed, kind)
        else:
            return False
    except (InvalidSignature, ValueError, TypeError, UnsupportedAlgorithm):
        return False
    return True


_KINDS = ((rsa.RSAPublicKey, "RSA"), (ec.EllipticCurvePublicKey, "EC"), (dsa.DSAPublicKey, "DSA"))
