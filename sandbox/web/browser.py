"""Finding, launching and dressing the browser.

The browser is an ordinary Chromium whose own chatter is turned off, so that what it sends is what the app made it send.
It also looks like one: an app that behaves before a test tool must not get a clean report. One short visit of a run
owns up to being a tool (`automated`), and a check compares.
Certificate errors are never ignored (they are evidence) and WebRTC may try what it likes (so are its attempts).
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

import playwright
from playwright.async_api import Browser, BrowserContext, Error, Geolocation, Playwright, ProxySettings, ViewportSize

from harness.errors import SchoolproofError

SETTING = "SCHOOLPROOF_BROWSER"
SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
VERSION_SECONDS = 20
LAUNCH_MILLISECONDS = 60_000
VIEWPORT: ViewportSize = {"width": 1366, "height": 768}
TIMEZONE = "Europe/Brussels"
SOCKET_LIMIT = 107
"""Bytes that the path of a socket may have (`sun_path` of unix(7), without the zero byte at its end)."""
SOCKET_BELOW = "/org.chromium.Chromium.XXXXXX/SingletonSocket"
"""Where Chromium makes its socket below its TMPDIR; it aborts when that path is longer (Chrome's own is shorter)."""
NOWHERE = "http://127.0.0.1:9"  # the discard port: nobody listens, nothing leaves the machine

# Chromium keeps only the last --disable-features it is given, so Playwright's own list has to be repeated here.
PLAYWRIGHT_FEATURES = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "TcpPortRandomizationWin",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    "msForceBrowserSignIn",
    "msEdgeUpdateLaunchServicesPreferredVersion",
)
NOISY_FEATURES = (
    "AutofillServerCommunication",
    "CertificateTransparencyComponentUpdater",
    "DialMediaRouteProvider",
    "InterestFeedContentSuggestions",
    "OptimizationGuideModelDownloading",
    "OptimizationTargetPrediction",
    "SegmentationPlatform",
    "Translate",
)
# The address bar's pop-ups are web pages that every new window loads beforehand, in renderers of their own. Without
# them five windows take 1.5 s of processor time instead of 4.7 (Chromium 156).
WASTEFUL_FEATURES = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup")
# A sandboxed frame with its document in an attribute would get a process of its own, in which its first script runs
# before any init script: a blind spot. In the process of its page it is hooked like every other frame.
BLINDING_FEATURES = ("IsolateSandboxedIframes",)
QUIET = (
    "--disable-background-networking",
    "--disable-client-side-phishing-detection",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-quic",  # the proxy speaks TCP; an app that forces QUIC is seen by the cage
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
    # Measured: these two end the calls to update.googleapis.com and accounts.google.com that no other flag ends.
    f"--component-updater=url-source={NOWHERE}/",
    f"--gaia-url={NOWHERE}",
    "--use-fake-device-for-media-stream",
    f"--disable-features={','.join((*PLAYWRIGHT_FEATURES, *NOISY_FEATURES, *WASTEFUL_FEATURES, *BLINDING_FEATURES))}",
)
ORDINARY = "--disable-blink-features=AutomationControlled"
"""Makes `navigator.webdriver` false; the user agent is mended in each context."""
AUTOMATED = "Object.defineProperty(Navigator.prototype, 'webdriver', {get: () => true, configurable: true})"

# A Playwright context counts as incognito, where Chromium blocks third-party cookies and storage unless its profile
# says otherwise. Pupils' browsers do not block them, and trackers behave otherwise when they are blocked. Playwright
# makes the profile folder itself, so the preference is put there by a script that stands between it and the browser.
PREFERENCES = {"profile": {"cookie_controls_mode": 0, "block_third_party_cookies": False}}
STARTER = """#!/bin/sh
for word in "$@"; do
  case "$word" in --user-data-dir=*)
    folder="${{word#--user-data-dir=}}/Default"
    mkdir -p "$folder" && printf '%s' {preferences} > "$folder/Preferences" ;;
  esac
done
exec {program} "$@"
"""

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
    own = _playwright_executable()
    if own is not None:
        yield own, "playwright"
    for name in SYSTEM_NAMES:
        found = shutil.which(name)
        if found is not None:
            yield Path(found), "system"


def _playwright_executable() -> Path | None:
    """Playwright's Chromium, read from its files: asking the driver would cost half a second."""
    listing = Path(playwright.__file__).parent / "driver" / "package" / "browsers.json"
    try:
        browsers = json.loads(listing.read_text("utf-8"))["browsers"]
        revision = next(browser["revision"] for browser in browsers if browser["name"] == "chromium")
    except (OSError, ValueError, KeyError, StopIteration):
        return None
    folder = _playwright_folder() / f"chromium-{revision}"
    programs = (path for path in folder.glob("chrome-*/chrome") if os.access(path, os.X_OK))
    return next(programs, None)


