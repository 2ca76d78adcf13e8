"""Packages: our reader beside exodus-core's and androguard's own class listings, on the same real packages, in one run.

Each runs in a process of its own; the two peers in an environment of their own below `.cache/bench` (exodus-core is AGPL,
and needs Debian's `dexdump`). Memory is the peak of the process. What each finds of what is known to be there is counted on
a package built here, which holds a class of every library that we know.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from harness.catalogue.parties import builtin_parties
from tests.sandbox.package.made_archives import apk
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
known = set(open(sys.argv[2]).read().split())
found = {{name[name.endswith(";"):].rstrip(";").replace("/", ".") for name in names}}
print(json.dumps([time.perf_counter() - start, taken, peak / 1024, len(names), len(known & found)]))
"""
OURS = """
from pathlib import Path
from harness.sandbox.package.archive import Archive
from harness.sandbox.package.code import CodeBook
archive, book = Archive(Path(sys.argv[1])), CodeBook()
book.take(archive, [name for name in archive.names if name.endswith(".dex")])
names = book.all.defined
"""
WHOLE = """
from pathlib import Path
from harness.sandbox.package.reading import Reader
facts = list(Reader("app.apk").read(Path(sys.argv[1])))
names = next(one["defined"] for one in facts if one.get("kind") == "code")
"""
EXODUS = """
from exodus_core.analysis.static_analysis import StaticAnalysis
names = StaticAnalysis(sys.argv[1]).get_embedded_classes()
"""
ANDROGUARD = """
from loguru import logger
logger.remove()
from androguard.core.apk import APK
from androguard.core.dex import DEX
names = [name for content in APK(sys.argv[1]).get_all_dex() for name in DEX(content).get_classes_names()]
"""


@dataclass(frozen=True)
class Measured:
    """Seconds on the clock and of processor, peak memory in MB, how many were listed, and how many of the known."""

    wall: float
    cpu: float
    memory: float
    count: int
    recall: int


WORK = (("ours, classes", OURS), ("ours, everything", WHOLE), ("exodus-core", EXODUS), ("androguard", ANDROGUARD))


def main() -> None:
    """The table, the ratios that are asked, and what each finds of what is there."""
    peers = _peers()
    for name in ("settings", "apidemos", "yosemite"):
        try:
            path = fetched(name)
        except NotReachable as error:
            print(f"packages {name}: {error}")
            continue
        print(f"packages {name} ({path.stat().st_size / 1e6:.1f} MB)")
        _compared(peers, path, [])
    known = sorted({f"{prefix}.Sdk" for party in builtin_parties().all.values() for prefix in party.classes})
    with tempfile.TemporaryDirectory() as folder:
        try:
            path = _built(Path(folder), known)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"packages: no package could be built (needs Debian's libsmali-java): {error}")
            return
        print(f"packages built here, with a class of each of {len(known)} libraries")
        _compared(peers, path, known)


def _built(folder: Path, known: list[str]) -> Path:
    """A package that holds these classes, compiled by smali: the peers take none but whole ones."""
    (folder / "smali").mkdir()
    for number, name in enumerate(["be.school.Main", *known]):
        text = f".class public L{name.replace('.', '/')};\n.super Ljava/lang/Object;\n"
        (folder / "smali" / f"{number}.smali").write_text(text)
    command = ["smali", "a", "-a", "26", "-o", str(folder / "classes.dex"), str(folder / "smali")]
    subprocess.run(command, capture_output=True, check=True, timeout=SECONDS)
    path = folder / "app.apk"
    path.write_bytes(apk(code=(folder / "classes.dex").read_bytes()))
    return path


def _compared(peers: Path | None, path: Path, known: list[str]) -> None:
    """Ours and the peers' on one package; `known` are the classes that are in it."""
    ours = None
    for name, work in WORK:
        mine = name.startswith("ours")
        python = sys.executable if mine else str(peers)
        one = measured(python, work, path, known) if mine or peers else None
        _told(name, one, known)
        ours = ours or one
        if not mine and one and ours:
            print(f"    {'':17} ×{one.cpu / ours.cpu:.0f} of our processor time")


def measured(python: str, work: str, path: Path, known: list[str]) -> Measured | None:
    """One run in a fresh process; None when it could not be done."""
    code = MEASURED.format(work=work.strip())
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as list_:
        list_.write("\n".join(known))
        list_.flush()
        command = [python, "-c", code, str(path), list_.name]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS, env=os.environ)
    if done.returncode:
        print(f"    not measured: {done.stderr.strip().splitlines()[-1:]}")
        return None
    return Measured(*json.loads(done.stdout.strip().splitlines()[-1]))


def _told(name: str, one: Measured | None, known: list[str]) -> None:
    if one is not None:
        recall = f"  {one.recall} of {len(known)} known" if known else ""
        print(f"    {name:17} {one.wall:6.2f} s  {one.cpu:6.2f} s of processor  {one.memory:5.0f} MB  {one.count:7,}{recall}")


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
