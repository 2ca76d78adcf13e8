"""Validators that we did not write, each in an environment of its own below `.cache/validators`.

They are installed when a test first needs them, because compliance-trestle alone pins half the world. Without a package
registry the test is skipped, and says so.
"""

from __future__ import annotations

import fcntl
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PLACE = Path(__file__).resolve().parents[2] / ".cache" / "validators"
SECONDS = 300
PACKAGES = {
    "oscal": ("compliance-trestle==5.2.0",),
    "others": ("junitparser==5.0.3", "rdflib==7.6.0", "pyld==3.3.0", "jsonschema==4.26.0"),
}
SARIF = "@microsoft/sarif-multitool-linux@5.7.0"


def python(name: str) -> Path:
    """The interpreter of the environment `name`; the test is skipped when it cannot be had."""
    made = PLACE / f"{name}-{sys.version_info[0]}.{sys.version_info[1]}"
    program = made / "bin" / "python"
    uv = [sys.executable, "-m", "uv"]
    _once(made, " ".join(PACKAGES[name]), lambda: [
        [*uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(made)],
        [*uv, "pip", "install", "--quiet", "--python", str(program), *PACKAGES[name]],
    ])  # fmt: skip
    return program


def sarif_folder() -> Path:
    """The folder of the SARIF multitool: its schema and its program; the test is skipped when it cannot be had."""
    if shutil.which("npm") is None:
        pytest.skip("npm is not here, so the SARIF multitool cannot be had")
    made = PLACE / "sarif"
    words = ["npm", "install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(made), SARIF]
    _once(made, SARIF, lambda: [words])
    folder = made / "node_modules" / SARIF.rpartition("@")[0]
    (folder / "Sarif.Multitool").chmod(0o755)
    return folder


def ask(name: str, code: str, *arguments: str) -> Any:
    """What `code` prints as JSON in the environment `name`; `arguments` are its `sys.argv[1:]`."""
    done = subprocess.run(
        [str(python(name)), "-c", code, *arguments], capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def _once(made: Path, wanted: str, commands: Callable[[], list[list[str]]]) -> None:
    """Run the commands unless they were run for the same packages before; one process at a time."""
    made.mkdir(parents=True, exist_ok=True)
    done = PLACE / f"{made.name}.done"
    with (PLACE / f"{made.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if done.is_file() and done.read_text() == wanted:
            return
        for command in commands():
            try:
                answer = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
            except subprocess.TimeoutExpired:
                pytest.skip(f"{wanted} could not be had: no answer within {SECONDS} s")
            if answer.returncode != 0:
                pytest.skip(f"{wanted} could not be had: {(answer.stderr or answer.stdout).strip().splitlines()[-1]}")
        done.write_text(wanted)
