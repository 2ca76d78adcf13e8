"""`diff` and `--baseline` as people meet them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from harness.cli.compare import gate
from harness.cli.main import main
from harness.model.report import Report
from tests.reports.example import example_report


def saved(folder: Path, report: Report) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "report.json").write_text(report.model_dump_json(by_alias=True), encoding="utf-8")
    return folder / "report.json"


def without_problems(report: Report) -> Report:
    return report.model_copy(update={"findings": tuple(one for one in report.findings if one.status == "pass")})


def diff(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    monkeypatch.setattr(sys, "argv", ["schoolproof", "diff", *map(str, words)])
    with pytest.raises(SystemExit) as stop:
        main()
    return int(stop.value.code or 0)


def test_new_problems_are_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    whole = example_report()
    older, newer = saved(tmp_path / "old", without_problems(whole)), saved(tmp_path / "new", whole)
    assert diff(monkeypatch, older, newer) == 1
    told = capfd.readouterr().out
    failing = [one for one in whole.findings if one.status in ("fail", "review")]
    assert f"New: {len(failing)}" in told
    assert all(one.check in told for one in failing)
    assert "\x1b" not in told


def test_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    path = saved(tmp_path / "one", example_report())
    assert diff(monkeypatch, path, path, "--json") == 0
    told = json.loads(capfd.readouterr().out)
    assert told["new"] == told["fixed"] == told["moved"] == told["causes"] == []
    assert {one["status"] for one in told["unchanged"]} <= {"fail", "review"}


@pytest.mark.parametrize("content", [None, "", "{}", "not json"])
def test_what_is_no_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], content: str | None
) -> None:
    bad = tmp_path / "bad.json"
    if content is not None:
        bad.write_text(content)
    assert diff(monkeypatch, bad, bad) == 4
    assert "bad.json" in capfd.readouterr().err


@pytest.mark.parametrize(("code", "expected"), [(1, 0), (2, 0), (3, 3)])
def test_known_problems_do_not_gate(tmp_path: Path, code: int, expected: int) -> None:
    report = example_report()
    saved(tmp_path / "out", report)
    assert gate(report, tmp_path / "out", code) == expected
