"""Which browser is taken to visit, which to act in, and what is said when there is none."""

from __future__ import annotations

import re
from pathlib import Path

import playwright as playwright_package
import pytest

from harness.errors import SchoolproofError
from harness.sandbox.web import which as subject

FAKE = "#!/bin/sh\necho 'Chromium 99.1.2.3 for tests'\n"


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without any browser; the folder that is its PATH."""
    monkeypatch.delenv(subject.SETTING, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "cache"))
    return tmp_path


def program(path: Path, text: str = FAKE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def test_the_setting_comes_first(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(bare / "chromium")
    chosen = program(bare / "mine", FAKE.replace("99", "98"))
    expected = subject.BrowserFound(chosen, "setting", "98.1.2.3")
    assert subject.find_browser(str(chosen)) == expected
    assert subject.find_browser("mine") == expected
    monkeypatch.setenv(subject.SETTING, str(chosen))
    assert subject.find_browser() == expected


def test_playwrights_own_comes_before_the_systems(bare: Path) -> None:
    system = program(bare / "google-chrome")
    assert subject.find_browser() == subject.BrowserFound(system, "system", "99.1.2.3")
    own = program(bare / "cache" / f"chromium-{revision('chromium')}" / "chrome-linux64" / "chrome")
    assert subject.find_browser() == subject.BrowserFound(own, "playwright", "99.1.2.3")


def test_a_system_browser_that_does_not_run_is_passed_over(bare: Path) -> None:
    program(bare / "chromium", "#!/bin/sh\nexit 1\n")
    working = program(bare / "google-chrome")
    assert subject.find_browser().path == working


def test_without_a_browser_the_error_says_what_to_type(bare: Path) -> None:
    with pytest.raises(SchoolproofError) as caught:
        subject.find_browser()
    assert caught.value.owner == "platform"
    assert caught.value.hint is not None
    assert "playwright install chromium" in caught.value.hint


@pytest.mark.parametrize(
    "text", ["#!/bin/sh\nexit 3\n", "#!/bin/sh\necho no version\n", "#!/bin/sh\nprintf '\\377 1.2'\n"]
)
def test_a_setting_that_does_not_run_is_an_error(bare: Path, text: str) -> None:
    program(bare / "chromium")
    with pytest.raises(SchoolproofError, match="does not run"):
        subject.find_browser(str(program(bare / "broken", text)))


def test_the_real_one_is_found() -> None:
    assert re.fullmatch(r"\d+(\.\d+){3}", subject.find_browser().version)


def revision(name: str) -> str:
    listing = Path(playwright_package.__file__).parent / "driver/package/browsers.json"
    found = re.search(rf'"name": "{name}",\s*"revision": "(\d+)"', listing.read_text())
    assert found is not None
    return found[1]


def test_a_browser_of_the_system_acts_in_its_own_shell(bare: Path) -> None:
    program(bare / "chromium")
    shell = program(bare / "chromium-headless-shell")
    assert subject.find_shell(subject.find_browser()) == subject.BrowserFound(shell, "system", "99.1.2.3")


def test_playwrights_browser_acts_in_playwrights_shell(bare: Path) -> None:
    program(bare / "chromium-headless-shell")
    program(bare / f"cache/chromium-{revision('chromium')}/chrome-linux64/chrome")
    name = f"cache/chromium_headless_shell-{revision('chromium-headless-shell')}"
    browser = subject.find_browser()
    assert subject.find_shell(browser) == browser
    shell = program(bare / name / "chrome-headless-shell-linux64" / "chrome-headless-shell")
    assert subject.find_shell(browser) == subject.BrowserFound(shell, "playwright", "99.1.2.3")


@pytest.mark.parametrize("text", [FAKE.replace("99", "98"), "#!/bin/sh\nexit 1\n"])
def test_a_shell_of_another_version_or_a_broken_one_is_not_taken(bare: Path, text: str) -> None:
    program(bare / "chromium")
    program(bare / "chromium-headless-shell", text)
    browser = subject.find_browser()
    assert subject.find_shell(browser) == browser


def test_a_browser_that_was_set_does_everything(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(subject.SETTING, str(program(bare / "chromium")))
    program(bare / "chromium-headless-shell")
    browser = subject.find_browser()
    assert subject.find_shell(browser) == browser
