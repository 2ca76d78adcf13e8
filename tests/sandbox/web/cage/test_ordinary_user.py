"""Runs this folder's tests of real cages once more as an ordinary user, when we are root and the machine is ours."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[3]
NOBODY = 65534
# In mounts of its own: hides the closed folders $HIDE and puts the folders $NEED back in place, staged meanwhile in $1;
# opens the TUN device to everybody, as it is wherever udev made it (in some containers it is root's alone); then becomes an ordinary user, without any privilege, and runs the rest of the arguments. Paths may not hold spaces.
ORDINARY = """
set -eu
stage=$1; shift
mount -t tmpfs -o mode=755 none "$stage"
for path in $NEED; do mkdir -p "$stage/$path"; mount --bind "$path" "$stage/$path"; done
for path in $HIDE; do mount -t tmpfs -o mode=755 none "$path"; done
for path in $NEED; do test -e "$path" || { mkdir -p "$path"; mount --bind "$stage/$path" "$path"; }; done
mknod -m 666 "$stage/tun" c 10 200 && mount --bind "$stage/tun" /dev/net/tun || true
cd /
exec setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs "$@"
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A temporary folder that belongs to the ordinary user."""
    made = Path(tempfile.mkdtemp(prefix="ordinary-", dir="/tmp"))
    os.chown(made, NOBODY, NOBODY)
    yield made
    shutil.rmtree(made)


@pytest.mark.skipif(os.geteuid() != 0, reason="we are an ordinary user already: the other tests were this one")
@pytest.mark.timeout(240)
def test_everything_holds_for_an_ordinary_user(folder: Path) -> None:
    stage = folder / "stage"
    stage.mkdir()
    needed = [ROOT, Path(sys.prefix), Path(sys.base_prefix)]
    tests = [str(HERE / name) for name in ("test_cage.py", "test_life.py", "test_browser.py")]
    options = ["-p", "no:cacheprovider", "-q", "--rootdir", str(ROOT), "-c", str(ROOT / "pyproject.toml")]
    options += ["--basetemp", str(folder / "t"), "-n", "0", "-p", "no:schoolproof"]
    program = [sys.executable, "-B", "-m", "pytest", *options, *tests]
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "HIDE": _words(_closed(needed)),
        "NEED": _words(needed),
    }
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", ORDINARY, "sh", str(stage), *program],
        env=environment,
        capture_output=True,
        text=True,
        timeout=220,
        check=False,
    )
    print(done.stdout[-6000:], done.stderr[-2000:])
    if "no user-namespace here" in done.stdout:
        pytest.skip(f"ordinary users can have no cage here: {done.stdout[-500:]}")
    assert done.returncode == 0
    assert " passed" in done.stdout


def _closed(paths: list[Path]) -> list[Path]:
    """Return the topmost folders above `paths` that others may not enter."""
    found: list[Path] = []
    for path in paths:
        above = [each for each in reversed([path, *path.parents]) if not each.stat().st_mode & stat.S_IXOTH]
        found += [each for each in above[:1] if each not in found]
    return found


def _words(paths: list[Path]) -> str:
    return " ".join(map(str, paths))
