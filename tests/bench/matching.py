"""Matching: addresses a second of our engine and of the Rust ones, over the same rules, in one run.

The rules are the lists that are active on this machine (`schoolproof data update easyprivacy`), else rules made up here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from time import perf_counter, process_time

from harness.lists.active import installed_lists
from harness.lists.content import read_content
from harness.lists.known import known_list
from harness.lists.store import Store, default_folder
from harness.lists.syntax import Filter
from tests.harness.lists.addresses import requests
from tests.harness.lists.made import rules
from tests.harness.lists.test_engine import made_up

COUNT = 100_000
GOAL = 40_000
ENGINES = ("ours", "adblock", "braveblock")


def main() -> None:
    """Each engine in a process of its own, so that its memory can be told."""
    first: float | None = None
    for name in ENGINES:
        code = f"from tests.bench.matching import one; one({name!r})"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=os.environ)
        if done.returncode:
            print(f"matching {name:11} not installed here")
            continue
        count, load, each, memory, hits = json.loads(done.stdout)
        first = first or each
        told = f"{each:9,.0f} addresses/s  ×{each / first:.2f}   load {load:5.2f} s   +{memory:4.0f} MB   {hits} named"
        print(f"matching {name:11} {count:7,} rules  {told}  (goal: {GOAL:,})")


def one(name: str) -> None:
    """Print rules, seconds to load, addresses a second, MB and hits of one engine."""
    held = _rules()
    asked = list(requests(COUNT, held))
    before, start = _memory(), perf_counter()
    match = _made(name, held)
    load, memory = perf_counter() - start, _memory() - before
    start = process_time()
    hits = sum(map(match, asked))
    print(json.dumps([len(held), load, COUNT / (process_time() - start), memory, hits]))


def _made(name: str, held: list[Filter]) -> Callable[[tuple[str, str, str]], bool]:
    if name == "braveblock":
        import braveblock  # type: ignore[import-not-found]  # not a dependency: it tells no rule

        plain = braveblock.Adblocker(rules=[rule.text for rule in held])
        return lambda one: bool(plain.check_network_urls(one[0], f"https://{one[1]}/", one[2]))
    if name == "adblock":
        from tests.harness.lists.native import NativeEngine

        native = NativeEngine({"all": held})
        return lambda one: native.match(*one) is not None
    from harness.lists.engine import IndexEngine

    engine = IndexEngine({"all": held})
    return lambda one: engine.match(*one) is not None


def _rules() -> list[Filter]:
    store = Store(default_folder())
    entries = installed_lists().entries
    found = [rule for one in entries for rule in read_content(known_list(one.name), store.read(one)).rules]
    return found or rules(*dict.fromkeys(made_up(4000)))


def _memory() -> float:
    """Megabytes that this process holds now."""
    with open("/proc/self/statm", encoding="ascii") as stream:
        return int(stream.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
