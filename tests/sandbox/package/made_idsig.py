"""The file of scheme 4 that stands beside a package, written from the description of the format."""

from __future__ import annotations

import hashlib
import struct

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

from tests.sandbox.package.made_signature import RSA_SHA256, certificate, content_digest, key

BLOCK = 4096


def idsig(apk: bytes, *, root: bytes | None = None, digest: bytes | None = None, number: int = 0, tree: bytes | None = None) -> bytes:
    """What apksigner writes for a package signed with scheme 2; `root`, `digest` and `tree` say something else than is true."""
    true_root, true_tree = merkle(apk)
    hashing = struct.pack("<IB", 1, 12) + _item(b"") + _item(root or true_root)
    public = key(2048, number).public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    told = _item(digest or content_digest(apk)) + _item(certificate(2048, number)) + _item(b"")
    signed = struct.pack("<IQ", 12 + len(hashing) + len(told), len(apk)) + hashing + told
    signature = key(2048, number).sign(signed, padding.PKCS1v15(), hashes.SHA256())
    signing = told + _item(public) + struct.pack("<I", RSA_SHA256) + _item(signature)
    return struct.pack("<I", 2) + _item(hashing) + _item(signing) + _item(true_tree if tree is None else tree)


def merkle(data: bytes) -> tuple[bytes, bytes]:
    """Root and tree, the top first, level by level from the whole file up."""
    levels, below = [], data
    while True:
        below = b"".join(hashlib.sha256(below[at : at + BLOCK].ljust(BLOCK, b"\0")).digest() for at in range(0, len(below), BLOCK))
        levels.insert(0, below + bytes(-len(below) % BLOCK))
        if len(below) <= BLOCK:
            return hashlib.sha256(levels[0]).digest(), b"".join(levels)


def _item(data: bytes) -> bytes:
    return struct.pack("<I", len(data)) + data
