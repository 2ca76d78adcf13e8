"""Real SDKs, fetched with npm at the versions of `package.json` and made into the scripts that the pages load.

They are kept below `.cache/targets`, under a name that follows from the pins and from our own scripts.
"""

from __future__ import annotations

import fcntl
import hashlib
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
CACHE = HERE.parents[2] / ".cache" / "targets"
PINS = HERE / "package.json"
SCRIPTS = tuple(sorted(HERE.glob("*.js")))
INSTALL_SECONDS, BUNDLE_SECONDS = 300, 120
UNREACHABLE = re.compile(r"ENOTFOUND|ECONN|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ETARGET|E40[134]|network|socket", re.I)
INSTALL = ("install", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=1")
PAGES = ("page.js", "outside.js")
BUNDLE = (*PAGES, "--outdir=made", "--bundle", "--minify", "--format=iife", "--platform=browser", "--target=es2022", "--log-level=error")


class NotReachable(Exception):
    """There is no Node here, or the package registry did not answer, so there are no SDKs to meet."""


def page_scripts() -> dict[str, bytes]:
    """The scripts with the SDKs in them, by name. Raises NotReachable without Node or without a registry."""
    CACHE.mkdir(parents=True, exist_ok=True)
    kept = CACHE / f"sdks-{_digest()}"
    with (CACHE / "sdks.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # a second run waits for the first one's download
        if not kept.is_dir():
            with tempfile.TemporaryDirectory(dir=CACHE, prefix="making-") as scratch:
                _make(Path(scratch)).replace(kept)
    return {name: (kept / name).read_bytes() for name in PAGES}


def _digest() -> str:
    content = b"\0".join(path.read_bytes() for path in (PINS, *SCRIPTS))
    return hashlib.sha256(content + " ".join(BUNDLE).encode()).hexdigest()[:16]


def _make(scratch: Path) -> Path:
    if (npm := shutil.which("npm")) is None or shutil.which("node") is None:
        raise NotReachable("node and npm are not installed here")
    for path in (PINS, *SCRIPTS):
        shutil.copy(path, scratch)
    told = _run([npm, *INSTALL], scratch, INSTALL_SECONDS)
    if told is not None:
        if UNREACHABLE.search(told):
            raise NotReachable(told.splitlines()[0])
        raise RuntimeError(f"npm could not install the SDKs:\n{told}")
    told = _run(["node_modules/.bin/esbuild", *BUNDLE], scratch, BUNDLE_SECONDS)
    if told is not None:
        raise RuntimeError(f"esbuild could not bundle the SDKs:\n{told}")
    return scratch / "made"


def _run(command: list[str], folder: Path, limit: float) -> str | None:
    """What it complained of when it failed, or None."""
    try:
        answer = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=limit
        )
    except subprocess.TimeoutExpired:
        return f"network: {command[0]} was not done after {limit:.0f} s"
    return (answer.stderr.strip()[-2000:] or "it said nothing") if answer.returncode else None
