"""Signs an APK with scheme 2, as apksigner does, in a few milliseconds. Written from the description of the format."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

RSA_SHA256, RSA_VERITY = 0x0103, 0x0421
V2, V3, V31 = 0x7109871A, 0xF05368C0, 0x1B93AD61


@cache
def key(bits: int = 2048, number: int = 0) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


@cache
def certificate(bits: int = 2048, number: int = 0) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Demo School")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key(bits, number).public_key()).serial_number(7)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC)).not_valid_after(datetime(2050, 1, 1, tzinfo=UTC))
        .sign(key(bits, number), hashes.SHA256())
    )  # fmt: skip
    return made.public_bytes(serialization.Encoding.DER)


def content_digest(apk: bytes) -> bytes:
    """The digest that `signed` put into the signing block of a package."""
    at = apk.index(b"APK Sig Block 42")
    (size,) = struct.unpack_from("<Q", apk, at - 8)
    block, end = at + 16 - size - 8, apk.rindex(b"PK\x05\x06")
    tail = bytearray(apk[end:])
    struct.pack_into("<I", tail, 16, block)
    return _digest([apk[:block], apk[at + 16 : end], bytes(tail)])


def signed(apk: bytes, bits: int = 2048, number: int = 0) -> bytes:
    """The same package with a signing block of scheme 2."""
    return with_block(apk, {V2: signer(apk, bits, number)})


def with_block(apk: bytes, pairs: Mapping[int, bytes]) -> bytes:
    """The same package with a signing block of these pairs: id → one signer, or anything else that stands there."""
    directory, end = _parts(apk)
    made = b""
    for id, one in pairs.items():
        value = _sequence([one])
        made += struct.pack("<QI", len(value) + 4, id) + value
    size = struct.pack("<Q", len(made) + 24)
    block = size + made + size + b"APK Sig Block 42"
    tail = bytearray(apk[end:])
    struct.pack_into("<I", tail, 16, directory + len(block))
    return apk[:directory] + block + apk[directory:end] + bytes(tail)


def signer(
    apk: bytes,
    bits: int = 2048,
    number: int = 0,
    *,
    algorithm: int = RSA_SHA256,
    versions: tuple[bytes, bytes] = (b"", b""),
    attributes: Mapping[int, bytes] | None = None,
    digest: bytes | None = None,
    digest_id: int | None = None,
) -> bytes:
    """One signer of an unsigned package. `versions`: of Android, inside what is signed and outside (scheme 3)."""
    directory, end = _parts(apk)
    made = digest or (_tree if algorithm == RSA_VERITY else _digest)([apk[:directory], apk[directory:end], apk[end:]])
    data = _sequence([struct.pack("<I", digest_id or algorithm) + item(made)]) + _sequence([certificate(bits, number)]) + versions[0]
    data += _sequence([struct.pack("<I", id) + value for id, value in (attributes or {}).items()])
    public = key(bits, number).public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    signature = struct.pack("<I", algorithm) + item(sign(data, bits, number))
    return item(data) + versions[1] + _sequence([signature]) + item(public)


def sign(data: bytes, bits: int = 2048, number: int = 0) -> bytes:
    return key(bits, number).sign(data, padding.PKCS1v15(), hashes.SHA256())


def _parts(apk: bytes) -> tuple[int, int]:
    end = apk.rindex(b"PK\x05\x06")
    return struct.unpack_from("<I", apk, end + 16)[0], end


def _tree(sections: list[bytes]) -> bytes:
    """The root over blocks of 4096 bytes with a salt of zeros, and how many bytes there are."""
    whole = below = b"".join(sections)
    while True:
        below = b"".join(hashlib.sha256(bytes(8) + below[at : at + 4096].ljust(4096, b"\0")).digest() for at in range(0, len(below), 4096))
        if len(below) <= 4096:
            return hashlib.sha256(bytes(8) + below.ljust(4096, b"\0")).digest() + struct.pack("<Q", len(whole))


def _digest(sections: list[bytes]) -> bytes:
    pieces = [section[at : at + (1 << 20)] for section in sections for at in range(0, len(section), 1 << 20)]
    each = [hashlib.sha256(b"\xa5" + struct.pack("<I", len(piece)) + piece).digest() for piece in pieces]
    return hashlib.sha256(b"\x5a" + struct.pack("<I", len(each)) + b"".join(each)).digest()


def item(data: bytes) -> bytes:
    return struct.pack("<I", len(data)) + data


def _sequence(items: list[bytes]) -> bytes:
    return item(b"".join(map(item, items)))
