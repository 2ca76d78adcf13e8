"""Run a tool over the tree as it is installed.

On disk `checks/`, `sandbox/`, `reports/` and `profiles/` stand at the top; installed they are packages below `harness`.
mypy and import-linter read files, not installations, so this lays out links the way the installation does.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MAPPED = ("checks", "sandbox", "reports", "profiles")


def lay_out() -> Path:
    """Make `.cache/tree/harness` and return `.cache/tree`; links are remade, so nothing stale stays."""
    tree = ROOT / ".cache" / "tree"
    package = tree / "harness"
    package.mkdir(parents=True, exist_ok=True)
    wanted = {path.name: path for path in (ROOT / "harness").iterdir() if path.name != "__pycache__"}
    wanted |= {name: ROOT / name for name in MAPPED}
    for path in package.iterdir():
        if path.is_symlink():
            path.unlink(missing_ok=True)
    for name, target in wanted.items():
        (package / name).symlink_to(target)
    return tree


def run(tool: str) -> int:
    """`mypy` or `imports`; returns the tool's exit code."""
    tree = lay_out()
    commands = {
        "mypy": ["-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), "-p", "harness"],
        "imports": ["-m", "importlinter.cli", "lint", "--config", str(ROOT / "pyproject.toml"), "--no-cache"],
    }
    command = commands[tool]
    if tool == "imports":
        command = ["-c", "import sys; from importlinter.cli import lint_imports_command as c; c()", *command[3:]]
    env = {**os.environ, "MYPYPATH": str(tree), "PYTHONPATH": str(tree)}
    return subprocess.run([sys.executable, *command], env=env, cwd=tree, check=False).returncode


if __name__ == "__main__":
    sys.exit(run(sys.argv[1]))
