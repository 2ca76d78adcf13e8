"""Every signature of an APK, as facts."""

from __future__ import annotations

import io
import warnings
from collections.abc import Collection, Iterator
from pathlib import Path

from harness.sandbox.package.idsig import idsig_signature
from harness.sandbox.package.jar_signing import Jar
from harness.sandbox.package.manifest import Fact
from harness.sandbox.package.signing import Signature, block_signatures


def signature_facts(name: str, source: Path | bytes, jar: Jar, unread: Collection[str]) -> Iterator[Fact]:
    """Verified and broken signatures; a zip that begins as a dex file (Janus) is told as an oddity.

    `jar` has heard every file of the package; `unread` are the names of those that could not be read whole.
    """
    with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as stream, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about odd but harmless names in certificates
        if stream.read(4) == b"dex\n":
            yield {"kind": "odd", "file": name, "code": "janus", "name": "a dex file before the archive"}
            # Old Android versions run that file instead of those in the archive, so the app's code was not seen.
            yield {"gap": "archive-ambiguous", "text": "janus: a dex file before the archive"}
        whole = block_signatures(stream)
        beside = idsig_signature(source, stream, whole) if isinstance(source, Path) else None
        found = [*jar.signatures({one.scheme for one in whole}, unread), *whole, *([beside] if beside else [])]
    for one in found:
        yield {"kind": "signature", "file": name, "scheme": one.scheme, "status": one.status, **_told(one)}


def _told(one: Signature) -> Fact:
    if one.certificate is None:
        return {"reason": one.reason}
    certificate = one.certificate
    whose = {"subject": certificate.subject, "key": certificate.key, "bits": certificate.bits}
    return {"reason": one.reason, "certificate": certificate.sha256, **whose}
