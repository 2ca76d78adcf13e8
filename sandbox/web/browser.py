"""Launching and dressing the browser.

The browser is an ordinary Chromium whose own chatter is turned off, so that what it sends is what the app made it send.
It also looks like one: an app that behaves before a test tool must not get a clean report. One short visit of a run
owns up to being a tool (`automated`), and a check compares.
Certificate errors are never ignored (they are evidence) and WebRTC may try what it likes (so are its attempts).
"""

from __future__ import annotations

import json
import os
import re
import shlex
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, cast

from playwright.async_api import Browser, BrowserContext, Error, Geolocation, Playwright, ProxySettings, ViewportSize

from harness.errors import SchoolproofError

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
    # Software draws in tiles of 256 × 256 pixels, each a task, a shared memory and a message. With one for what is in
    # view an audit takes 2.4 % less processor time in the shell, a page in the browser 7 %. Nobody sees a difference in
    # a picture: of a page with all that is blended and turned, one pixel in 90,000 was 1 or 2 of 255 apart.
    "--default-tile-width=1408",
    "--default-tile-height=1024",
    f"--disable-features={','.join((*PLAYWRIGHT_FEATURES, *NOISY_FEATURES, *WASTEFUL_FEATURES, *BLINDING_FEATURES))}",
)
ORDINARY = "--disable-blink-features=AutomationControlled"
"""Makes `navigator.webdriver` false; the user agent is mended in each context."""
AUTOMATED = "Object.defineProperty(Navigator.prototype, 'webdriver', {get: () => true, configurable: true})"
SHELL = "HeadlessChrome"
"""The product that a headless shell names; an ordinary Chromium without a screen is a `Chrome` like any other."""
SHELL_DRESS = """(() => {
  const brands = () => %s, data = globalThis.NavigatorUAData?.prototype;
  if (data) Object.defineProperty(data, 'brands', {get: brands, configurable: true, enumerable: true});
  if (globalThis.window && !window.chrome) window.chrome = {};
})()"""

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
    told = await _version(browser)
    brands = {} if automated else _brands(told)
    context = await browser.new_context(
        proxy=proxied,
        locale=locale,
        timezone_id=TIMEZONE,
        viewport=VIEWPORT,
        geolocation=place,
        permissions=["geolocation"] if place else [],
        service_workers=service_workers,
        accept_downloads=False,
        user_agent=None if automated else _ordinary_agent(told),
        extra_http_headers=_hint(brands),
        storage_state=cast(Any, login),
    )
    if automated:
        await context.add_init_script(AUTOMATED)
    if brands:
        names = json.dumps([{"brand": name, "version": of} for name, of in brands.items()])
        await context.add_init_script(SHELL_DRESS % names)
    return context


def _ordinary_agent(told: Mapping[str, Any]) -> str:
    """As browsers have told it since 2022; a headless shell tells its whole version."""
    return re.sub(r"Headless(Chrome/\d+)[.\d]*", r"\1.0.0.0", str(told["userAgent"]))


def _brands(told: Mapping[str, Any]) -> dict[str, str]:
    """What an ordinary Chromium of this version calls itself, where this one is a headless shell; else nothing.

    A list of brands holds an arbitrary one (User-Agent Client Hints, 6.2).
    """
    product, _, version = str(told["product"]).partition("/")
    return {"Chromium": version.partition(".")[0], "Not_A Brand": "24"} if product == SHELL else {}


def _hint(brands: Mapping[str, str]) -> dict[str, str]:
    return {"sec-ch-ua": ", ".join(f'"{name}";v="{of}"' for name, of in brands.items())} if brands else {}


async def _version(browser: Browser) -> Mapping[str, Any]:
    session = await browser.new_browser_cdp_session()
    try:
        return cast(Mapping[str, Any], await session.send("Browser.getVersion"))
    finally:
        await session.detach()
