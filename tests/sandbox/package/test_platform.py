"""An app package on the road: scan, audit, import, judge again."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from harness import MisuseError
from harness.cli.main import main
from harness.profile.load import load_profile
from harness.sandbox.package import process
from tests.sandbox.package.made_archives import apk, plain
from tests.sandbox.package.made_axml import manifest
from tests.sandbox.package.made_secrets import PRIVATE_KEY

pytestmark = pytest.mark.timeout(180)
PROFILE = """schema = 1
[app]
name = "Demoschool"
kind = "android"
package = "app.apk"
permissions = ["CAMERA"]
[inapplicable]
SET-03 = "De app kent geen locatie"
"""


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(process.VARIABLE, str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)


def ended(*arguments: str) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["schoolproof", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
    return int(str(end.value.code))


def report(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "report.json").read_bytes())
    return found


def rows(told: Mapping[str, Any]) -> dict[str, str]:
    return {one["id"]: one["status"] for one in told["requirements"]}


def test_a_scan_gives_the_light_and_a_judgement_the_same_again(tmp_path: Path) -> None:
    (tmp_path / "app.apk").write_bytes(apk(("assets/key.pem", PRIVATE_KEY), axml=manifest(debuggable=True)))
    assert ended("scan", "app.apk", "--out", "out", "--quiet") == 1
    told = report(tmp_path / "out")
    assert (told["label"], told["app"]["kind"], told["app"]["name"]) == ("fails-minimum", "android", "be.school")
    assert told["app"]["digest"] == process.hashlib.sha256((tmp_path / "app.apk").read_bytes()).hexdigest()
    assert {id for id, status in rows(told).items() if status == "fail"} == {"APP-06", "MOB-04"}
    assert rows(told)["TRK-01"] == rows(told)["SET-03"] == "not_tested"
    assert "running on a device" in str(told["findings"])
    assert ended("judge", "out/bundle", "--out", "again") == 1
    assert (tmp_path / "again" / "report.json").read_bytes() == (tmp_path / "out" / "report.json").read_bytes()
    assert str(tmp_path) not in "".join(one.read_text() for one in (tmp_path / "out" / "bundle").glob("*.json*"))


def test_an_audit_of_a_clean_package_is_incomplete_and_no_approval(tmp_path: Path) -> None:
    (tmp_path / "app.apk").write_bytes(apk())
    (tmp_path / "app.toml").write_text(PROFILE)
    assert ended("audit", "app.toml", "--out", "out", "--quiet") == 2
    told = report(tmp_path / "out")
    assert told["label"] == "incomplete"
    assert {id for id, status in rows(told).items() if status == "fail"} == set()
    expected = {"MOB-04": "pass", "TRK-06": "not_tested", "SET-03": "not_applicable", "NET-01": "not_tested"}
    assert {id: rows(told)[id] for id in expected} == expected
    assert next(one for one in told["requirements"] if one["id"] == "TRK-06")["coverage"] == "partial"
    assert told["coverage"]["personas"]["visitor"]["reason"] == "no session was recorded"


def test_what_is_read_two_ways_passes_nothing(tmp_path: Path) -> None:
    (tmp_path / "app.apk").write_bytes(plain(("AndroidManifest.xml", manifest())))
    assert ended("scan", "app.apk", "--out", "out", "--quiet") in (1, 2)
    told = report(tmp_path / "out")
    assert "pass" not in rows(told).values()
    assert "archive-ambiguous" in {one["why"] for one in told["coverage"]["gaps"]}


@pytest.mark.parametrize("content", [b"PK\x03\x04 nothing", b"dex\n035\0"])
def test_what_is_no_app_is_a_misuse(tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "app.apk").write_bytes(content)
    assert ended("scan", "app.apk", "--out", "out", "--quiet") == 4
    assert "no app that can be read" in capsys.readouterr().err


def test_import_makes_the_same_evidence(tmp_path: Path) -> None:
    (tmp_path / "app.apk").write_bytes(apk())
    assert ended("import", "package", "app.apk", "--bundle", "evidence") == 0
    assert (tmp_path / "evidence" / "probes" / "package.jsonl").is_file()


def test_a_profile_whose_package_is_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "app.toml").write_text(PROFILE)
    with pytest.raises(MisuseError, match="no such file"):
        load_profile(tmp_path / "app.toml")
