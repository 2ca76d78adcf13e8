"""A whole command measured from outside: wall time, processor time, and the peak of its processes' shared-out memory."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SAMPLE_SECONDS = 0.1


@dataclass(frozen=True)
class Taken:
    """Seconds on the clock, seconds of processor, and what the command printed. `code` is its exit code."""

    wall: float
    cpu: float
    code: int
    stdout: str

    def told(self) -> str:
        """For the printed table."""
        return f"{self.wall:6.1f} s   {self.cpu:5.1f} s of processor"


def schoolproof(*words: str) -> list[str]:
    """The command line of this very tree."""
    return [sys.executable, "-m", "harness.cli", *words]


def timed(words: Sequence[str], environment: Mapping[str, str] | None = None) -> Taken:
    """Run a command to its end, at most five minutes."""
    before, start = _children(), time.perf_counter()
    done = subprocess.run(
        words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False, timeout=300,
        env={**os.environ, **(environment or {})},
    )
    return Taken(time.perf_counter() - start, _children() - before, done.returncode, done.stdout)


def peak_memory(words: Sequence[str], environment: Mapping[str, str] | None = None) -> float:
    """The highest PSS (MB) of a command and all it started, sampled ten times a second; slows it, so never timed."""
    peak = 0.0
    with subprocess.Popen(
        words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **(environment or {})}
    ) as process:
        while process.poll() is None:
            peak = max(peak, sum(pss(pid) for pid in _family(process.pid)))
            try:
                process.wait(SAMPLE_SECONDS)
            except subprocess.TimeoutExpired:
                continue
    return peak / 1024


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _family(pid: int) -> list[int]:
    """A process and everything below it."""
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                waiting += [int(word) for word in children.read_text().split()]
            except OSError:  # it ended meanwhile
                continue
    return found


def pss(pid: int) -> int:
    """The memory of a process in kB, what it shares counted in part; 0 for a process that ended meanwhile."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
