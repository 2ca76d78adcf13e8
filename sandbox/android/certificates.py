"""The app before servers with wrong certificates: of an unknown authority, for another host, expired.

Each time the same recorder stands between, with another certificate; what the app then sends is recorded in a session
that counts for nothing else. A request that arrives means that the app took the certificate.
"""

from __future__ import annotations

import datetime
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from harness.model.records import Exchange, Frame, GapRecord

CASES = ("untrusted", "wrong-host", "expired")
OTHER_HOST = "wrong-host.schoolproof.example"
MOST_HOSTS = 100
REFUSED = ("tls-client-failed", "tls-client-closed", "tls-client-silent")
"""Gaps of the recorder. Many clients look at the host's name only after the handshake, and leave without a request."""
DAY = datetime.timedelta(days=1)


def leaf(case: str, authority: Path, hosts: Iterable[str], place: Path) -> Path:
    """A certificate for these hosts with its key (PEM, at `place`), wrong in the one way that `case` says.

    `authority` holds the key and certificate of who signs it (`mitmproxy-ca.pem`): with "untrusted" one that nobody
    knows, and that is what is wrong.
    """
    content = authority.read_bytes()
    issuer, signer = x509.load_pem_x509_certificate(content), serialization.load_pem_private_key(content, None)
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise TypeError("the run's authority has a key of another kind than it was made with")
    now = datetime.datetime.now(datetime.UTC)
    names = [OTHER_HOST] if case == "wrong-host" else sorted(set(hosts))[:MOST_HOSTS] or [OTHER_HOST]
    ends = now - DAY if case == "expired" else now + 30 * DAY
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Schoolproof test")]))
        .issuer_name(issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - 2 * DAY)
        .not_valid_after(ends)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
        .sign(signer, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(private + certificate.public_bytes(serialization.Encoding.PEM))
    return place


def outcomes(folder: Path) -> dict[str, tuple[str, int]]:
    """Host → (accepted or refused, requests) of one recorded session; who got a request was believed."""
    sent: Counter[str] = Counter()
    for line in _lines(folder / "traffic.jsonl"):
        record = msgspec.json.decode(line, type=Exchange | Frame)
        if isinstance(record, Exchange) and record.scheme == "https":
            sent[record.host] += 1
    refused = {
        str(gap.values.get("host", ""))
        for gap in (msgspec.json.decode(line, type=GapRecord) for line in _lines(folder / "gaps.jsonl"))
        if gap.evidence == "traffic" and gap.why in REFUSED
    }
    found = {host: ("refused", 0) for host in refused if host}
    return dict(sorted({**found, **{host: ("accepted", count) for host, count in sent.items()}}.items()))


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as stream:
            yield from stream
    except FileNotFoundError:
        return


def merged(several: Iterable[dict[str, tuple[str, int]]]) -> dict[str, tuple[str, int]]:
    """The outcomes of several sessions as one: accepted where any took it."""
    found: dict[str, tuple[str, int]] = {}
    for outcome in several:
        for host, (what, count) in outcome.items():
            before = found.get(host, ("refused", 0))
            found[host] = ("accepted" if "accepted" in (what, before[0]) else "refused", before[1] + count)
    return dict(sorted(found.items()))
