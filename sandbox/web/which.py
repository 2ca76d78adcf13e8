"""Which browser: the one that visits the app, and the one in which people act for probes.

Whoever visits uses an ordinary Chromium, windows and all, because apps and trackers can tell the difference. Acting
costs many more pages and contexts, and what an act proves are planted values, so it takes the same version's headless
shell where there is one: a context with a page costs a quarter of the processor time there (530 against 127 ms), the
next page half (93 against 46 ms; Chromium 156).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import playwright

from harness.errors import SchoolproofError

SETTING = "SCHOOLPROOF_BROWSER"
SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
SHELL_NAME = "chromium-headless-shell"
PROGRAMS = ("chrome-*/chrome", "chrome-*/chrome-headless-shell")
"""Where Playwright's browsers are within their folders."""
VERSION_SECONDS = 20

type Source = Literal["setting", "playwright", "system"]


@dataclass(frozen=True)
class BrowserFound:
    """A browser that runs: where it is, how it was found, and the version it names (`"156.0.8078.79"`)."""

    path: Path
    source: Source
    version: str


class NoBrowserError(SchoolproofError):
    """No browser that runs was found on this machine."""

    def __init__(self, message: str) -> None:
        hint = f"playwright install chromium   # or: apt install chromium, or: export {SETTING}=/path/to/chromium"
        super().__init__(message, owner="platform", hint=hint)


def find_browser(setting: str | None = None) -> BrowserFound:
    """The browser to use: `setting` or $SCHOOLPROOF_BROWSER, else Playwright's own, else the system's.

    A setting that does not run is an error, not a reason to take another browser. Raises `NoBrowserError`.
    """
    chosen = setting or os.environ.get(SETTING)
    if chosen:
        path = shutil.which(chosen)
        version = version_of(Path(path)) if path else None
        if path is None or version is None:
            raise NoBrowserError(f"the browser that was set does not run: {chosen}")
        return BrowserFound(Path(path), "setting", version)
    for path_found, source in _candidates():
        version = version_of(path_found)
        if version is not None:
            return BrowserFound(path_found, source, version)
    raise NoBrowserError("no Chromium or Chrome was found")


def find_shell(browser: BrowserFound) -> BrowserFound:
    """The headless shell that came with `browser`, of the very same version; `browser` itself when there is none.

    A browser that somebody set does everything itself.
    """
    if browser.source == "setting":
        return browser
    found = _playwright_program("chromium-headless-shell") if browser.source == "playwright" else _system(SHELL_NAME)
    same = found is not None and version_of(found) == browser.version
    return BrowserFound(found, browser.source, browser.version) if found is not None and same else browser


def version_of(executable: Path) -> str | None:
    """The version that `executable --version` names, or None when it does not run."""
    try:
        answer = subprocess.run(
            [str(executable), "--version"], capture_output=True, timeout=VERSION_SECONDS, check=True, text=True
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return None
    words = (word for word in answer.stdout.split() if word[0].isdigit() and "." in word)
    return next(words, None)


def _candidates() -> Iterator[tuple[Path, Source]]:
    own = _playwright_program("chromium")
    if own is not None:
        yield own, "playwright"
    for name in SYSTEM_NAMES:
        found = _system(name)
        if found is not None:
            yield found, "system"


def _system(name: str) -> Path | None:
    found = shutil.which(name)
    return Path(found) if found is not None else None


def _playwright_program(name: str) -> Path | None:
    """A browser of Playwright's by its name, read from its files: asking the driver would cost half a second."""
    listing = Path(playwright.__file__).parent / "driver" / "package" / "browsers.json"
    try:
        browsers = json.loads(listing.read_text("utf-8"))["browsers"]
        revision = next(browser["revision"] for browser in browsers if browser["name"] == name)
    except (OSError, ValueError, KeyError, StopIteration):
        return None
    folder = _playwright_folder() / f"{name.replace('-', '_')}-{revision}"
    paths = (path for pattern in PROGRAMS for path in folder.glob(pattern))
    return next((path for path in paths if os.access(path, os.X_OK)), None)


def _playwright_folder() -> Path:
    chosen = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    if chosen == "0":  # Playwright's word for "inside the package"
        return Path(playwright.__file__).parent / "driver" / "package" / ".local-browsers"
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(chosen) if chosen else Path(cache) / "ms-playwright"
