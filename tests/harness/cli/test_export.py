"""`report` and `export` on the command line: every format, another norm, the feed; and what they refuse."""

from __future__ import annotations

import base64
import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from typer.testing import CliRunner, Result

from harness.audit import AUDIT_FORMATS
from harness.cli.export import read_source
from harness.cli.main import app
from harness.errors import MisuseError
from harness.plugins.host import load_registry
from harness.reports.json_report import render
from harness.signing.keyring import Keyring
from harness.statements.reading import Statements
from tests.reports.example import clean_report, example_report


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "report.json"
    file.write_bytes(render(example_report()))
    return file


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=True)


@pytest.mark.parametrize("format", AUDIT_FORMATS)
def test_every_format_is_written(format: str, source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out" / format
    done = run("report", source, "--format", format, "--out", out)
    assert done.exit_code == 0, done.exception
    assert out.stat().st_size > 300


def test_a_norm_adds_its_clauses_and_changes_no_answer(source: Path) -> None:
    made = json.loads(run("report", source, "--format", "json", "--norm", "asvs-5").stdout_bytes)
    plain = json.loads(source.read_bytes())
    clauses = {one["clause"]: one for one in made["norm"]["clauses"]}
    assert clauses["14.2.3"]["requirements"] == ["TRK-04"]
    assert clauses["14.2.3"]["absent"] == ["TRK-02"]
    assert clauses["2.4.1"]["read"] == "to-confirm"
    assert made["norm"]["untouched"] == ["11", "17"]
    assert {name: value for name, value in made.items() if name != "norm"} == {
        name: value for name, value in plain.items() if name != "norm"
    }


def test_a_norm_in_html_and_csv(source: Path) -> None:
    page = run("report", source, "--format", "html", "--norm", "ico-code").stdout_bytes.decode()
    assert "Kindercode van de ICO" in page
    table = run("report", source, "--format", "csv", "--norm", "gdpr").stdout_bytes.decode("utf-8-sig")
    rows = [row for row in csv.DictReader(io.StringIO(table, newline="")) if row["row"] == "clause"]
    assert ("5", "TRK-04", "fail") in {(row["clause"], row["requirement"], row["status"]) for row in rows}
    assert {row["read"] for row in rows} == {"to-confirm"}


def test_the_feed_of_two_reports(source: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_bytes(
        render(clean_report().model_copy(update={"app": example_report().app.model_copy(update={"version": "2"})}))
    )
    out = tmp_path / "feed.jsonl"
    done = run("export", "feed", source, other, "--by", "vendor", "--name", "Demo BV", "--out", out)
    assert done.exit_code == 0, done.exception
    assert [json.loads(line)["label"] for line in out.read_text().splitlines()] == ["fails-minimum", "meets-minimum"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["report", "SOURCE", "--format", "paper"], "no format paper"),
        (["report", "SOURCE", "--norm", "iso-1"], "no norm iso-1"),
        (["report", "nowhere.json"], "nowhere.json"),
        (["export", "gossip", "SOURCE", "--by", "vendor", "--name", "x"], "no export gossip"),
        (["export", "feed", "SOURCE", "SOURCE", "--by", "vendor", "--name", "x"], "two reports are about"),
        (["export", "feed", "SOURCE"], "says who had the apps tested"),
        (["export", "blocklist", "SOURCE"], "a blocklist needs --format"),
        (["export", "blocklist", "SOURCE", "--format", "chalk"], "no format chalk"),
    ],
)
def test_misuse_is_named(words: list[str], told: str, source: Path) -> None:
    done = run(*(str(source) if word == "SOURCE" else word for word in words))
    assert isinstance(done.exception, MisuseError)
    assert told in str(done.exception)
    assert done.exception.hint


@pytest.mark.parametrize(
    ("format", "line"),
    [
        ("hosts", "0.0.0.0 collect.metrics.test"),
        ("adguard", "||collect.metrics.test^"),
        ("suricata", 'alert dns any any -> any any (msg:"Schoolproof: tracker of a school app, collect.metrics.test (dns)"; '),
    ],
)
def test_a_blocklist_names_trackers_and_on_demand_more(format: str, line: str, source: Path) -> None:
    words = ("export", "blocklist", source, "--format", format)
    trackers = run(*words).stdout_bytes.decode()
    assert len([one for one in trackers.splitlines() if one.startswith(line)]) == 1
    assert "letters.test" not in trackers
    assert "fonts.letters.test" in run(*words, "--what", "undeclared").stdout_bytes.decode()
    assert "cdn.voorbeeld.test" not in run(*words, "--what", "all", "--also", "declared").stdout_bytes.decode()


def checked(entry: dict[str, Any], public: bytes) -> bytes:
    """What the signature of a feed line is about, checked as a stranger would, with no code of ours."""
    (signature,) = entry["signature"]["signatures"]
    kind, payload = entry["signature"]["payloadType"].encode(), base64.b64decode(entry["signature"]["payload"])
    told = b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)
    key = load_pem_public_key(public)
    assert isinstance(key, Ed25519PublicKey)
    key.verify(base64.b64decode(signature["sig"]), told)
    return payload


def test_a_signed_feed_line_is_about_that_very_line(source: Path, tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    assert run("keygen", key, "--holder", "Keurlab", "--role", "certifier").exit_code == 0
    words = ("export", "feed", source, "--by", "certifier", "--name", "Keurlab")
    unsigned = run(*words).stdout_bytes.rstrip(b"\n")
    signed = run(*words, "--key", key).stdout_bytes
    private = load_pem_private_key(key.read_bytes(), None)
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    entry = json.loads(signed)
    assert checked(entry, public) == unsigned
    assert run(*words, "--key", key).stdout_bytes == signed, "Ed25519 gives the same bytes every time"
    assert {**entry, "signature": None} == json.loads(unsigned)


def test_statements_go_with_a_bundle(source: Path) -> None:
    stated = Statements(at=date(2026, 9, 1), keyring=Keyring(), attestations=(), waivers=(), keyring_file=None)
    with pytest.raises(MisuseError, match="made already"):
        read_source(source, load_registry(), stated)
