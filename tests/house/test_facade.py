"""The facade is whole, and checks use nothing else: what a check cannot import it cannot do."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import harness
from harness.homes import HOMES

ROOT = Path(__file__).resolve().parents[2]
PURE = {"collections", "datetime", "json", "re", "urllib"}
COLLECTOR = {"pkgutil", "importlib", "__future__"}
"""What `checks/__init__.py` needs besides, to find the checks."""
DOORS = {"open", "eval", "exec", "compile", "__import__", "input", "breakpoint"}
CHECKS = sorted((ROOT / "checks").rglob("*.py"))


def imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every module that is imported, also within functions, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield ("." * node.level) + (node.module or ""), node.lineno


def allowed(module: str, path: Path) -> bool:
    if path == ROOT / "checks" / "__init__.py" and module in COLLECTOR:
        return True
    if module in ("harness", "__future__"):
        return True
    within_family = module.startswith("harness.checks.")
    return within_family or (module.partition(".")[0] in PURE and not module.startswith("urllib.request"))


def test_all_is_what_has_a_home() -> None:
    homes = [name for names in HOMES.values() for name in names]
    assert sorted(homes) == sorted(set(homes)), "a name has two homes"
    assert sorted(harness.__all__) == sorted(homes)


@pytest.mark.parametrize("name", harness.__all__)
def test_every_name_is_there_and_is_its_homes(name: str) -> None:
    home = next(home for home, names in HOMES.items() if name in names)
    assert getattr(harness, name) is getattr(import_module(home), name)


def test_types_know_the_same_names() -> None:
    tree = ast.parse(Path(harness.__file__).read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    seen = {
        (node.module, alias.name) for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assert seen == {(home, name) for home, names in HOMES.items() for name in names}


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        harness.nonsense  # noqa: B018


@pytest.mark.parametrize("path", CHECKS, ids=lambda path: str(path.relative_to(ROOT)))
def test_checks_import_the_facade_and_pure_modules_only(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    wrong = [f"line {line}: {module}" for module, line in imports(tree) if not allowed(module, path)]
    assert wrong == [], f"a check may import: harness, {', '.join(sorted(PURE))}"


@pytest.mark.parametrize("path", CHECKS, ids=lambda path: str(path.relative_to(ROOT)))
def test_checks_open_no_doors(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    assert [call.id for call in calls if isinstance(call, ast.Name) and call.id in DOORS] == []


@pytest.mark.parametrize(
    "module",
    ["os", "socket", "subprocess", "http.client", "playwright.async_api", "mitmproxy", "urllib.request", "harness.cli"],
)
def test_the_rule_refuses(module: str) -> None:
    assert not allowed(module, ROOT / "checks" / "trackers" / "made_up.py")
