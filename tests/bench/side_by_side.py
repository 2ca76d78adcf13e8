"""One planted page, from cold start to report: this tool beside Blacklight's collector, and what was found.

Twice: as a visitor, which is the work that the collector does, and with a pupil who signs in, is proven to be signed in,
and goes round beside the visitor, which is what finds everything that is planted.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from harness.sandbox.web.which import find_browser
from tests.bench import planted
from tests.bench.process import Taken, peak_memory, schoolproof, timed

ROUNDS = 5
PACKAGE = "@themarkup/blacklight-collector@3.11.0"
HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".cache" / "bench"


def main() -> None:
    """Measure both by turns and print; Blacklight is left out where npm or its package cannot be had."""
    missing = _install()
    if missing:
        print(f"blacklight                     left out: {missing}")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with planted.planted_site(place) as names:
            commands = {"visitor": _ours(place, "visitor"), "pupil": _ours(place, "pupil")}
            if not missing:
                commands["blacklight"] = _theirs(place, names)
            rounds = [{name: timed(words) for name, words in commands.items()} for _ in range(ROUNDS)]
            memory = {name: peak_memory(words) for name, words in commands.items()}
        _print(rounds, memory)
        for item, found in _found(json.loads((place / "pupil" / "report.json").read_bytes())).items():
            print(f"  planted: {item:31} {'found' if found else 'MISSED'}")


def _ours(place: Path, who: str) -> list[str]:
    profile, out = str(place / f"{who}.toml"), str(place / who)
    return schoolproof("audit", profile, "--quiet", "--level", "recommended", "--out", out)


def _theirs(place: Path, names: Mapping[str, str]) -> list[str]:
    browser = find_browser().path
    script, out = str(HERE / "collect.cjs"), str(place / "theirs")
    return ["node", script, str(CACHE), planted.URL, browser, out, names[planted.HOST], names["*"]]


def _install() -> str | None:
    """Fetch the collector once; the reason when it cannot be had."""
    if (CACHE / "node_modules" / "@themarkup").exists():
        return None
    if not shutil.which("npm"):
        return "no npm"
    CACHE.mkdir(parents=True, exist_ok=True)
    words = ["npm", "install", "--no-save", "--no-audit", "--no-fund", "--prefix", str(CACHE), PACKAGE]
    done = subprocess.run(
        words, capture_output=True, text=True, check=False, timeout=300,
        env={**os.environ, "PUPPETEER_SKIP_DOWNLOAD": "1"},
    )
    return None if done.returncode == 0 else f"npm could not install {PACKAGE}"


def _print(rounds: list[dict[str, Taken]], memory: Mapping[str, float]) -> None:
    median = {name: statistics.median(one[name].wall for one in rounds) for name in rounds[0]}
    for name, seconds in median.items():
        cpu = statistics.median(one[name].cpu for one in rounds)
        print(f"planted page, {name:12}     {seconds:6.2f} s   {cpu:5.2f} s of processor   peak {memory[name]:4.0f} MB PSS")
    for name in ("visitor", "pupil") if "blacklight" in median else ():
        print(f"{name} / blacklight{'':14} ratio {median[name] / median['blacklight']:4.2f}  (goal: at most 1, and 500 MB)")


def _found(report: dict[str, Any]) -> dict[str, bool]:
    """Which planted items the report names."""
    failed = [finding for finding in report["findings"] if finding["status"] == "fail"]
    told = {requirement: json.dumps([one for one in failed if one["requirement"] == requirement]) for requirement in
            {one["requirement"] for one in failed}}
    trackers, leaks = told.get("TRK-02", ""), told.get("TRK-04", "")
    return {
        **{f"tracker of {company}": host in trackers for company, host in planted.COMPANIES.items()},
        "canvas fingerprint": "canvas" in told.get("TRK-02", ""),
        "typed password sent on": "password" in leaks,
        "pupil number, first address": "google-analytics" in leaks and "pupil_number" in leaks,
        "pupil number, second address": "facebook.com" in leaks,
        "third-party cookies": "cookie: uid" in told.get("TRK-03", ""),
        "no HSTS": "NET-03" in told,
        "no content security policy": "APP-01" in told or "APP-02" in told,
    }
