"""APK signature schemes 2, 3 and 3.1, really verified: the signature over the signed data, and the digest of the file.

Scheme 1 is in `jar_signing.py`, scheme 4, a file beside the package, in `idsig.py`, one signer in `signer.py`.
Source: source.android.com, APK signature scheme v2 and v3.
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import IO

from harness.sandbox.package.content_digest import CD_OFFSET, Content, Frame
from harness.sandbox.package.limits import UnreadableError
from harness.sandbox.package.signature_keys import Certificate
from harness.sandbox.package.signer import Digest, SignerError, certificate_of, item, items, read_signer, verify

SCHEMES = {0x7109871A: "v2", 0xF05368C0: "v3", 0x1B93AD61: "v3.1"}
_END, _END_SIZE = b"PK\x05\x06", 22
_MAGIC = b"APK Sig Block 42"
_COMMENT = 0xFFFF
_MAX_BLOCK = 16 << 20
_MAX_SIGNERS = 10


@dataclass(frozen=True)
class Signature:
    """What a scheme says. `status`: verified, broken (why: `reason`) or present (found and not verified).

    `digests` are those of the content, as a verified signature of the signing block gives them.
    """

    scheme: str
    status: str
    certificate: Certificate | None = None
    reason: str = ""
    digests: tuple[bytes, ...] = ()


def block_signatures(stream: IO[bytes]) -> list[Signature]:
    """One entry for each signer of each scheme in the signing block; empty when there is no block."""
    frame = _frame(stream, stream.seek(0, 2))
    if frame is None:
        return []
    content, found = Content(stream, frame), list(_schemes(stream, frame))
    there = {scheme for scheme, _ in found}
    return [one for scheme, value in found for one in _scheme(scheme, value, content.digest, there)]


def _frame(stream: IO[bytes], size: int) -> Frame | None:
    reach = min(size, _END_SIZE + _COMMENT)
    stream.seek(size - reach)
    tail = stream.read(reach)
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        return None
    (directory,) = struct.unpack_from("<I", tail, at + CD_OFFSET)
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


def _scheme(scheme: str, value: bytes, digest: Digest, there: Collection[str]) -> Iterator[Signature]:
    try:
        signers = list(items(item(value)[0]))
        if not 0 < len(signers) <= _MAX_SIGNERS:
            yield Signature(scheme, "broken", None, "no signer, or more than any package has")
            return
        for signer in signers:
            yield _signature(scheme, signer, digest, there)
    except (UnreadableError, SignerError, struct.error, ValueError) as error:
        yield Signature(scheme, "broken", None, str(error)[:200])


def _signature(scheme: str, data: bytes, digest: Digest, there: Collection[str]) -> Signature:
    signer = read_signer(data, newer=scheme != "v2")
    certificate = certificate_of(signer)
    try:
        known = verify(signer, certificate, digest, there)
    except (UnreadableError, SignerError, struct.error) as error:
        return Signature(scheme, "broken", certificate, str(error)[:200])
    if not known:
        return Signature(scheme, "present", certificate, "no signature of a kind that is verified here")
    return Signature(scheme, "verified", certificate, digests=tuple(value for _, value in signer.digests))
