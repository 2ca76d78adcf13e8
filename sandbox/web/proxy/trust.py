"""The authority of one run: the proxy signs with it, the browser of that run trusts it, and both go when the run ends.

It is made afresh in the run's scratch folder, so removing that folder removes the private key. Certificate checks stay
on in the browser: what it refuses is evidence.
"""

from __future__ import annotations

import datetime
import os
import subprocess
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from harness.errors import SchoolproofError

NICKNAME = "schoolproof-run"
LIFETIME = datetime.timedelta(days=30)
OTHER_USES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "encipher_only",
    "decipher_only",
)
CERTUTIL_LIMIT = 60.0
"""Seconds for one call of certutil."""


def make_ca(confdir: Path) -> Path:
    """Make this run's authority in `confdir`, as mitmproxy wants to find it; returns the certificate (PEM).

    The key is elliptic (P-256): signing a certificate and a handshake costs a tenth of what RSA costs.
    """
    confdir.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(key).public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with os.fdopen(os.open(confdir / "mitmproxy-ca.pem", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(private + certificate)
    public = confdir / "mitmproxy-ca-cert.pem"
    public.write_bytes(certificate)
    return public


def _certificate(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Schoolproof test run")])
    now = datetime.datetime.now(datetime.UTC)
    usage = dict.fromkeys(OTHER_USES, False)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=2))
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.KeyUsage(**usage, key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def install_nss(home: Path, ca_pem: Path) -> None:
    """Make a browser that runs with HOME=`home` trust the authority. Takes about a tenth of a second.

    Raises `SchoolproofError` (platform) when certutil is missing or fails.
    """
    folder = home / ".pki" / "nssdb"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = f"sql:{folder}"
    if not (folder / "cert9.db").exists():
        _certutil("-d", database, "-N", "--empty-password")
    _certutil("-d", database, "-A", "-t", "C,,", "-n", NICKNAME, "-i", str(ca_pem))


def _certutil(*arguments: str) -> None:
    hint = "apt-get install libnss3-tools"
    try:
        done = subprocess.run(
            ["certutil", *arguments], capture_output=True, stdin=subprocess.DEVNULL, timeout=CERTUTIL_LIMIT, check=False
        )
    except FileNotFoundError:
        raise SchoolproofError(
            "certutil is missing: the browser cannot be told to trust this run's proxy", owner="platform", hint=hint
        ) from None
    except subprocess.TimeoutExpired:
        raise SchoolproofError("certutil did not answer", owner="platform", hint=hint) from None
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip()[:300]
        raise SchoolproofError(f"certutil failed: {said}", owner="platform", hint=hint)
