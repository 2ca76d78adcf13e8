"""From a record to an exit code: `attest`, `waive`, and what `judge` makes of them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from harness.cli.main import main
from harness.signing.keyring import load_keyring
from tests.harness.build import Build

RECORD = """\
schema = "schoolproof.attestation/1"
requirements = ["ORG-03"]
outcome = "pass"
by = "Ada Peeters"
role = "auditor"
independence = "third"
method = "examine"
document = { title = "Overeenkomst", file = "agreement.pdf" }
date = 2026-11-01
expires = 2027-10-31
app = { name = "Demo", version = "unknown" }
"""
EXCEPTION = """\
schema = "schoolproof.waiver/1"
id = "leak"
approver = "Bea Claes"
reason = "Wordt vervangen."
date = 2026-11-01
expires = 2026-11-30
app = { name = "Demo" }
[scope]
requirement = "TRK-04"
"""


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """Run the command line within this process; returns code, stdout and stderr."""

    def go(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["schoolproof", *map(str, arguments)])
        with pytest.raises(SystemExit) as stop:
            main()
        out, err = capfd.readouterr()
        return int(stop.value.code or 0), out, err

    return go


@pytest.fixture
def desk(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:  # type: ignore[no-untyped-def]
    """A folder with a key, a keyring, records, and a bundle whose profile lists the key."""
    monkeypatch.chdir(tmp_path)
    code, block, _ = run("keygen", "key.pem", "--holder", "Departement", "--role", "authority")
    assert code == 0
    Path("ring.toml").write_text(
        block.replace("from = ", "# ").replace("until = ", "# ") + "from = 2026-01-01\nuntil = 2028-01-01\n"
    )
    (id,) = load_keyring(Path("ring.toml")).keys
    made = Build(tmp_path / "made", authority={"keys": [id]})
    made.session().page("/").exchange("https://ads.example/p", posted=b"Adalberta")
    made.seal()
    Path("agreement.pdf").write_bytes(b"pdf")
    Path("answer.toml").write_text(RECORD)
    Path("leak.toml").write_text(EXCEPTION)
    return tmp_path


def report(run, *more: object) -> tuple[int, dict[str, Any], bytes]:  # type: ignore[no-untyped-def]
    """What `judge` leaves: exit code, report.json as data, and as bytes."""
    code, _, _ = run("judge", "made/bundle", "--out", "out", *more)
    content = Path("out/report.json").read_bytes()
    return code, json.loads(content), content


@pytest.mark.parametrize("command", ["attest", "waive"])
def test_every_command_has_an_example_and_a_template(run, command: str) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = run(command, "--help")
    assert code == 0
    assert f"Example: schoolproof {command}" in " ".join(out.split())
    code, out, _ = run(command, "--template")
    assert (code, "schema = " in out) == (0, True)


def test_an_answer_reaches_the_report(run, desk: Path) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = run("attest", "answer.toml", "--key", "key.pem")
    assert (code, out.strip()) == (0, "answer.attestation.json")
    given = ("--attestation", "answer.attestation.json", "--keyring", "ring.toml", "--at", "2026-11-23")
    _, found, content = report(run, *given)
    (row,) = [one for one in found["requirements"] if one["id"] == "ORG-03"]
    assert (row["status"], row["by"]) == ("pass", "person")
    assert found["attestations"][0]["holder"] == "Departement"
    assert report(run, *given)[2] == content, "the same inputs, the same bytes"
    kept = ("--attestation", "out/judged-with", "--keyring", "out/judged-with/keyring.toml", "--at", "2026-11-23")
    assert report(run, *kept)[2] == content, "and so from what was kept beside the report"
    _, later, _ = report(run, *given[:-1], "2027-11-01")
    assert (later["evaluated"], later["attestations"][0]["counts"]) == ("2027-11-01", False)


def test_without_a_keyring_it_is_listed_and_does_not_count(run, desk: Path) -> None:  # type: ignore[no-untyped-def]
    run("attest", "answer.toml", "--key", "key.pem")
    _, found, _ = report(run, "--attestation", "answer.attestation.json")
    assert found["attestations"][0]["counts"] is False


def test_the_day_after_it_expires_the_gate_fails_again(run, desk: Path) -> None:  # type: ignore[no-untyped-def]
    before, found, _ = report(run)
    failed = {one["requirement"] for one in found["findings"] if one["status"] == "fail"}
    assert before == 1
    for number, id in enumerate(sorted(failed)):
        record = EXCEPTION.replace('"leak"', f'"leak-{number}"').replace("TRK-04", id)
        Path(f"{id}.toml").write_text(record)
        assert run("waive", f"{id}.toml", "--key", "key.pem", "--out", f"all/{id}.waiver.json")[0] == 0
    given = ("--waiver", "all", "--keyring", "ring.toml", "--at")
    assert report(run, *given, "2026-11-30")[0] == 2, "what was not tested stays unanswered"
    code, found, _ = report(run, *given, "2026-12-01")
    assert code == 1
    assert all("It expired" in one["why_not"]["template"] for one in found["waivers"])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("attest",), "a record is missing"),
        (("attest", "answer.toml"), "--key is missing"),
        (("attest", "leak.toml", "--key", "key.pem"), "leak.toml:2:1: id: unknown key"),
        (("waive", "answer.toml", "--key", "key.pem"), "answer.toml:"),
        (("waive", "missing.toml", "--key", "key.pem"), "cannot be read"),
        (("waive", "leak.toml", "--key", "ring.toml"), "ring.toml:1: not a private key"),
        (("judge", "made/bundle", "--attestation", "answer.toml"), "answer.toml:1:1:"),
        (("judge", "made/bundle", "--waiver", "."), "holds no file"),
        (("judge", "made/bundle", "--keyring", "answer.toml"), "answer.toml:"),
        (("judge", "made/bundle", "--at", "tomorrow"), "not a date"),
        (("audit", "app.toml", "--waiver", "missing"), "cannot be read"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_misuse_stops_before_anything_is_judged(run, desk: Path, arguments: tuple[str, ...], told: str) -> None:  # type: ignore[no-untyped-def]
    code, out, err = run(*arguments)
    assert (code, out) == (4, "")
    assert told in err
    assert not Path("made/report.json").exists()
