"""Every signature of an APK, as facts."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

from harness.sandbox.package.archive import Archive
from harness.sandbox.package.limits import UnreadableError
from harness.sandbox.package.manifest import Fact
from harness.sandbox.package.signature_keys import Certificate, read_certificate
from harness.sandbox.package.signing import Signature, block_signatures

_JAR = re.compile(r"META-INF/[^/]{1,200}\.(RSA|DSA|EC)", re.IGNORECASE)
_MAX_JAR = 1 << 20


def signature_facts(name: str, archive: Archive, source: Path | bytes) -> Iterator[Fact]:
    """Verified, broken and merely present signatures; a zip that begins as a dex file (Janus) is told as an oddity."""
    with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as stream, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about odd but harmless names in certificates
        if stream.read(4) == b"dex\n":
            yield {"kind": "odd", "file": name, "code": "janus", "name": "a dex file before the archive"}
            # Old Android versions run that file instead of those in the archive, so the app's code was not seen.
            yield {"gap": "archive-ambiguous", "text": "janus: a dex file before the archive"}
        found = [*_jar(archive), *block_signatures(stream)]
    beside = source.with_name(f"{source.name}.idsig") if isinstance(source, Path) else None
    if beside is not None and beside.is_file():
        found.append(Signature("v4", "present"))
    for one in found:
        yield {"kind": "signature", "file": name, "scheme": one.scheme, "status": one.status, **_told(one)}


def _told(one: Signature) -> Fact:
    if one.certificate is None:
        return {"reason": one.reason}
    certificate = one.certificate
    whose = {"subject": certificate.subject, "key": certificate.key, "bits": certificate.bits}
    return {"reason": one.reason, "certificate": certificate.sha256, **whose}


def _jar(archive: Archive) -> Iterator[Signature]:
    """Scheme 1: who signed, as its files say. Android 7 and newer ignore it where a newer scheme is there."""
    from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

    for name in archive.names:
        if not _JAR.fullmatch(name):
            continue
        certificate: Certificate | None = None
        try:
            found = pkcs7.load_der_pkcs7_certificates(archive.read(name, _MAX_JAR))
            certificate = read_certificate(found[0].public_bytes(Encoding.DER)) if found else None
        except (UnreadableError, ValueError, TypeError):
            pass
        yield Signature("v1", "present", certificate)
