"""What no file of ours may hold: hosts of package registries, paths of one machine, fixed sleeps, endless length."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("harness", "checks", "sandbox", "reports")
MAX_LINES = 300
# Written in pieces, so that this file does not hold what it looks for.
REGISTRIES = re.compile(
    r"\b(?:(?:pypi|pythonhosted|registry\.npmjs)\." r"org|(?:crates|ghcr|docker|quay)\." r"io)\b"
)
MACHINE = re.compile(r"(?<![\w.$}~-])/(?:work/|ro" r"ot/|ho" r"me/[a-z]|Us" r"ers/)|/\.py" r"env/versions/3\.\d+\.\d")
SLEEPS = {"sleep", "wait_for_timeout"}


def tracked() -> list[Path]:
    """Files that belong to the project: in git, or about to be; all files when this is no checkout."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode == 0:
        return sorted(path for name in done.stdout.split("\0") if name and (path := ROOT / name).is_file())
    skipped = {".venv", ".cache", ".git", "build", "dist", "schoolproof-out"}
    return sorted(path for path in ROOT.rglob("*") if path.is_file() and not skipped & set(path.parts))


FILES = tracked()
SOURCES = [path for path in FILES if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in PRODUCT]


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in FILES:
        text = path.read_bytes().decode("utf-8", "replace")
        for number, line in enumerate(text.splitlines(), 1):
            if pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}")
    return found


def test_files_are_found() -> None:
    assert ROOT / "pyproject.toml" in FILES
    assert len(SOURCES) > 50


def test_no_registry_hosts() -> None:
    assert lines_with(REGISTRIES) == []


def test_no_paths_of_one_machine() -> None:
    assert lines_with(MACHINE) == []


@pytest.mark.parametrize("text", ["see /wo" "rk/main", "'/ro" "ot/x'", "/ho" "me/ada/x", "/.py" "env/versions/3.13.1"])
def test_the_pattern_sees_a_path(text: str) -> None:
    assert MACHINE.search(text)


def test_no_source_file_is_long() -> None:
    code = [path for path in FILES if path.suffix in (".py", ".js", ".j2", ".css", ".html")]
    looked_at = [path for path in code if path.relative_to(ROOT).parts[0] in PRODUCT]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in looked_at}
    assert {name: length for name, length in lengths.items() if length > MAX_LINES} == {}


def test_no_utils() -> None:
    assert [str(path) for path in FILES if path.stem in ("utils", "helpers", "misc")] == []


@pytest.mark.parametrize("folder", PRODUCT)
def test_no_fixed_sleeps(folder: str) -> None:
    """`asyncio.sleep` until a computed moment (a rate, the next one-time code) is no fixed sleep; a number is."""
    found = []
    for path in SOURCES:
        if path.relative_to(ROOT).parts[0] != folder:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and is_fixed_sleep(node):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert found == [], "wait on an event, with a limit"


def is_fixed_sleep(call: ast.Call) -> bool:
    match call.func:
        case ast.Attribute(value=ast.Name(id="asyncio"), attr="sleep"):
            first = call.args[0] if call.args else None
            return isinstance(first, ast.Constant) and first.value != 0
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name in SLEEPS
    return False


@pytest.mark.parametrize(
    ("code", "fixed"),
    [
        ("time.sleep(1)", True),
        ("time.sleep(rest)", True),
        ("page.wait_for_timeout(500)", True),
        ("asyncio.sleep(0.5)", True),
        ("asyncio.sleep(0)", False),
        ("asyncio.sleep(place - now)", False),
    ],
)
def test_the_rule_on_sleeps(code: str, fixed: bool) -> None:
    call = ast.parse(code, mode="eval").body
    assert isinstance(call, ast.Call)
    assert is_fixed_sleep(call) is fixed


def test_every_module_says_what_it_is_for() -> None:
    silent = [path for path in SOURCES if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert [str(path.relative_to(ROOT)) for path in silent] == [], "begin each module with a docstring"
