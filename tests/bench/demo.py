"""The demo audit, from the first process to the last report."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.bench.process import schoolproof, timed


def main() -> None:
    """Measure both presets once and print."""
    with tempfile.TemporaryDirectory() as folder:
        for preset in ("safe", "leaky"):
            out = Path(folder) / preset
            taken = timed(schoolproof("demo", preset, "--quiet", "--out", str(out)))
            print(f"demo {preset:5}                     {taken.told()}  (goal: at most 40 s)")
