"""Who signed a file, by a detached PKCS#7 signature, and whether that signature holds.

Source: RFC 5652 (cryptographic message syntax), sections 5.1 to 5.4. What Android refuses in such a file is not read.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from harness.sandbox.package.der import INTEGER, OCTETS, OID, SEQUENCE, SET, WHY, Part, parts
from harness.sandbox.package.limits import UnreadableError
from harness.sandbox.package.signature_keys import Certificate, made_by, read_certificate

_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_MESSAGE_DIGEST = bytes.fromhex("2a864886f70d010904")
_DIGESTS = {
    bytes.fromhex("2b0e03021a"): "sha1",
    bytes.fromhex("608648016503040201"): "sha256",
    bytes.fromhex("608648016503040202"): "sha384",
    bytes.fromhex("608648016503040203"): "sha512",
}
_CONTENT = _CERTIFICATES = _ATTRIBUTES = _VERSION = 0xA0
_MAX_CERTIFICATES = 20


@dataclass(frozen=True)
class Signer:
    """Whose signature it is; `fault` says why it does not hold, or is empty when it does."""

    certificate: Certificate
    fault: str


def read_signer(data: bytes, signed: bytes) -> Signer:
    """The first signer of a signature file over these bytes, the one that Android looks at.

    Raises UnreadableError: no such file, a certificate that is not in it, an algorithm that is not known here.
    """
    (content,) = _only(data, SEQUENCE)
    kind, body = content.inside(OID, _CONTENT)[:2]
    if kind.value != _SIGNED_DATA:
        raise UnreadableError(WHY, "no signed data")
    (inner,) = _only(body.value, SEQUENCE)
    found = inner.inside(INTEGER, SET, SEQUENCE, _CERTIFICATES)
    if found[-1].tag != SET:
        raise UnreadableError(WHY, "no signer")
    signers = found[-1].inside(SEQUENCE)
    certificates = [one.whole for one in parts(found[3].value)][:_MAX_CERTIFICATES]
    return _checked(signers[0], certificates, signed)


def _checked(signer: Part, certificates: list[bytes], signed: bytes) -> Signer:
    found = signer.inside(INTEGER, SEQUENCE, SEQUENCE)
    issuer, serial = found[1].inside(SEQUENCE, INTEGER)[:2]
    digest = _DIGESTS.get(found[2].inside(OID)[0].value)
    if digest is None:
        raise UnreadableError(WHY, "a digest of a kind that is not verified here")
    rest = found[3:]
    attributes = rest.pop(0) if rest and rest[0].tag == _ATTRIBUTES else None
    if len(rest) < 2 or rest[1].tag != OCTETS:
        raise UnreadableError(WHY, "a signer without a signature")
    certificate = _whose(certificates, issuer.whole, serial.whole)
    if attributes is not None:
        if _message_digest(attributes) != hashlib.new(digest, signed).digest():
            return Signer(certificate, "the list of digests is not the one that was signed")
        signed = bytes([SET]) + attributes.whole[1:]
    holds = made_by(certificate.public, rest[1].value, signed, digest)
    return Signer(certificate, "" if holds else "the signature does not hold")


def _whose(certificates: list[bytes], issuer: bytes, serial: bytes) -> Certificate:
    """The certificate that the signer names, as the bytes stand there; another one in the file says nothing."""
    for data in certificates:
        (whole,) = _only(data, SEQUENCE)
        fields = [one for one in parts(whole.inside(SEQUENCE)[0].value) if one.tag != _VERSION]
        if len(fields) > 2 and (fields[2].whole, fields[0].whole) == (issuer, serial):
            return read_certificate(data)
    raise UnreadableError(WHY, "the signer's certificate is not in the file")


def _message_digest(attributes: Part) -> bytes:
    for one in attributes.inside(SEQUENCE):
        name, values = one.inside(OID, SET)[:2]
        if name.value == _MESSAGE_DIGEST:
            return values.inside(OCTETS)[0].value
    return b""


def _only(data: bytes, tag: int) -> list[Part]:
    found = list(parts(data))
    if [one.tag for one in found] != [tag]:
        raise UnreadableError(WHY, "another form than that of a signature")
    return found
