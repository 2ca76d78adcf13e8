"""A vendor's own `checks/`, `sandbox/` and `reports/` packages never hide ours, editable or from a wheel."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from harness.plugins.host import load_registry

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 240
LIST = """
import json, sys
import harness
from harness.plugins.host import load_registry
registry = load_registry()
json.dump({
    "home": harness.__file__,
    "checks": sorted(registry.checks),
    "requirements": sorted(registry.requirements),
    "renderers": sorted(registry.renderers),
    "dutch": len(registry.dutch),
}, sys.stdout)
"""


@pytest.fixture
def vendor(tmp_path: Path) -> Path:
    """A repository whose packages have the names of our folders, and say so when they are imported."""
    folder = tmp_path / "vendor"
    for name in ("checks", "sandbox", "reports", "profiles"):
        (folder / name).mkdir(parents=True)
        (folder / name / "__init__.py").write_text(f"raise RuntimeError('the vendor\\'s {name} was imported')\n")
    return folder


def listed(vendor: Path, *first: Path) -> dict[str, object]:
    """What an interpreter finds that starts in the vendor's folder, which stands on its path too."""
    path = os.pathsep.join(str(one) for one in (*first, vendor))
    done = subprocess.run(
        [sys.executable, "-c", LIST],
        cwd=vendor,
        env={**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def assert_whole(found: dict[str, object]) -> None:
    ours = load_registry()
    assert len(ours.checks) >= 22
    assert len(ours.requirements) >= 84
    assert found["checks"] == sorted(ours.checks)
    assert found["requirements"] == sorted(ours.requirements)
    assert found["renderers"] == sorted(ours.renderers)
    assert found["dutch"] == len(ours.dutch)


def test_editable(vendor: Path) -> None:
    assert_whole(listed(vendor))


def run(*command: str, cwd: Path) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"


@pytest.mark.timeout(3 * SECONDS)
def test_from_a_wheel(vendor: Path, tmp_path: Path) -> None:
    """Built from a copy, because setuptools leaves its `build/` beside the source."""
    source, site = copy_of_source(tmp_path / "source"), tmp_path / "site"
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path / "dist"), cwd=source)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    install = ("-m", "pip", "install", "--no-deps", "--no-index", "--target")
    run(sys.executable, *install, str(site), str(wheel), cwd=tmp_path)
    found = listed(vendor, site)
    assert str(found["home"]).startswith(str(site)), "the installed wheel was not the one that was asked"
    assert_whole(found)


def copy_of_source(folder: Path) -> Path:
    """Links to the folders that are packaged, beside copies of the files that the build reads."""
    folder.mkdir()
    for name in ("harness", "checks", "sandbox", "reports", "profiles"):
        (folder / name).symlink_to(ROOT / name)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        (folder / name).write_bytes((ROOT / name).read_bytes())
    return folder
