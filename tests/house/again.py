"""Runs every test, and the few that failed once more with the machine to themselves.

The tests drive real browsers, proxies and namespaces, three at a time on two cores; once in thousands a machine that is
busy elsewhere is slower than any limit that a test can wait for. A test that fails twice fails; one that needed the
second try is named, because it tells of a limit that is too tight or of a real race. Many failures are never load.

    python tests/house/again.py -n 3 --dist loadgroup
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

MOST = 5
ROOT = Path(__file__).resolve().parents[2]
FAILED = ROOT / ".pytest_cache" / "v" / "cache" / "lastfailed"
TESTS_FAILED = 1  # pytest's own exit code; anything else is no failure of tests


def main(options: list[str]) -> int:
    """The exit code of pytest: of the second run where there was one."""
    FAILED.unlink(missing_ok=True)
    code = pytest(options)
    failed = sorted(map(plain, json.loads(FAILED.read_bytes()))) if FAILED.exists() else []
    if code != TESTS_FAILED or not 0 < len(failed) <= MOST:
        return code
    print(f"\n{len(failed)} failed; once more, alone:", *failed, sep="\n  ", flush=True)
    again = pytest(["-n", "0", *failed])
    if again == 0:
        print("\nPassed only when run again alone, so look at their limits:", *failed, sep="\n  ", flush=True)
    return again


def pytest(words: list[str]) -> int:
    return subprocess.run([sys.executable, "-m", "pytest", *words], cwd=ROOT, check=False).returncode


def plain(test: str) -> str:
    """A test's name without the group that xdist adds to it (`…::test_x[1]@kolibri`)."""
    name, at, group = test.rpartition("@")
    return name if at and "]" not in group else test


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
