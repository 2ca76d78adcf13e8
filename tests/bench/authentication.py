"""Every way of signing in, and every session, tried at the demo school: requests by probe, and the time that takes."""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from collections import Counter
from pathlib import Path

from harness.gather import gather
from harness.platform import Silent
from harness.plugins.host import Registry, load_registry
from harness.profile.load import load_profile
from harness.sandbox.demo.school import demo_school

ROWS = ("AUT-", "SES-")


class Noted(Silent):
    """Notes when each probe began and ended, in seconds since it was made."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self.times: dict[str, list[float]] = {}

    def session(self, name: str, doing: str, requests: int) -> None:
        if doing == "probing":
            self.times[name] = []
        if name in self.times:
            self.times[name].append(time.perf_counter() - self._start)


def main() -> None:
    """Audit once, with the probes of these rows only, and print."""
    every, noted = load_registry(), Noted()
    asked = Registry(every.manager)
    vars(asked)["checks"] = {id: one for id, one in every.checks.items() if one.requirement.startswith(ROWS)}
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        with demo_school([], at / "school", sign_on=True, passwords=True) as demo:
            profile = load_profile(demo.profile)
            asyncio.run(gather(profile, at / "bundle", asked, level="recommended", progress=noted, later=False))
        lines = (at / "bundle" / "probes" / "requests.jsonl").read_text("utf-8").splitlines()
    sent = Counter(str(json.loads(line)["probe"]) for line in lines)
    for name, times in noted.times.items():
        print(f"  {name:34} {times[-1] - times[0]:6.1f} s")
    began, ended = min(one[0] for one in noted.times.values()), max(one[-1] for one in noted.times.values())
    rate = profile.authorisation.rate if profile.authorisation else None
    print(f"  {', '.join(f'{name} {number}' for name, number in sent.most_common())}")
    print(f"authentication: {sent.total()} requests, at most {rate} a second: {ended - began:.1f} s  (goal: at most 120 s)")
