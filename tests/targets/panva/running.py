"""panva's certified OpenID Connect provider, fetched with npm and run on a loopback port."""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.targets.sdks.bundle import CACHE, INSTALL, INSTALL_SECONDS, UNREACHABLE, NotReachable

HERE = Path(__file__).resolve().parent
FILES = ("package.json", "provider.js")


@contextmanager
def panva(order: dict[str, str]) -> Iterator[int]:
    """Its port, as long as it runs. Raises NotReachable without Node or without a registry."""
    folder, node = _installed(), shutil.which("node")
    assert node is not None
    command = [node, "--no-warnings", "provider.js"]
    with subprocess.Popen(
        command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(order) + "\n")
            process.stdin.flush()
            said = process.stdout.readline().split()
            assert said[:1] == ["ready"], f"the provider did not start: run `node provider.js` in {folder}"
            yield int(said[1])
        finally:
            process.kill()


def _installed() -> Path:
    """Where it lies with what it needs; kept under a name that follows from our files."""
    CACHE.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(b"\0".join((HERE / name).read_bytes() for name in FILES)).hexdigest()[:16]
    kept = CACHE / f"panva-{digest}"
    with (CACHE / "panva.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # a second run waits for the first one's download
        if not kept.is_dir():
            with tempfile.TemporaryDirectory(dir=CACHE, prefix="making-") as scratch:
                _install(Path(scratch))
                Path(scratch).rename(kept)
                Path(scratch).mkdir()  # for its own removal
    return kept


def _install(folder: Path) -> None:
    if (npm := shutil.which("npm")) is None or shutil.which("node") is None:
        raise NotReachable("node and npm are not installed here")
    for name in FILES:
        shutil.copy(HERE / name, folder)
    try:
        done = subprocess.run(
            [npm, *INSTALL], cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=INSTALL_SECONDS
        )
    except subprocess.TimeoutExpired:
        raise NotReachable("npm was not done in time") from None
    if done.returncode and UNREACHABLE.search(done.stderr):
        raise NotReachable(done.stderr.splitlines()[0])
    assert not done.returncode, done.stderr[-2000:]
