"""APK signature scheme 4, really verified: the file beside a package (`.idsig`) that holds its hash tree, signed.

Source: source.android.com, APK signature scheme v4; the tree is that of `hash_tree.py`.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from harness.sandbox.package.hash_tree import BLOCK, hash_tree
from harness.sandbox.package.limits import MAX_IDSIG, UnreadableError
from harness.sandbox.package.signature_keys import CONTENT_HASH, Certificate, holds, read_certificate
from harness.sandbox.package.signer import item
from harness.sandbox.package.signing import Signature

ENDING = ".idsig"
WHY = "signature-unreadable"
_VERSION, _SHA256, _LOG_BLOCK = 2, 1, 12
_MAX_SALT = 32


@dataclass(frozen=True)
class Idsig:
    """What the file says: `told` is what was signed beside the size of the package."""

    root: bytes
    salt: bytes
    digest: bytes
    certificate: Certificate
    public: bytes
    algorithm: int
    signature: bytes
    tree: bytes
    told: bytes


def idsig_signature(path: Path, stream: IO[bytes], others: Iterable[Signature]) -> Signature | None:
    """What the file beside a package says of it, or None without one. `others` are the schemes of its signing block."""
    beside = path.with_name(path.name + ENDING)
    if not beside.is_file():
        return None
    try:
        if beside.stat().st_size > MAX_IDSIG:
            raise UnreadableError(WHY, f"larger than {MAX_IDSIG >> 20} MiB")
        told = read_idsig(beside.read_bytes())
        return _checked(told, stream, [one for one in others if one.status == "verified"])
    except (UnreadableError, struct.error, OSError) as error:
        return Signature("v4", "broken", None, str(error)[:200])


def read_idsig(data: bytes) -> Idsig:
    """Raises UnreadableError, or struct.error when it is cut off."""
    if struct.unpack_from("<I", data)[0] != _VERSION:
        raise UnreadableError(WHY, "another version of the format")
    hashing, rest = item(data[4:])
    signing, rest = item(rest)
    tree = item(rest)[0] if rest else b""
    if struct.unpack_from("<IB", hashing) != (_SHA256, _LOG_BLOCK):
        raise UnreadableError(WHY, "a hash tree of a kind that is not read")
    salt, after = item(hashing[5:])
    root, _ = item(after)
    digest, after = item(signing)
    certificate, after = item(after)
    more, after = item(after)
    public, after = item(after)
    (algorithm,) = struct.unpack_from("<I", after)
    signature, _ = item(after[4:])
    if len(salt) > _MAX_SALT:
        raise UnreadableError(WHY, "a salt that is longer than any")
    told = hashing[:5] + b"".join(map(_sized, (salt, root, digest, certificate, more)))
    return Idsig(root, salt, digest, read_certificate(certificate), public, algorithm, signature, tree, told)


def _checked(one: Idsig, stream: IO[bytes], others: list[Signature]) -> Signature:
    size = stream.seek(0, 2)
    signed = struct.pack("<IQ", len(one.told) + 12, size) + one.told
    fault = ""
    if one.algorithm not in CONTENT_HASH:
        return Signature("v4", "present", one.certificate, "a signature of a kind that is not verified here")
    if one.public != one.certificate.public:
        fault = "the key is not the certificate's"
    elif not holds(one.algorithm, one.public, one.signature, signed):
        fault = "the signature does not hold"
    elif not any(each.certificate and each.certificate.sha256 == one.certificate.sha256 for each in others):
        fault = "it is not signed by whoever signed the package"
    elif not any(one.digest in each.digests for each in others):
        fault = "it belongs to another package"
    else:
        root, tree = hash_tree(_blocks(stream), one.salt)
        if root != one.root:
            fault = "the hash tree is not the package's"
        elif one.tree not in (b"", tree):
            fault = "the hash tree that it holds is not the signed one"
    return Signature("v4", "broken" if fault else "verified", one.certificate, fault)


def _blocks(stream: IO[bytes]) -> Iterator[bytes]:
    stream.seek(0)
    while block := stream.read(BLOCK):
        yield block


def _sized(data: bytes) -> bytes:
    return struct.pack("<I", len(data)) + data
