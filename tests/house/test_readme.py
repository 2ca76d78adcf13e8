"""What README.md shows is true: its profile loads and its commands exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from harness.profile.load import load_profile

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_profile_loads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADA_PASSWORD", "made up for this test")
    monkeypatch.setenv("ADA_TOTP", "JBSWY3DPEHPK3PXP")
    monkeypatch.setenv("ADA_SPARE", "made up as well")
    (block,) = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    file = tmp_path / "app.toml"
    file.write_text(block, encoding="utf-8")
    profile = load_profile(file)
    assert profile.personas["pupil"].canaries["first_name"] == "Adalberta"
    assert [journey.name for journey in profile.journeys] == ["homework"]


@pytest.mark.parametrize("command", sorted(set(re.findall(r"schoolproof ([a-z][a-z-]+)", README))))
def test_the_commands_exist(command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from harness.cli import main; main()", command, "--help"],
        capture_output=True, text=True, timeout=120, check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    links = [link.partition("#")[0] for link in re.findall(r"(?<!!)\[[^\]]*\]\(([^)]+)\)", text) if "://" not in link]
    assert [link for link in links if link and not (ROOT / link).exists()] == []