def _playwright_folder() -> Path:
    chosen = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    if chosen == "0":  # Playwright's word for "inside the package"
        return Path(playwright.__file__).parent / "driver" / "package" / ".local-browsers"
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(chosen) if chosen else Path(cache) / "ms-playwright"


def refuse_long_path(folder: Path) -> None:
    """Raise SchoolproofError when Chromium could make no socket below `folder`, a folder of ours in the temporary one.

    Chromium itself only aborts, and what is seen of that is a browser that closed.
    """
    spare = SOCKET_LIMIT - len(os.fsencode(folder)) - len(SOCKET_BELOW)
    if spare < 0:
        now = len(os.fsencode(folder.parent))
        told = f"the path of the temporary folder is too long for the browser: {now} bytes, {now + spare} are possible"
        raise SchoolproofError(f"{told} ({folder.parent})", owner="platform", hint="export TMPDIR=/tmp   # and again")


async def launch(
    playwright: Playwright,
    executable: Path,
    *,
    headless: bool = True,
    args: Sequence[str] = (),
    env: Mapping[str, str] | None = None,
) -> Browser:
    """Launch `executable` with its background traffic turned off, looking like a browser that a person uses.

    `env` is the browser's whole environment (its HOME holds the trusted certificates). Raises
    `SchoolproofError` when the browser does not start.
    """
    switches = [*QUIET, ORDINARY, *args]
    try:
        with _starter(executable) as program:
            return await playwright.chromium.launch(
                executable_path=program,
                headless=headless,
                args=switches,
                env=dict(env) if env is not None else None,
                timeout=LAUNCH_MILLISECONDS,
            )
    except Error as error:
        told = f"the browser did not start: {_last_words(error.message or '')}"
        raise SchoolproofError(told, owner="platform", hint="schoolproof doctor") from error


def _last_words(message: str) -> str:
    """The line in which the browser itself says why it gave up, else the first of Playwright's message."""
    lines = message.splitlines() or ["no reason given"]
    fatal = (line for line in lines if "FATAL" in line or "error while loading shared libraries" in line)
    return next(fatal, lines[0]).partition("[err] ")[2][:300] or lines[0]


@contextmanager
def _starter(executable: Path) -> Iterator[Path]:
    """A script that prepares the profile and becomes the browser; not needed once the browser runs."""
    with tempfile.TemporaryDirectory(prefix="schoolproof-browser-") as folder:
        script = Path(folder) / "browser"
        preferences = shlex.quote(json.dumps(PREFERENCES))
        script.write_text(STARTER.format(preferences=preferences, program=shlex.quote(str(executable))), "utf-8")
        script.chmod(0o700)
        yield script


async def new_context(
    browser: Browser,
    *,
    proxy: str | None,
    locale: str = "nl-BE",
    coordinates: tuple[float, float] | None = None,
    service_workers: Literal["allow", "block"] = "allow",
    automated: bool = False,
    login: Mapping[str, Any] | None = None,
) -> BrowserContext:
    """A fresh context: own cookies, own proxy (`"http://127.0.0.1:PORT"`; loopback goes through it as well).

    `coordinates` (latitude, longitude in degrees) is the planted place that an app gets when it asks. Downloads are
    refused. `automated` owns up to being a test tool, by user agent and by `navigator.webdriver`. `login`: the storage
    state of an earlier context.
    """
    # Chromium lets loopback past any proxy; Playwright's bypass list starts with "<-loopback>", which takes that away.
    proxied: ProxySettings | None = {"server": proxy} if proxy else None
    place: Geolocation | None = None
    if coordinates is not None:
        place = {"latitude": coordinates[0], "longitude": coordinates[1], "accuracy": 20}
    context = await browser.new_context(
        proxy=proxied,
        locale=locale,
        timezone_id=TIMEZONE,
        viewport=VIEWPORT,
        geolocation=place,
        permissions=["geolocation"] if place else [],
        service_workers=service_workers,
        accept_downloads=False,
        user_agent=None if automated else await _ordinary_agent(browser),
        storage_state=cast(Any, login),
    )
    if automated:
        await context.add_init_script(AUTOMATED)
    return context


async def _ordinary_agent(browser: Browser) -> str:
    session = await browser.new_browser_cdp_session()
    try:
        answer = await session.send("Browser.getVersion")
    finally:
        await session.detach()
    return str(answer["userAgent"]).replace("HeadlessChrome", "Chrome")
