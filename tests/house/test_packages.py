"""What is packaged is what is on disk: a forgotten package or data file would be missing only after installation."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SETUP = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
FOLDERS: dict[str, str] = SETUP["package-dir"]
PACKAGES: list[str] = SETUP["packages"]
NOT_DATA = {".py", ".pyc"}


def package_of(folder: Path) -> str:
    """The name under which a folder on disk is imported."""
    top, *below = folder.relative_to(ROOT).parts
    name = next(name for name, place in FOLDERS.items() if place == top)
    return ".".join([name, *below])


def folder_of(package: str) -> Path:
    """Where a package stands on disk."""
    name = max((name for name in FOLDERS if f"{package}.".startswith(f"{name}.")), key=len)
    return ROOT.joinpath(FOLDERS[name], *package.removeprefix(name).strip(".").split("."))


def packages_on_disk() -> Iterator[str]:
    for top in FOLDERS.values():
        for initial in (ROOT / top).rglob("__init__.py"):
            yield package_of(initial.parent)


def data_on_disk() -> Iterator[Path]:
    for top in FOLDERS.values():
        for path in (ROOT / top).rglob("*"):
            if path.is_file() and path.suffix not in NOT_DATA and "__pycache__" not in path.parts:
                yield path


def packaged_data() -> set[Path]:
    found: set[Path] = set()
    for package, patterns in SETUP["package-data"].items():
        for pattern in patterns:
            found.update(folder_of(package).glob(pattern))
    return found


def test_every_package_on_disk_is_listed() -> None:
    on_disk = sorted(packages_on_disk())
    assert sorted(PACKAGES) == on_disk, "make [tool.setuptools] packages in pyproject.toml equal to this list"


def test_every_module_stands_in_a_package() -> None:
    outside = [
        path.relative_to(ROOT)
        for top in FOLDERS.values()
        for path in (ROOT / top).rglob("*.py")
        if not (path.parent / "__init__.py").is_file()
    ]
    assert outside == [], "add an __init__.py beside these modules"


def test_every_data_file_is_packaged() -> None:
    forgotten = sorted(str(path.relative_to(ROOT)) for path in set(data_on_disk()) - packaged_data())
    assert forgotten == [], "add a glob to [tool.setuptools.package-data] in pyproject.toml"


@pytest.mark.parametrize("package", sorted(SETUP["package-data"]))
def test_every_glob_finds_something(package: str) -> None:
    folder = folder_of(package)
    empty = [pattern for pattern in SETUP["package-data"][package] if not any(folder.glob(pattern))]
    assert empty == [], f"{package}: remove these globs from pyproject.toml"
