"""The leak search: megabytes a second and memory, for the looks of one persona's planted values."""

from __future__ import annotations

import base64
import json
import random
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.harness.leaks.disguises import PERSONA

GOAL = 100
CLEAR = Path("/proc/self/clear_refs")


def main() -> None:
    """Print for each kind of body how fast patterns are looked for, and how fast all wrappings are undone as well."""
    code = "from tests.bench.leaks import measure; measure()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    print(f"leaks patterns                 {told['patterns']}, made in {told['build']:.2f} s")
    for name, (megabytes, looking, whole) in told["kinds"].items():
        speed = f"{looking:6.0f} MB/s looked for   {whole:6.0f} MB/s with all wrappings undone"
        print(f"leaks {name:12} {megabytes:5.1f} MB    {speed}   (goal: {GOAL} looked for)")
    print(f"leaks memory                   {told['memory'] / 1024:.0f} MB more than before   (goal: at most 50)")


def measure() -> None:
    """Measure in this process, and print JSON: MB/s by kind of body, and kB of memory that the search took."""
    from harness.leaks.ledger import search
    from harness.leaks.matcher import Matcher

    bodies = dict(kinds())
    CLEAR.write_text("5")  # the peak of making the bodies is forgotten
    before = memory("VmRSS")
    start = time.perf_counter()
    matcher = Matcher(PERSONA)
    told: dict[str, object] = {"build": time.perf_counter() - start, "patterns": matcher.size}
    told["kinds"] = {
        name: (len(body) / 1e6, _speed(matcher.any, body), _speed(lambda data: search(matcher, {"body": data}), body))
        for name, body in bodies.items()
    }
    told["memory"] = memory("VmHWM") - before
    print(json.dumps(told))


def memory(name: str) -> int:
    """A figure of this process's memory in kB, such as VmRSS (now) or VmHWM (the most it had)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def kinds() -> Iterator[tuple[str, bytes]]:
    """Bodies as apps send them, made up, always the same."""
    dice = random.Random(1)
    words = ["the", "of", "and", "to", "in", "that", "it", "was", "for", "on", "are", "with", "as", "they", "be", "have", "this"]
    yield "words", " ".join(dice.choices(words, k=600_000)).encode()
    events = [{"t": at, "name": "view", "page": f"/les/{at % 90}", "ms": dice.randrange(9999)} for at in range(40_000)]
    yield "events", json.dumps(events).encode()
    identified = [{"id": str(uuid.UUID(int=dice.getrandbits(128))), "at": at} for at in range(30_000)]
    yield "identifiers", json.dumps(identified).encode()
    yield "base64", base64.b64encode(dice.randbytes(3 << 20))
    yield "bytes", dice.randbytes(3 << 20)


def _speed(search: Callable[[bytes], object], body: bytes) -> float:
    """MB of the body in one second of processor, the best of three."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        search(body)
        best = min(best, time.process_time() - start)
    return len(body) / 1e6 / best
