"""The import contracts of ARCHITECTURE.md hold (import-linter, over the tree as it is installed)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

TOOL = Path(__file__).with_name("tree.py")


@pytest.mark.timeout(300)
def test_import_contracts() -> None:
    done = subprocess.run(
        [sys.executable, str(TOOL), "imports"], capture_output=True, text=True, timeout=280, check=False
    )
    assert done.returncode == 0, f"make lint\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
    assert " 0 broken" in done.stdout
