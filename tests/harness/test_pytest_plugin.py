"""`pytest app.toml` and `pytest path/to/bundle`, run as people run them: in a process of their own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.harness.build import Build
from tests.harness.guest import PROFILE, install


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """An empty project of a vendor, with the guest plugin installed beside it."""
    install(tmp_path / "site")
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


def run(here: Path, *arguments: str, answer: str = "") -> tuple[int, str]:
    """Exit code and output of pytest in that project."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    environment = {**kept, "PYTHONPATH": str(here.parent / "site"), "COLUMNS": "160"}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-rA",
        "-p",
        "no:cacheprovider",
        f"--basetemp={here.parent / 'tmp'}",
        *arguments,
    ]
    done = subprocess.run(
        command, cwd=here, env=environment, input=answer, capture_output=True, text=True, timeout=120, check=False
    )
    return done.returncode, done.stdout + done.stderr


def bundle(here: Path) -> Path:
    made = Build(here, inapplicable={"SET-04": "No camera."})
    made.session().page().exchange("https://ads.example/pixel", posted=b"name=Adalberta")
    made.session("teacher").page()
    return made.seal()


class TestABundle:
    def test_each_finding_is_a_test(self, here: Path) -> None:
        code, output = run(here, str(bundle(here)))
        assert code == 1
        assert re.search(r"^PASSED .*TRK-04/guest/looks\[pupil\]", output, re.MULTILINE)
        assert re.search(r"^FAILED .*TRK-04/trackers/pupil-data-stays\[pupil\]", output, re.MULTILINE)
        assert re.search(r"^PASSED .*SET-03/settings/location-off\[pupil\]", output, re.MULTILINE)
        assert "SKIPPED" in output
        assert "The maker declares: No camera." in output
        assert not re.search(r"^(PASSED|FAILED) .*SET-04", output, re.MULTILINE)

    def test_a_failure_is_a_message_with_proof_and_no_traceback(self, here: Path) -> None:
        _, output = run(here, str(bundle(here)), "-k", "pupil-data-stays")
        assert "fail: Pupil data reached ads.example: first_name in body" in output
        assert "proof: sessions/pupil-homework/traffic.jsonl#1" in output
        assert "Traceback" not in output
        assert "harness/pytest_plugin.py" not in output

    def test_a_crash_is_told_and_its_neighbours_run_on(self, here: Path) -> None:
        _, output = run(here, str(bundle(here)), "-k", "guest")
        assert "error: The check crashed: RuntimeError: the guest fell over" in output
        assert "1 failed, 2 passed" in output

    def test_the_debugger_lands_in_the_check(self, here: Path) -> None:
        _, output = run(here, str(bundle(here)), "-k", "guest/crashes", "--pdb", answer="p landing\nq\n")
        assert "'here the debugger lands'" in output

    def test_a_damaged_bundle_is_told_in_one_message(self, here: Path) -> None:
        folder = bundle(here)
        (folder / "plan.jsonl").write_bytes(b"{}\n")
        code, output = run(here, str(folder))
        assert code == 2
        assert "plan.jsonl: changed after the bundle was sealed" in output
        assert "Traceback" not in output

    def test_a_bundle_that_was_not_named_is_left_alone(self, here: Path) -> None:
        bundle(here)
        code, output = run(here, ".")
        assert code == 5, output

    def test_what_an_app_wrote_cannot_steer_the_terminal(self, here: Path) -> None:
        made = Build(here)
        made.session().page().exchange("https://ads.example/pixel", posted=b"name=Adalberta&\x1b[31m=Adalberta")
        _, output = run(here, str(made.seal()), "-k", "pupil-data-stays", "--color=no")
        assert "\x1b" not in output


class TestAProfile:
    def profile(self, here: Path, text: str = PROFILE, name: str = "app.toml") -> str:
        (here / name).write_text(text, encoding="utf-8")
        (here / "app.ipa").touch()
        return name

    def test_the_app_is_driven_once_and_judged(self, here: Path) -> None:
        code, output = run(here, self.profile(here), "-s")
        assert code == 1
        assert output.count("GATHERED") == 1
        assert re.search(r"^PASSED app.toml::TRK-04/guest/looks\[pupil\]", output, re.MULTILINE)
        assert re.search(r"^FAILED app.toml::TRK-04/guest/staff\[teacher\]", output, re.MULTILINE)
        assert "The profile has no persona with the role teacher." in output
        assert "The maker declares: The app talks to nobody else" in output

    def test_one_test_can_be_chosen(self, here: Path) -> None:
        code, output = run(here, f"{self.profile(here)}::TRK-04/guest/looks[pupil]")
        assert (code, "1 passed" in output) == (0, True), output

    def test_collecting_does_not_drive_the_app(self, here: Path) -> None:
        code, output = run(here, self.profile(here), "--collect-only", "-q", "-s")
        assert code == 0
        assert "TRK-04/guest/looks[pupil]" in output
        assert "GATHERED" not in output

    def test_a_bad_profile_is_told_with_line_and_column(self, here: Path) -> None:
        code, output = run(here, self.profile(here, PROFILE.replace("kind =", "sort =")))
        assert code == 2
        assert "app.toml:5:1: app.sort: unknown key" in output
        assert "Traceback" not in output

    def test_a_slip_in_the_syntax_is_told(self, here: Path) -> None:
        _, output = run(here, self.profile(here, PROFILE + "\n[broken"))
        assert re.search(r"app.toml: .*\(at (line \d+|end of document)", output)
        assert "Traceback" not in output

    def test_several_workers_are_refused(self, here: Path) -> None:
        _, output = run(here, self.profile(here), "-n2")
        assert "an app is driven once" in output
        assert "GATHERED" not in output

    @pytest.mark.parametrize(
        "text", ["[tool]\nx = 1\n", "schema = 2\n[app]\n", "schema = 1\n", "not toml", "app = 1\nschema = 1\n"]
    )
    def test_other_toml_files_are_left_alone(self, here: Path, text: str) -> None:
        code, output = run(here, self.profile(here, text, "other.toml"))
        assert code in (4, 5)
        assert "schoolproof" not in output.lower().replace("plugins: schoolproof", "").replace("schoolproof-", "")

    def test_a_profile_that_was_not_named_is_left_alone(self, here: Path) -> None:
        self.profile(here)
        assert run(here, ".")[0] == 5

    def test_pyproject_is_left_alone(self, here: Path) -> None:
        code, _ = run(here, self.profile(here, PROFILE, "pyproject.toml"))
        assert code in (4, 5)


def test_loading_the_plugin_imports_nothing_of_the_engine() -> None:
    code = "import pytest, sys; import harness.pytest_plugin; print(*[m for m in sys.modules if m.startswith(('harness', 'pydantic'))])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert set(done.stdout.split()) == {"harness", "harness.homes", "harness.pytest_plugin"}
