"""Certificates that are wrong in one way only, and what a recorded session says of who took them."""

from __future__ import annotations

import datetime
import json
import ssl
from pathlib import Path

import pytest
from cryptography import x509

from harness.sandbox.android.certificates import OTHER_HOST, leaf, merged, outcomes
from harness.sandbox.web.proxy.trust import make_ca

HOSTS = ("school.test", "api.school.test")


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    make_ca(tmp_path / "ca")
    return tmp_path / "ca" / "mitmproxy-ca.pem"


@pytest.mark.parametrize(
    ("case", "names", "valid"),
    [("wrong-host", [OTHER_HOST], True), ("expired", sorted(HOSTS), False), ("untrusted", sorted(HOSTS), True)],
)
def test_a_certificate_is_wrong_in_one_way_only(tmp_path: Path, authority: Path, case: str, names: list[str], valid: bool) -> None:
    place = leaf(case, authority, HOSTS, tmp_path / "leaf.pem")
    made = x509.load_pem_x509_certificate(place.read_bytes())
    made.verify_directly_issued_by(x509.load_pem_x509_certificate(authority.read_bytes()))
    assert made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(x509.DNSName) == names
    assert (made.not_valid_after_utc > datetime.datetime.now(datetime.UTC)) is valid
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(place)
    assert place.stat().st_mode & 0o077 == 0


def exchange(host: str, scheme: str = "https") -> dict[str, object]:
    return {"t": 1, "kind": "exchange", "method": "GET", "url": f"{scheme}://{host}/", "host": host, "port": 443, "scheme": scheme}


def gap(host: str, why: str = "tls-client-failed") -> dict[str, object]:
    return {"t": 1, "evidence": "traffic", "why": why, "values": {"host": host}}


def recorded(folder: Path, traffic: list[dict[str, object]], gaps: list[dict[str, object]]) -> Path:
    for name, rows in (("traffic", traffic), ("gaps", gaps)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


def test_who_got_a_request_was_believed_and_who_ended_the_handshake_not(tmp_path: Path) -> None:
    rows = [exchange("a.test"), exchange("a.test"), exchange("plain.test", "http")]
    gaps = [gap("b.test"), gap("a.test"), gap("c.test", "tls-client-closed"), gap("d.test", "body-too-large"), gap("e.test", "tls-client-silent")]
    assert outcomes(recorded(tmp_path, rows, gaps)) == {"a.test": ("accepted", 2), "b.test": ("refused", 0), "c.test": ("refused", 0), "e.test": ("refused", 0)}


def test_a_session_that_recorded_nothing_says_nothing(tmp_path: Path) -> None:
    assert outcomes(tmp_path) == {}


def test_sessions_are_merged_and_one_that_accepts_decides() -> None:
    assert merged([{"a": ("refused", 0)}, {"a": ("accepted", 2)}, {"a": ("refused", 0), "b": ("refused", 0)}]) == {
        "a": ("accepted", 2),
        "b": ("refused", 0),
    }
