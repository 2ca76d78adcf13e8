"""One signer in a signing block: what it says, and everything that has to agree before its signature counts.

Source: source.android.com, APK signature schemes v2 and v3; the order of questions is that of Android's own verifier.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from harness.sandbox.package.limits import UnreadableError
from harness.sandbox.package.signature_keys import CONTENT_HASH, Certificate, holds, read_certificate

STRIPPED, ROTATED, ROTATED_AGAIN = 0xBEEFF00D, 0x3BA06F8C, 0x559F8B02
"""Attributes: a newer scheme that the package has (v2); the line of keys (v3); a scheme 3.1 that there is (v3)."""
_NEWER = {3: "v3", 31: "v3.1"}
_LINE_VERSION, _MOST_KEYS = 1, 100

type Digest = Callable[[str], bytes]


class SignerError(Exception):
    """Why a signer does not count."""


@dataclass(frozen=True)
class Signer:
    """The parts of one signer, as bytes; `outside` are the Android versions that it is for (v3), as repeated there."""

    signed: bytes
    outside: bytes
    signatures: tuple[tuple[int, bytes], ...]
    key: bytes
    digests: tuple[tuple[int, bytes], ...]
    certificates: tuple[bytes, ...]
    inside: bytes
    attributes: Mapping[int, bytes]


def read_signer(data: bytes, *, newer: bool) -> Signer:
    """`newer`: of scheme 3 or 3.1, which names Android versions. Raises UnreadableError, struct.error."""
    signed, rest = item(data)
    outside, rest = (rest[:8], rest[8:]) if newer else (b"", rest)
    signatures, rest = item(rest)
    key, _ = item(rest)
    digests, after = item(signed)
    certificates, after = item(after)
    inside, after = (after[:8], after[8:]) if newer else (b"", after)
    found = {struct.unpack_from("<I", one)[0]: one[4:] for one in items(item(after)[0])} if after else {}
    numbered = (tuple(map(_numbered, items(part))) for part in (signatures, digests))
    said, told = numbered
    return Signer(signed, outside, said, key, told, tuple(items(certificates)), inside, found)


def certificate_of(signer: Signer) -> Certificate:
    """Whose key it is. Raises SignerError without a certificate, UnreadableError for one that cannot be read."""
    if not signer.certificates:
        raise SignerError("no certificate")
    return read_certificate(signer.certificates[0])


def verify(signer: Signer, certificate: Certificate, digest: Digest, schemes: Collection[str]) -> bool:
    """Whether it holds; False for a signature of a kind that is not known here. Raises SignerError: why it does not.

    `schemes` are those that stand in the block, `digest` makes that of the content.
    """
    if certificate.public != signer.key:
        raise SignerError("the key is not the certificate's")
    if [id for id, _ in signer.signatures] != [id for id, _ in signer.digests]:
        raise SignerError("its digests are of other kinds than its signatures")
    if signer.outside != signer.inside:
        raise SignerError("the Android versions that it is for are not the signed ones")
    told = dict(signer.digests)
    known = [(id, value) for id, value in signer.signatures if id in CONTENT_HASH]
    for id, value in known:
        if not holds(id, signer.key, value, signer.signed):
            raise SignerError("the signature does not hold")
        if told[id] != digest(CONTENT_HASH[id]):
            raise SignerError("the content is not what was signed")
    _nothing_was_taken(signer, schemes)
    if (line := signer.attributes.get(ROTATED)) is not None and line_of_keys(line)[-1] != certificate.sha256:
        raise SignerError("its key is not the last of its line of keys")
    return bool(known)


def _nothing_was_taken(signer: Signer, schemes: Collection[str]) -> None:
    """A signer names the newer scheme that the package had: without it somebody took that one away."""
    value = signer.attributes.get(STRIPPED)
    named = _NEWER.get(struct.unpack_from("<I", value)[0]) if value is not None else None
    wanted = "v3.1" if ROTATED_AGAIN in signer.attributes else named
    if wanted is not None and wanted not in schemes:
        raise SignerError(f"the signature of scheme {wanted[1:]} was taken away")


def line_of_keys(data: bytes) -> list[str]:
    """The certificates (SHA-256) of the keys that an app had, the first one first, each signed by the one before.

    Raises SignerError when one is not; UnreadableError, struct.error when it is cut off.
    """
    (version,) = struct.unpack_from("<I", data)
    line: list[str] = []
    before: Certificate | None = None
    algorithm = 0
    for node in items(data[4:]):
        signed, rest = item(node)
        _, following = struct.unpack_from("<II", rest)
        signature, _ = item(rest[8:])
        encoded, after = item(signed)
        if before is not None and not _handed_on(before, algorithm, signature, signed, after):
            raise SignerError("a key in its line of keys was not signed by the one before")
        before, algorithm = read_certificate(encoded), following
        line.append(before.sha256)
    if version != _LINE_VERSION or not 0 < len(line) <= _MOST_KEYS or len(set(line)) < len(line):
        raise SignerError("its line of keys is none")
    return line


def _handed_on(before: Certificate, algorithm: int, signature: bytes, signed: bytes, after: bytes) -> bool:
    same = struct.unpack_from("<I", after)[0] == algorithm
    return same and algorithm in CONTENT_HASH and holds(algorithm, before.public, signature, signed)


def item(data: bytes) -> tuple[bytes, bytes]:
    """What a length stands before, and the rest. Raises UnreadableError, struct.error."""
    (length,) = struct.unpack_from("<I", data)
    if length > len(data) - 4:
        raise UnreadableError("signature-unreadable", "a length that reaches outside")
    return data[4 : 4 + length], data[4 + length :]


def items(data: bytes) -> Iterator[bytes]:
    """Each of the items that stand one after the other."""
    while data:
        one, data = item(data)
        yield one


def _numbered(data: bytes) -> tuple[int, bytes]:
    return struct.unpack_from("<I", data)[0], item(data[4:])[0]
