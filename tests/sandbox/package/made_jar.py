"""Signs a package with scheme 1, as jarsigner does, with the library's own PKCS#7 writer; and does it harm afterwards."""

from __future__ import annotations

import base64
import hashlib
import io
import warnings
import zipfile
from collections.abc import Mapping

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import pkcs7

from tests.sandbox.package.made_signature import certificate, key

LIST, SIGNED, SIGNATURE = "META-INF/MANIFEST.MF", "META-INF/SCHOOL.SF", "META-INF/SCHOOL.RSA"
OPTIONS = (pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary)


def jar_signed(apk: bytes, *, newer: str = "", attributes: bool = False, whole: bool = True, number: int = 0) -> bytes:
    """The same package with a signature of scheme 1.

    `newer` are the schemes that it says to have besides; `attributes`: the signature is over a list of attributes;
    `whole`: the digest of the whole list is given, and not those of its sections alone.
    """
    sections = [section(name, data) for name, data in content(apk).items()]
    main = b"Manifest-Version: 1.0\r\nCreated-By: the demo school\r\n\r\n"
    listing = main + b"".join(sections)
    told = "Signature-Version: 1.0\r\n" + (f"X-Android-APK-Signed: {newer}\r\n" if newer else "")
    told += f"SHA-256-Digest-Manifest: {_digest(listing)}\r\n" if whole else ""
    told += f"SHA-256-Digest-Manifest-Main-Attributes: {_digest(main)}\r\n\r\n"
    signed = told.encode() + b"".join(section(name, raw) for name, raw in zip(content(apk), sections, strict=True))
    return with_files(apk, {LIST: listing, SIGNED: signed, SIGNATURE: _signature(signed, attributes, number)})


def _signature(signed: bytes, attributes: bool, number: int) -> bytes:
    options = [*OPTIONS, *([] if attributes else [pkcs7.PKCS7Options.NoAttributes])]
    own = x509.load_der_x509_certificate(certificate(2048, number))
    made = pkcs7.PKCS7SignatureBuilder().set_data(signed).add_signer(own, key(2048, number), hashes.SHA256())
    return made.sign(serialization.Encoding.DER, options)


def with_files(apk: bytes, files: Mapping[str, bytes | None]) -> bytes:
    """The same archive with these files instead; None takes one away."""
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**content(apk), **files}.items():
            if data is not None:
                archive.writestr(name, data)
    return out.getvalue()


def content(apk: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(apk)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def section(name: str, data: bytes) -> bytes:
    """A file and its digest; a line of more than 72 bytes goes on after a space."""
    line, rest = f"Name: {name}".encode(), b""
    line, rest = line[:70], line[70:]
    while rest:
        line, rest = line + b"\r\n " + rest[:69], rest[69:]
    return line + f"\r\nSHA-256-Digest: {_digest(data)}\r\n\r\n".encode()


def _digest(data: bytes) -> str:
    return base64.b64encode(hashlib.sha256(data).digest()).decode()
