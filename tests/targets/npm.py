"""Packages of npm that a target needs, installed once at the versions of a `package.json`."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.targets.environment import PLACE, NotReachable
from tests.targets.sdks.bundle import INSTALL, INSTALL_SECONDS, UNREACHABLE


def node_modules(name: str, pins: Path) -> Path:
    """Where the packages lie that these pins name. Raises NotReachable without Node or without a registry."""
    PLACE.mkdir(parents=True, exist_ok=True)
    kept = PLACE / f"{name}-{hashlib.sha256(pins.read_bytes()).hexdigest()[:16]}"
    with (PLACE / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # a second run waits for the first one's download
        if not kept.is_dir():
            with tempfile.TemporaryDirectory(dir=PLACE, prefix="making-") as scratch:
                shutil.copy(pins, scratch)
                _install(Path(scratch))
                shutil.copytree(scratch, kept.with_suffix(".part"), symlinks=True, dirs_exist_ok=True)
                kept.with_suffix(".part").rename(kept)  # whole or not at all
    return kept / "node_modules"


def _install(folder: Path) -> None:
    if (npm := shutil.which("npm")) is None or shutil.which("node") is None:
        raise NotReachable("node and npm are not installed here")
    try:
        done = subprocess.run(
            [npm, *INSTALL], cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=INSTALL_SECONDS
        )
    except subprocess.TimeoutExpired:
        raise NotReachable("npm was not done in time") from None
    if done.returncode and UNREACHABLE.search(done.stderr):
        raise NotReachable(done.stderr.splitlines()[0])
    assert not done.returncode, done.stderr[-2000:]
