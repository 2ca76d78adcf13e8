"""Records that are not what they should be stop the run with their place; none is left out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harness.errors import MisuseError
from harness.signing import envelope as dsse
from harness.statements import drafting
from harness.statements.keeping import FOLDER, keep
from harness.statements.reading import read_attestations, read_waivers
from harness.statements.record import ATTESTATION, WAIVER
from tests.harness.statements.word import CERTIFIER, CHECKS, REQUIREMENTS, attestation, said, signed, waiver


def put(path: Path, payload: object, kind: str = ATTESTATION) -> Path:
    """Any payload in a good envelope."""
    content = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    path.write_bytes(dsse.encode(dsse.sign(kind, content, CERTIFIER)))
    return path


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"outcome": "maybe"}, "outcome: "),
        ({"independence": "fourth"}, "independence: "),
        ({"method": "guess"}, "method: "),
        ({"requirements": []}, "requirements: "),
        ({"requirements": ["ORG-03", "ORG-03"]}, "names one of them twice"),
        ({"requirements": ["NOT-01"]}, "no requirement has the id NOT-01"),
        ({"requirements": ["../x"]}, "requirements.0: "),
        ({"by": "  "}, "by: "),
        ({"by": "x" * 301}, "by: "),
        ({"document": {"title": "x", "sha256": "A" * 64}}, "document.sha256: "),
        ({"date": "soon"}, "date: "),
        ({"expires": "2027-11-02"}, "more than 12 months"),
        ({"expires": "2026-10-01"}, "before date"),
        ({"app": {"name": "Demo"}}, "app.version is missing"),
        ({"schema": "schoolproof.attestation/2"}, "schema: "),
        ({"remark": "x"}, "remark: "),
    ],
    ids=str,
)
def test_odd_attestations(tmp_path: Path, change: dict[str, Any], told: str) -> None:
    path = put(tmp_path / "a.json", {**attestation(), **change})
    with pytest.raises(MisuseError) as caught:
        read_attestations([path], REQUIREMENTS)
    assert f"{path}: in the record, 1:" in str(caught.value)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"scope": {}}, "never covers everything"),
        ({"scope": {"persona": "pupil"}}, "never covers everything"),
        ({"scope": {"requirement": "NOT-01"}}, "no requirement has the id NOT-01"),
        ({"scope": {"check": "no/such"}}, "no check is named no/such"),
        ({"scope": {"check": "test/one", "fingerprints": ["x"]}}, "fingerprints.0"),
        ({"id": "a b"}, "id: "),
        ({"reason": ""}, "reason: "),
        ({"expires": "2029-01-01"}, "more than 12 months"),
    ],
    ids=str,
)
def test_odd_waivers(tmp_path: Path, change: dict[str, Any], told: str) -> None:
    path = put(tmp_path / "w.json", {**waiver(), **change}, WAIVER)
    with pytest.raises(MisuseError) as caught:
        read_waivers([path], REQUIREMENTS, CHECKS)
    assert f"{path}: in the record, 1:" in str(caught.value)
    assert told in str(caught.value)


@pytest.mark.parametrize("payload", [b"", b"\xff", b"[]", b'{"a":1,"a":2}', b"[" * 100_000, b"null"], ids=range(6))
def test_payloads_that_are_no_record(tmp_path: Path, payload: bytes) -> None:
    path = put(tmp_path / "a.json", payload)
    with pytest.raises(MisuseError, match=r"a\.json: in the record"):
        read_attestations([path], REQUIREMENTS)


@pytest.mark.parametrize("content", [b"", b"{", b"{}", b"\n\n{", b"x" * (3 << 20), b"\xff"], ids=range(6))
def test_files_that_are_no_envelope(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(MisuseError, match=r"a\.json:"):
        read_attestations([path], REQUIREMENTS)


def test_the_line_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{\n "payload": "",\n "payload": ""\n}\n')
    with pytest.raises(MisuseError, match=r"a\.json:3:2: the key 'payload' stands there twice"):
        read_attestations([path], REQUIREMENTS)


def test_one_kind_is_not_taken_for_the_other(tmp_path: Path) -> None:
    path = signed(tmp_path / "w.json", waiver(), CERTIFIER)
    with pytest.raises(MisuseError, match="waiver"):
        read_attestations([path], REQUIREMENTS)


def test_two_waivers_of_one_name(tmp_path: Path) -> None:
    files = [signed(tmp_path / name, waiver(), CERTIFIER) for name in ("a.json", "b.json")]
    with pytest.raises(MisuseError, match=r"b\.json.*a\.json has this id too"):
        read_waivers(files, REQUIREMENTS, CHECKS)


def test_folders(tmp_path: Path) -> None:
    with pytest.raises(MisuseError, match=r"holds no file that ends in \.attestation\.json"):
        read_attestations([tmp_path], REQUIREMENTS)
    one = signed(tmp_path / "one.attestation.json", attestation(), CERTIFIER)
    signed(tmp_path / "two.waiver.json", waiver(), CERTIFIER)
    assert len(read_attestations([tmp_path, one], REQUIREMENTS)) == 1, "the same file is read once"
    with pytest.raises(MisuseError, match="cannot be read"):
        read_attestations([tmp_path / "none.json"], REQUIREMENTS)


def test_what_was_given_is_kept_beside_the_report(tmp_path: Path) -> None:
    out = tmp_path / "out"
    keep(said(tmp_path / "a", (attestation(), CERTIFIER), (waiver(), CERTIFIER)), out)
    names = sorted(path.name for path in (out / FOLDER).iterdir())
    assert names == ["0.json.attestation.json", "1.json.waiver.json", "keyring.toml"]
    assert len(read_attestations([out / FOLDER], REQUIREMENTS)) == 1
    keep(said(tmp_path / "b", (attestation(outcome="fail"), CERTIFIER)), out)
    assert sorted(path.name for path in (out / FOLDER).iterdir()) == ["0.json.attestation.json", "keyring.toml"]
    keep(None, out)
    assert list((out / FOLDER).iterdir()) == []


class TestDrafts:
    def test_the_templates_can_be_signed(self, tmp_path: Path) -> None:
        (tmp_path / "agreement.pdf").write_bytes(b"pdf")
        record, exception = tmp_path / "r.toml", tmp_path / "w.toml"
        record.write_text(drafting.attestation_template(), encoding="utf-8")
        exception.write_text(drafting.waiver_template(), encoding="utf-8")
        assert len(drafting.read_attestation(record).document.sha256) == 64
        assert drafting.read_waiver(exception).scope.check == "sessions/cookie-flags"

    @pytest.mark.parametrize(
        ("old", "new", "told"),
        [
            ('outcome = "pass"', 'outcome = "maybe"', ":3:1: outcome: "),
            ('by = "', 'remark = "x"\nby = "', ":4:1: remark: unknown key"),
            ('role = "', "role = ", ":5:"),
            ('"ORG-03"', '"NOT-01"', ":2:1: requirements.0: no requirement has the id NOT-01"),
            ("agreement.pdf", "none.pdf", "none.pdf: No such file"),
            ("file = ", f'sha256 = "{"a" * 64}", file = ', ":8:"),
        ],
    )
    def test_what_is_wrong_is_told_with_its_place(self, tmp_path: Path, old: str, new: str, told: str) -> None:
        (tmp_path / "agreement.pdf").write_bytes(b"pdf")
        path = tmp_path / "r.toml"
        path.write_text(drafting.attestation_template().replace(old, new, 1), encoding="utf-8")
        with pytest.raises(MisuseError) as caught:
            drafting.read_attestation(path)
        assert told in str(caught.value)

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("{", ":1:2: "),
            ('{\n "schema": "schoolproof.waiver/1",\n "id": 7\n}', ":3:2: id: "),
            ("[]", ":1:1: not a table"),
            ('{"id": "a",\n "id": "b"}', ":2:2: the key 'id' stands there twice"),
        ],
    )
    def test_in_json_too(self, tmp_path: Path, text: str, told: str) -> None:
        path = tmp_path / "w.json"
        path.write_text(text)
        with pytest.raises(MisuseError) as caught:
            drafting.read_waiver(path)
        assert f"{path}{told}" in str(caught.value)
