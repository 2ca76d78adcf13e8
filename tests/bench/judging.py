"""Judging: seconds and peak memory for bundles of 20,000 and 100,000 exchanges."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.process import pss


def main() -> None:
    """Seconds and peak memory of judging a small and a large bundle, each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        for count in (20_000, 100_000):
            code = f"from tests.bench.judging import judge_one; judge_one({str(folder)!r}, {count})"
            answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
            seconds, cpu, memory, shared = json.loads(answer)
            told = f"{seconds:6.2f} s ({cpu:5.2f} s of processor)   peak {memory // 1024} MB (PSS {shared // 1024})"
            print(f"judge {count:7,} exchanges        {told}  (goal: 15 s for 100,000, memory the same)")


def judge_one(folder: str, count: int) -> None:
    """Make a bundle of `count` exchanges, judge it, and print seconds on the clock and of processor, peak RSS and PSS at the end (kB)."""
    from harness.audit import judge_bundle
    from harness.plugins.host import load_registry
    from tests.harness.many import many

    bundle = many(Path(folder) / str(count), count)
    registry = load_registry()
    start, began = time.perf_counter(), time.process_time()
    judge_bundle(bundle, registry)
    seconds, cpu = time.perf_counter() - start, time.process_time() - began
    print(json.dumps([seconds, cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, pss(os.getpid())]))
