"""Every sentence of the pages stands in Dutch, too: those of the templates and those of the modules beside them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from harness.reports import words
from harness.reports.translate import load_catalogue

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "reports" / "templates").glob("*.j2"))
MODULES = sorted((ROOT / "reports").rglob("*.py"))
SAID = re.compile(r"""(?:\btr\.(?:t|fill)\(|both\(nl, en, )"((?:[^"\\]|\\.)*)"\s*[,)]""")
PLACEHOLDER = re.compile(r"\{([A-Za-z_]\w*)\}")
DUTCH = load_catalogue("nl")


def assert_dutch(english: str, where: str) -> None:
    assert english in DUTCH, f"{where}: add Dutch for {english!r} to a file of reports/locales/"
    assert set(PLACEHOLDER.findall(DUTCH[english])) == set(PLACEHOLDER.findall(english)), f"{where}: {english!r}"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_sentences_of_a_template(path: Path) -> None:
    for english in SAID.findall(path.read_text(encoding="utf-8")):
        assert_dutch(english, path.name)


def test_the_templates_hold_sentences() -> None:
    assert sum(len(SAID.findall(path.read_text(encoding="utf-8"))) for path in TEMPLATES) > 80


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_sentences_of_a_module(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Attribute(attr="t" | "fill"), args=[ast.Constant(value=str() as english), *_]):
                assert_dutch(english, f"{path.name}:{node.lineno}")


@pytest.mark.parametrize("table", [name for name in vars(words) if name.isupper()])
def test_words_of_codes(table: str) -> None:
    for english in getattr(words, table).values():
        assert_dutch(english, f"words.{table}")
