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


def with_packages(name: str, *files: Path) -> Path:
    """A folder with these files, `package.json` among them, and what that needs below `node_modules`.

    It is kept under a name that follows from the files. Raises NotReachable without Node or without a registry.
    """
    PLACE.mkdir(parents=True, exist_ok=True)
    kept = PLACE / f"{name}-{hashlib.sha256(b'\0'.join(one.read_bytes() for one in files)).hexdigest()[:16]}"
    with (PLACE / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # a second run waits for the first one's download
        if not kept.is_dir():
            with tempfile.TemporaryDirectory(dir=PLACE, prefix="making-") as scratch:
                for one in files:
                    shutil.copy(one, scratch)
                _install(Path(scratch))
                Path(scratch).rename(kept)  # whole or not at all
                Path(scratch).mkdir()  # for its own removal
    return kept


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
