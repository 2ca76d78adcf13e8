"""Real applications of the Python package registry, each installed once into an environment of its own."""

from __future__ import annotations

import fcntl
import re
import subprocess
import sys
from pathlib import Path

PLACE = Path(__file__).resolve().parents[2] / ".cache" / "targets"
PYTHON = ".".join(str(part) for part in sys.version_info[:2])  # what was made for one Python does not fit another
INSTALL_SECONDS = 300
UNREACHABLE = re.compile(r"from versions: none|connection|timed? ?out|name resolution|max retries|proxyerror|sslerror", re.I)


class NotReachable(Exception):
    """The package registry did not answer, so there is nothing to audit."""


def place_of(name: str) -> Path:
    """Where the environment of this name lies, and beside it what is made with it."""
    return PLACE / f"{name}-python{PYTHON}"


def installed(name: str, pinned: str, *options: str) -> Path:
    """The interpreter of an environment that holds what is `pinned` (lines for pip). Raises NotReachable."""
    place = place_of(name)
    place.parent.mkdir(parents=True, exist_ok=True)
    done, python = place / "installed", place / "bin" / "python"
    with (place.parent / f"{place.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # a second run waits for the first one's download
        if done.is_file() and done.read_text() == pinned and python.exists():
            return python
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", "--clear", place], check=True)
        _install(name, place, pinned, options)
        done.write_text(pinned)
    return python


def _install(name: str, place: Path, pinned: str, options: tuple[str, ...]) -> None:
    wanted = place / "wanted.txt"
    wanted.write_text(pinned)
    pip = [sys.executable, "-m", "pip", "--python", str(place / "bin" / "python"), "install", "--quiet", "--no-input"]
    always = ["--disable-pip-version-check", "--retries", "1", "--timeout", "20", "--no-deps"]
    try:
        answer = subprocess.run(
            [*pip, *always, *options, "-r", str(wanted)], capture_output=True, text=True, timeout=INSTALL_SECONDS
        )
    except subprocess.TimeoutExpired:
        raise NotReachable(f"{name} was not there after {INSTALL_SECONDS} s") from None
    if answer.returncode != 0:
        told = answer.stderr.strip()[-2000:]
        if UNREACHABLE.search(told):
            raise NotReachable(told.splitlines()[-1])
        raise RuntimeError(f"pip could not install {name}:\n{told}")
