"""Every sentence of the checks and of the engine has Dutch, with the same placeholders."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.plugins.host import load_registry
from harness.reports.translate import load_catalogue

ROOT = Path(__file__).resolve().parents[2]
STATEMENTS = tuple(f"harness/statements/{name}.py" for name in ("standing", "attesting", "waiving", "docket"))
REGISTER = ("harness/sharing/difference.py", "reports/register/said.py")
ENGINE = ("harness/judge.py", "harness/reporting.py", "harness/recipients.py", "harness/model/scope.py", *STATEMENTS, *REGISTER)
# Which argument of a call is a template.
TEMPLATE_OF = {"ok": 0, "fail": 0, "review": 0, "not_tested": 0, "Reason": 0, "Verdict": 1, "differs": 0}
PLACEHOLDER = re.compile(r"\{([A-Za-z_]\w*)\}")


def constants(tree: ast.AST) -> dict[str, ast.expr]:
    """Names that are given a value once, such as `told = "…"`."""
    return {
        node.targets[0].id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)
    }


def literals(node: ast.expr | None, known: dict[str, ast.expr]) -> Iterator[str | None]:
    """The texts that an expression can be; None for what is no literal text."""
    match node:
        case ast.Constant(value=str() as text):
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from literals(one, known)
            yield from literals(other, known)
        case ast.Name(id=name) if name in known:
            yield from literals(known[name], {})
        case _:
            yield None


def templates(path: Path) -> Iterator[tuple[int, str | None]]:
    """Line and text of every template in a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    known = constants(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TEMPLATE_OF:
            at = TEMPLATE_OF[node.func.id]
            for text in literals(node.args[at] if len(node.args) > at else None, known):
                yield node.lineno, text


CHECK_FILES = sorted((ROOT / "checks").rglob("*.py"))
DUTCH = load_catalogue("nl")


@pytest.mark.parametrize("path", CHECK_FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_messages_of_checks_are_literal_and_have_dutch(path: Path) -> None:
    for line, text in templates(path):
        assert text is not None, f"{path}:{line}: write the message as a literal text, so that it can be translated"
        assert_dutch(text, f"{path}:{line}")


def test_the_collector_sees_messages() -> None:
    with_messages = [path for path in CHECK_FILES if any(templates(path))]
    assert len(with_messages) >= 20


def test_titles_have_dutch() -> None:
    for one in load_registry().checks.values():
        assert_dutch(one.title, one.id)


@pytest.mark.parametrize("name", ENGINE)
def test_reasons_of_the_engine_have_dutch(name: str) -> None:
    for line, text in templates(ROOT / name):
        if text is not None:
            assert_dutch(text, f"{name}:{line}")


def test_reasons_of_missing_evidence_have_dutch() -> None:
    tree = ast.parse((ROOT / "harness/model/scope.py").read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and "missing" in node.name]
    texts = {
        node.value
        for function in functions
        for node in ast.walk(ast.Module(body=function.body[1:], type_ignores=[]))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value
    }
    assert "the login was never proven" in texts
    for text in texts:
        assert_dutch(text, "harness/model/scope.py")


def assert_dutch(english: str, where: str) -> None:
    assert english in DUTCH, f"{where}: add Dutch for {english!r} to reports/locales/checks.nl.toml or reasons.nl.toml"
    assert set(PLACEHOLDER.findall(DUTCH[english])) == set(PLACEHOLDER.findall(english)), f"{where}: {english!r}"
