"""The command line as people meet it: exit codes, where output goes, and a quick `--help`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from harness.cli.main import main
from tests.harness.build import Build

HEAVY = (
    "pydantic",
    "playwright",
    "mitmproxy",
    "rich.console",
    "rich.live",
    "msgspec",
    "daachorse",
    "jinja2",
    "cryptography",
)
PROFILE = """\
schema = 1
[app]
name = "Demoschool"
url = "https://school.test/"
hosts = ["school.test"]
[personas.pupil]
role = "pupil"
username = "ada"
password = "geheim-123"
known = { first_name = "Adalberta" }
"""


class Done:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """Run the command line within this process."""

    def go(*arguments: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["schoolproof", *map(str, arguments)])
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = capfd.readouterr()
        return Done(code, out, err)

    return go


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    made = Build(tmp_path / "made")
    made.session().page("/").exchange("https://ads.example/p", posted=b"Adalberta")
    return made.seal()


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "app.toml"
    path.write_text(PROFILE, encoding="utf-8")
    return path


class TestHelp:
    def test_it_is_quick_because_it_imports_nothing_heavy(self) -> None:
        code = (
            "import sys\nfrom harness.cli import main\nsys.argv = ['schoolproof', '--help']\n"
            f"try: main()\nexcept SystemExit: pass\nprint('LOADED', *[name for name in {HEAVY} if name in sys.modules])"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
        assert "check-profile" in done.stdout
        assert done.stdout.splitlines()[-1] == "LOADED"

    @pytest.mark.parametrize(
        "command",
        [
            "demo",
            "scan",
            "audit",
            "gather",
            "judge",
            "report",
            "resume",
            "import",
            "check-profile",
            "checks",
            "catalogue",
            "doctor",
        ],
    )
    def test_every_command_has_an_example(self, run, command: str) -> None:  # type: ignore[no-untyped-def]
        done = run(command, "--help")
        assert done.code == 0
        assert f"Example: schoolproof {command}" in " ".join(done.out.split())


class TestMisuse:
    @pytest.mark.parametrize(
        "arguments",
        [
            ("--no-such-option",),
            ("no-such-command",),
            ("judge",),
            ("judge", "x", "--no-such-option"),
            ("audit", "x.toml", "--level", "perfect"),
            ("check-profile", "missing.toml"),
            ("check-profile", "app.toml", "--level", "perfect"),
            ("audit", "missing.toml"),
            ("scan", "not an address"),
            ("checks", "no/such"),
            ("catalogue", "NOT-01"),
            ("report", "missing.json"),
            ("resume", "missing.json"),
            ("report", "missing.json", "--format", "fax"),
        ],
        ids=" ".join,
    )
    def test_code_four_and_a_word_on_stderr(self, run, profile: Path, monkeypatch, arguments: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
        monkeypatch.chdir(profile.parent)
        done = run(*arguments)
        assert done.code == 4, done.err
        assert done.err.strip()
        assert done.out == ""
        assert "Traceback" not in done.err

    def test_a_bad_profile_names_line_column_and_next_command(self, run, profile: Path) -> None:  # type: ignore[no-untyped-def]
        profile.write_text(PROFILE.replace("name =", "nam ="), encoding="utf-8")
        done = run("check-profile", profile)
        assert done.code == 4
        assert f"{profile}:3:1: app.nam: unknown key" in done.err
        assert f"try: schoolproof check-profile {profile}" in done.err

    def test_terminal_escapes_do_not_come_through(self, run, profile: Path) -> None:  # type: ignore[no-untyped-def]
        profile.write_text(PROFILE + '\n["\\u001b[31m"]\nx = 1\n', encoding="utf-8")
        done = run("check-profile", profile)
        assert done.code == 4
        assert "\x1b" not in done.err

    def test_a_declared_requirement_that_does_not_exist(self, run, profile: Path) -> None:  # type: ignore[no-untyped-def]
        profile.write_text(PROFILE + '\n[inapplicable]\nTRK-99 = "not there"\n', encoding="utf-8")
        done = run("check-profile", profile)
        assert done.code == 4
        assert "TRK-99" in done.err


class TestShowing:
    def test_checks(self, run) -> None:  # type: ignore[no-untyped-def]
        done = run("checks")
        assert done.code == 0
        assert "TRK-04  trackers/pupil-data-stays" in done.out

    def test_one_check_is_a_page(self, run) -> None:  # type: ignore[no-untyped-def]
        page = run("checks", "trackers/pupil-data-stays").out
        assert all(section in page for section in ("What it checks", "Why it matters", "What it cannot see"))
        (shown,) = json.loads(run("checks", "trackers/pupil-data-stays", "--json").out)
        assert shown["requirement"] == "TRK-04"

    def test_the_catalogue(self, run) -> None:  # type: ignore[no-untyped-def]
        assert len(run("catalogue").out.splitlines()) == 84
        assert len(json.loads(run("catalogue", "--json").out)) == 84

    def test_one_requirement_is_a_page_in_both_languages(self, run) -> None:  # type: ignore[no-untyped-def]
        page = run("catalogue", "TRK-04").out
        assert "No personal data to third parties" in page
        assert "Geen persoonsgegevens naar derden" in page
        assert "trackers/pupil-data-stays" in page

    def test_check_profile_shows_the_plan_and_its_holes(self, run, profile: Path) -> None:  # type: ignore[no-untyped-def]
        done = run("check-profile", profile)
        assert done.code == 0
        assert "cells will be answered" in done.out
        assert "not tested: the profile has no [login]" in done.out
        rows = json.loads(run("check-profile", profile, "--json").out)
        assert {"check", "requirement", "persona", "role", "answer"} <= set(rows[0])


class TestJudging:
    def test_it_leaves_reports_and_gates(self, run, bundle: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
        done = run("judge", bundle, "--out", tmp_path / "out")
        assert done.code == 1
        assert done.out.splitlines()[0] == "fails-minimum"
        names = {path.name for path in (tmp_path / "out").iterdir()}
        assert {"findings.jsonl", "report.json", "report.html", "report.sarif", "junit.xml", "register.csv"} <= names

    def test_with_json_stdout_is_the_report_alone(self, run, bundle: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
        done = run("judge", bundle, "--out", tmp_path / "out", "--json")
        assert json.loads(done.out)["schema"] == "schoolproof.report/1"

    def test_a_damaged_bundle_is_the_harness_stopping(self, run, bundle: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
        (bundle / "plan.jsonl").write_text("{}")
        done = run("judge", bundle, "--out", tmp_path / "out")
        assert done.code == 3
        assert "plan.jsonl" in done.err
        assert not (tmp_path / "out").exists()

    def test_a_folder_that_is_no_bundle(self, run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
        assert run("judge", tmp_path).code == 3

    @pytest.mark.parametrize("format", ["json", "html", "sarif", "junit", "terminal"])
    def test_every_format_of_a_bundle_and_of_a_report(self, run, bundle: Path, tmp_path: Path, format: str) -> None:  # type: ignore[no-untyped-def]
        run("judge", bundle, "--out", tmp_path / "out")
        whole = run("report", bundle, "--format", format)
        assert (whole.code, bool(whole.out)) == (0, True)
        done = run("report", tmp_path / "out" / "report.json", "--format", format, "--out", tmp_path / "file")
        assert (done.code, done.out) == (0, "")
        assert (tmp_path / "file").stat().st_size > 100

    def test_a_report_that_cannot_be_written(self, run, bundle: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
        done = run("report", bundle, "--format", "json", "--out", tmp_path / "no" / "such" / "x\0")
        assert done.code in (3, 4)
        assert "a bug of ours" not in done.err


def test_the_installed_command() -> None:
    command = Path(sys.executable).parent / "schoolproof"
    done = subprocess.run(
        [command, "catalogue", "NOT-01"], capture_output=True, text=True, timeout=60, check=False, env={**os.environ}
    )
    assert (done.returncode, done.stdout) == (4, "")
    assert "try: schoolproof catalogue" in done.stderr
