"""Sentences: safe filling, honest fallbacks, and a complete Dutch catalogue."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import harness.reports
from harness.errors import SchoolproofError
from harness.model.report import Message, Words
from harness.reports import exhibits, page, words
from harness.reports.translate import (
    Translator,
    default_language,
    in_words,
    load_catalogue,
    merge_catalogues,
)
from harness.reports.visible import visible

FOLDER = Path(harness.reports.__file__).parent
PLACEHOLDER = re.compile(r"\{([A-Za-z_]\w*)\}")
VALUES = st.dictionaries(
    st.text(alphabet="abc_0", min_size=1, max_size=3),
    st.one_of(st.text(alphabet=st.characters()), st.integers(), st.lists(st.text(alphabet=st.characters()))),
)


@given(st.text(alphabet=st.characters() | st.sampled_from("{}abc_0.")), VALUES)
def test_fill_never_raises_and_shows_no_raw_control_character(template: str, values: dict[str, Any]) -> None:
    text = Translator("en").fill(template, values)
    assert visible(text) == text


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=100))
def test_a_value_is_text_whatever_it_looks_like(value: str) -> None:
    assert Translator("en").fill("<{a}> {b}", {"a": value, "b": "end"}) == f"<{value}> end"


@pytest.mark.parametrize(
    "template",
    ["{a.__class__}", "{a[0]}", "{a!r}", "{a:>9999999}", "{0}", "{}", "{{a.b}}", "{missing}", "%(a)s", "${x}"],
)
def test_there_is_no_format_language(template: str) -> None:
    assert Translator("en").fill(template, {"a": "value"}) == template


def test_a_value_is_never_filled_again() -> None:
    assert Translator("en").fill("{a}", {"a": "{b}", "b": "secret"}) == "{b}"


def test_lists_are_joined_and_capped() -> None:
    assert in_words(["a", "b"]) == "a, b"
    assert in_words([str(number) for number in range(11)]) == "0, 1, 2, 3, 4, 5, 6, 7 +3"
    assert in_words([]) == ""


def test_long_values_are_cut_with_their_length() -> None:
    assert in_words("x" * 500).endswith("… [500]")
    assert len(in_words(10**6000)) < 20


def test_missing_translation_falls_back_to_english_and_is_remembered() -> None:
    tr = Translator("nl", {"known {x}": "gekend {x}"})
    assert tr.fill("known {x}", {"x": 1}) == "gekend 1"
    assert tr.missing == set()
    assert tr.fill("unknown {x}", {"x": 1}) == "unknown 1"
    assert tr.missing == {"unknown {x}"}
    assert tr.soft("colour") == "colour"
    assert tr.missing == {"unknown {x}"}


def test_english_is_never_missing() -> None:
    tr = Translator("en")
    assert tr.message(Message(template="What failed", values={})) == "What failed"
    assert tr.missing == set()
    assert tr.message(None) == ""


def test_pick_and_datum() -> None:
    assert Translator("nl").pick(Words(en="one", nl="een")) == "een"
    assert Translator("nl").datum("email:sha256") == "e-mail (sha256)"
    assert Translator("en").datum("nickname") == "nickname"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "nl_BE.UTF-8"}, "nl"),
        ({"LANG": "nl_BE.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LC_ALL": "", "LANG": "nl_NL"}, "nl"),
        ({"LANG": "fr_BE"}, "en"),
        ({}, "en"),
    ],
)
def test_language_of_the_machine(environment: dict[str, str], language: str) -> None:
    assert default_language(environment) == language


def _called_with(tree: ast.AST, names: set[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in names:
                yield from (
                    leaf.value
                    for leaf in ast.walk(node.args[0])
                    if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str)
                )


def _own_texts() -> set[str]:
    texts = {*words.STATUS.values(), *words.LABEL.values(), *words.MEANING.values(), *words.LOGIN.values()}
    texts |= {exhibits.NO_BUNDLE, exhibits.NOT_THERE, exhibits.SHOWN_BEFORE, exhibits.NOT_SHOWN, *page.MONTHS}
    texts |= {"minimum", "recommended", "advanced", "info", "low", "medium", "high", "critical"}
    for file in (FOLDER / "templates").glob("*.j2"):
        source = file.read_text(encoding="utf-8")
        texts |= set(re.findall(r'(?:\.t|\.fill)\("([^"]+)"', source))
        texts |= set(re.findall(r'both\(nl, en, "([^"]+)"', source))
    for file in FOLDER.glob("*.py"):
        texts |= set(_called_with(ast.parse(file.read_text(encoding="utf-8")), {"t", "fill", "_part"}))
    return texts - {"from_client"}


def test_every_text_of_ours_has_its_dutch() -> None:
    assert sorted(_own_texts() - set(load_catalogue("nl"))) == []


def test_placeholders_are_the_same_in_both_languages() -> None:
    for english, dutch in load_catalogue("nl").items():
        assert sorted(PLACEHOLDER.findall(english)) == sorted(PLACEHOLDER.findall(dutch)), english


def test_two_translations_of_one_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.nl.toml").write_text('[x]\n"yes" = "ja"\n', encoding="utf-8")
    (tmp_path / "b.nl.toml").write_text('"yes" = "jawel"\n', encoding="utf-8")
    with pytest.raises(SchoolproofError, match=r"b\.nl\.toml: 'yes' is translated in two ways"):
        merge_catalogues([tmp_path / "a.nl.toml", tmp_path / "b.nl.toml"])


def test_broken_catalogue_names_its_file(tmp_path: Path) -> None:
    (tmp_path / "a.nl.toml").write_text("yes = ", encoding="utf-8")
    with pytest.raises(SchoolproofError, match=r"a\.nl\.toml"):
        merge_catalogues([tmp_path / "a.nl.toml"])
