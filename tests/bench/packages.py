"""Packages: our reader beside exodus-core's and androguard's own class listings, on the same real packages, in one run.

Each runs in a process of its own; the two peers in an environment of their own below `.cache/bench` (exodus-core is AGPL,
and needs Debian's `dexdump`). Memory is the peak of the process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.targets.packages import NotReachable, fetched

PLACE = Path(__file__).resolve().parents[2] / ".cache" / "bench" / "packages"
PEERS = ("exodus-core==1.3.15", "androguard==4.1.1")
SECONDS = 900
MEASURED = """
import json, resource, sys, time
start, cpu = time.perf_counter(), time.process_time()
{work}
used = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
taken = sum(one.ru_utime + one.ru_stime for one in used)
status = open("/proc/self/status").read()  # ru_maxrss counts what the parent held before it started us
peak = max(int(status.partition("VmHWM:")[2].split()[0]), used[1].ru_maxrss)
print(json.dumps([time.perf_counter() - start, taken, peak / 1024, count]))
"""
OURS = """
from pathlib import Path
from harness.sandbox.package.archive import Archive
from harness.sandbox.package.code import CodeBook
archive, book = Archive(Path(sys.argv[1])), CodeBook()
book.take(archive, [name for name in archive.names if name.endswith(".dex")])
count = len(book.all.defined)
"""
WHOLE = """
from pathlib import Path
from harness.sandbox.package.reading import Reader
facts = list(Reader("app.apk").read(Path(sys.argv[1])))
count = len(facts)
"""
EXODUS = """
from exodus_core.analysis.static_analysis import StaticAnalysis
count = len(StaticAnalysis(sys.argv[1]).get_embedded_classes())
"""
ANDROGUARD = """
from loguru import logger
logger.remove()
from androguard.core.apk import APK
from androguard.core.dex import DEX
count = sum(len(DEX(content).get_classes_names()) for content in APK(sys.argv[1]).get_all_dex())
"""


@dataclass(frozen=True)
class Measured:
    """Seconds on the clock and of processor, peak memory in MB, and how many were listed."""

    wall: float
    cpu: float
    memory: float
    count: int


def main() -> None:
    """The table, and the ratios that are asked."""
    peers = _peers()
    for name in ("settings", "apidemos", "yosemite"):
        try:
            path = fetched(name)
        except NotReachable as error:
            print(f"packages {name}: {error}")
            continue
        print(f"packages {name} ({path.stat().st_size / 1e6:.1f} MB)")
        ours = _told("ours, classes", measured(sys.executable, OURS, path))
        _told("ours, everything", measured(sys.executable, WHOLE, path))
        for peer, work in (("exodus-core", EXODUS), ("androguard", ANDROGUARD)):
            theirs = _told(peer, measured(str(peers), work, path)) if peers else None
            if ours and theirs:
                print(f"    {'':17} ×{theirs.cpu / ours.cpu:.0f} of our processor time")


def measured(python: str, work: str, path: Path) -> Measured | None:
    """One run in a fresh process; None when it could not be done."""
    code = MEASURED.format(work=work.strip())
    done = subprocess.run(
        [python, "-c", code, str(path)], capture_output=True, text=True, check=False, timeout=SECONDS, env=os.environ
    )
    if done.returncode:
        print(f"    not measured: {done.stderr.strip().splitlines()[-1:]}")
        return None
    return Measured(*json.loads(done.stdout.strip().splitlines()[-1]))


def _told(name: str, one: Measured | None) -> Measured | None:
    if one is not None:
        print(f"    {name:17} {one.wall:6.2f} s  {one.cpu:6.2f} s of processor  {one.memory:5.0f} MB  {one.count:7,}")
    return one


def _peers() -> Path | None:
    """The Python of the environment in which the peers are; made once."""
    python = PLACE / "bin" / "python"
    ready = PLACE / ".ready"
    if not ready.is_file():
        PLACE.parent.mkdir(parents=True, exist_ok=True)
        made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(PLACE)], capture_output=True, check=False)
        installed = made.returncode == 0 and not subprocess.run(
            [str(python), "-m", "pip", "install", "-q", *PEERS], capture_output=True, check=False, timeout=SECONDS
        ).returncode
        if not installed:
            print("packages: exodus-core and androguard could not be installed; only our own figures")
            return None
        ready.touch()
    return python


if __name__ == "__main__":
    main()
