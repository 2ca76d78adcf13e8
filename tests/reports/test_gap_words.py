"""The codes of gaps and doubts are told in words, in both languages; a new code needs both."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.reports.translate import Translator, load_catalogue

ROOT = Path(__file__).resolve().parents[2]
WHY_OF = {"gap": 1, "gap_once": 1, "_gap": 1, "Gap": 1, "Decoded": 2, "Lookup": 5, "doubt": 0}
CODE = re.compile(r"[a-z]+(-[a-z]+)+")


def codes() -> Iterator[str]:
    """Every code that stands literally where a gap or a doubt is told."""
    for folder in ("harness", "sandbox"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                    at = WHY_OF.get(name, 99)
                    given = node.args[at] if len(node.args) > at else None
                    if isinstance(given, ast.Constant) and CODE.fullmatch(str(given.value)):
                        yield str(given.value)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_code_has_words(language: str) -> None:
    found = set(codes())
    assert len(found) > 20, "the search for codes finds next to nothing"
    known = load_catalogue("en" if language == "en" else "nl")
    missing = sorted(found - set(known))
    assert not missing, f"add to reports/locales/gaps.{language}.toml: {missing}"


def test_they_are_told_in_words() -> None:
    told = Translator("nl").fill("{gaps}", {"gaps": ["events: page-hangs", "*: proxy-ended", "made-up", "storage: new-code"]})
    assert told == (
        "gebeurtenissen: een pagina die niet antwoordde, alles: de opnemende proxy eindigde te vroeg, made-up, opslag: new-code"
    )
    assert Translator("en").fill("({unsure})", {"unsure": ["language"]}) == "(a language whose words are not known)"


def test_words_of_the_app_are_left_alone() -> None:
    assert Translator("nl").fill("{hosts}", {"hosts": ["language", "a: page-hangs"]}) == "language, a: page-hangs"
