"""APK signature schemes 2, 3 and 3.1, really verified: the signature over the signed data, and the digest of the file.

Scheme 1 is in `jar_signing.py`, scheme 4, a file beside the package, in `idsig.py`.
Source: source.android.com, APK signature scheme v2 and v3.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from harness.sandbox.package.limits import UnreadableError
from harness.sandbox.package.signature_keys import CONTENT_HASH, Certificate, holds, read_certificate

SCHEMES = {0x7109871A: "v2", 0xF05368C0: "v3", 0x1B93AD61: "v3.1"}
_END, _END_SIZE = b"PK\x05\x06", 22
_MAGIC = b"APK Sig Block 42"
_COMMENT = 0xFFFF
_MAX_BLOCK = 16 << 20
_MAX_SIGNERS = 10
_CHUNK = 1 << 20
_CD_OFFSET = 16

type Digest = Callable[[str], bytes]


@dataclass(frozen=True)
class Signature:
    """What a scheme says. `status`: verified, broken (why: `reason`) or present (found and not verified).

    `digest` is that of the content, as a verified signature of the signing block gives it.
    """

    scheme: str
    status: str
    certificate: Certificate | None = None
    reason: str = ""
    digest: bytes = b""


@dataclass(frozen=True)
class Frame:
    """Where the parts of a signed zip lie: the block before the directory, the directory, the end record."""

    block: int
    directory: int
    end: int
    size: int


def block_signatures(stream: IO[bytes]) -> list[Signature]:
    """One entry for each signer of each scheme in the signing block; empty when there is no block."""
    frame = _frame(stream, stream.seek(0, 2))
    if frame is None:
        return []
    digests: dict[str, bytes] = {}
    return [
        one
        for scheme, value in _schemes(stream, frame)
        for one in _scheme(scheme, value, lambda name: _content_digest(stream, frame, name, digests))
    ]


def _frame(stream: IO[bytes], size: int) -> Frame | None:
    reach = min(size, _END_SIZE + _COMMENT)
    stream.seek(size - reach)
    tail = stream.read(reach)
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        return None
    (directory,) = struct.unpack_from("<I", tail, at + _CD_OFFSET)
    end = size - reach + at
    if not 32 <= directory <= end:
        return None
    stream.seek(directory - 24)
    footer = stream.read(24)
    if footer[8:] != _MAGIC:
        return None
    (length,) = struct.unpack_from("<Q", footer)
    if not 24 <= length <= min(_MAX_BLOCK, directory - 8):
        return None
    return Frame(directory - length - 8, directory, end, size)


def _schemes(stream: IO[bytes], frame: Frame) -> Iterator[tuple[str, bytes]]:
    """(scheme, its value) for each known pair of the block; a block that does not fit ends it."""
    stream.seek(frame.block)
    block = stream.read(frame.directory - frame.block - 24)
    if block[:8] != struct.pack("<Q", frame.directory - frame.block - 8):
        return
    at = 8
    while at + 12 <= len(block):
        length, id = struct.unpack_from("<QI", block, at)
        if not 4 <= length <= len(block) - at - 8:
            return
        if id in SCHEMES:
            yield SCHEMES[id], block[at + 12 : at + 8 + length]
        at += 8 + length


def _scheme(scheme: str, value: bytes, digest: Digest) -> Iterator[Signature]:
    try:
        signers = list(_items(item(value)[0]))
        if not 0 < len(signers) <= _MAX_SIGNERS:
            yield Signature(scheme, "broken", None, "no signer, or more than any package has")
            return
        for signer in signers:
            yield _signer(scheme, signer, digest)
    except (UnreadableError, struct.error, ValueError) as error:
        yield Signature(scheme, "broken", None, str(error)[:200])


def _signer(scheme: str, signer: bytes, digest: Digest) -> Signature:
    signed, rest = item(signer)
    if scheme != "v2":
        rest = rest[8:]  # the Android versions that it is for, repeated in the signed data
    signatures, rest = item(rest)
    key, _ = item(rest)
    digests, after = item(signed)
    certificates = list(_items(item(after)[0]))
    if not certificates:
        return Signature(scheme, "broken", None, "no certificate")
    certificate = read_certificate(certificates[0])
    if certificate.public != key:
        return Signature(scheme, "broken", certificate, "the key is not the certificate's")
    known = [(id, value) for id, value in map(_numbered, _items(signatures)) if id in CONTENT_HASH]
    if not known:
        return Signature(scheme, "present", certificate, "no signature of a kind that is verified here")
    told = dict(map(_numbered, _items(digests)))
    for id, value in known:
        if not holds(id, key, value, signed):
            return Signature(scheme, "broken", certificate, "the signature does not hold")
        if told.get(id) != digest(CONTENT_HASH[id]):
            return Signature(scheme, "broken", certificate, "the content is not what was signed")
    return Signature(scheme, "verified", certificate, digest=told[known[-1][0]])


def item(data: bytes) -> tuple[bytes, bytes]:
    """What a length stands before, and the rest."""
    (length,) = struct.unpack_from("<I", data)
    if length > len(data) - 4:
        raise UnreadableError("signature-unreadable", "a length that reaches outside")
    return data[4 : 4 + length], data[4 + length :]


def _items(data: bytes) -> Iterator[bytes]:
    while data:
        one, data = item(data)
        yield one


def _numbered(data: bytes) -> tuple[int, bytes]:
    return struct.unpack_from("<I", data)[0], item(data[4:])[0]


def _content_digest(stream: IO[bytes], frame: Frame, name: str, known: dict[str, bytes]) -> bytes:
    """The digest of all but the block, in pieces of one MiB, as if the directory stood where the block stands."""
    if name not in known:
        stream.seek(frame.end)
        end = bytearray(stream.read(frame.size - frame.end))
        struct.pack_into("<I", end, _CD_OFFSET, frame.block)
        pieces = [
            *_pieces(stream, 0, frame.block, name),
            *_pieces(stream, frame.directory, frame.end, name),
            hashlib.new(name, b"\xa5" + struct.pack("<I", len(end)) + end).digest(),
        ]
        known[name] = hashlib.new(name, b"\x5a" + struct.pack("<I", len(pieces)) + b"".join(pieces)).digest()
    return known[name]


def _pieces(stream: IO[bytes], start: int, end: int, name: str) -> Iterator[bytes]:
    stream.seek(start)
    while start < end:
        piece = stream.read(min(_CHUNK, end - start))
        if not piece:
            return
        start += len(piece)
        digest = hashlib.new(name, b"\xa5" + struct.pack("<I", len(piece)))
        digest.update(piece)
        yield digest.digest()
