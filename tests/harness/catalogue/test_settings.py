"""The settings catalogue: what a table may say, what is safe at which age, and that no label or value breaks it."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.catalogue.settings import BANDS, band, builtin_settings, load_settings, safe
from harness.catalogue.tables import builtin_data
from harness.errors import MisuseError

CATALOGUE = builtin_settings()
ROW = """
[[setting]]
id = "autoplay"
requirement = "SET-07"
titles = { en = "Autoplay", nl = "Automatisch afspelen" }
safe = { unknown = "off", under-13 = "off", 13-15 = "off", 16-17 = "off", adult = "any" }
effect = "shown-on-page"
proven = { en = "Media that start.", nl = "Media die starten." }
source = "a source"
words = { nl = ["afspelen"], en = ["play"], fr = ["lire"], de = ["abspielen"] }
"""


def written(folder: Path, text: str) -> Path:
    (folder / "words.toml").write_text((builtin_data() / "settings" / "words.toml").read_text(encoding="utf-8"))
    (folder / "one.toml").write_text(text)
    return folder


def test_a_table_is_read(tmp_path: Path) -> None:
    made = load_settings(written(tmp_path, ROW))
    assert list(made.all) == ["autoplay"]
    assert made.recognise("Afspelen") == "autoplay"
    assert made.digest != CATALOGUE.digest


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('16-17 = "off", adult', '16-17 = "self", adult', None),
        ('13-15 = "off"', '13-15 = "any"', "never stricter"),
        ('unknown = "off"', 'unknown = "any"', "unknown age is the youngest"),
        (', adult = "any"', "", "safe has all of"),
        (', de = ["abspielen"]', "", "words all of"),
        ('["play"]', '["*"]', "no phrase"),
        ('["play"]', "[]", "words.en"),
        ('"shown-on-page"', '"magic"', "effect"),
        ('nl = "Automatisch afspelen"', 'de = "Wiedergabe"', "titles"),
        ('source = "a source"', 'sauce = "x"', "sauce"),
    ],
)
def test_a_wrong_row_is_refused_with_its_reason(tmp_path: Path, old: str, new: str, told: str | None) -> None:
    assert old in ROW
    folder = written(tmp_path, ROW.replace(old, new))
    if told is None:
        assert load_settings(folder).all
        return
    with pytest.raises(MisuseError, match=told) as refused:
        load_settings(folder)
    assert "one.toml" in str(refused.value)


def test_a_row_that_stands_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MisuseError, match="stands here twice"):
        load_settings(written(tmp_path, ROW + ROW))


def test_the_words_of_all_are_needed(tmp_path: Path) -> None:
    folder = written(tmp_path, ROW)
    (folder / "words.toml").write_text('negative = ["niet"]')
    with pytest.raises(MisuseError, match="words.toml"):
        load_settings(folder)


@pytest.mark.parametrize(
    ("age", "name"), [(None, "unknown"), (0, "under-13"), (12, "under-13"), (13, "13-15"), (15, "13-15"), (16, "16-17"), (17, "16-17"), (18, "adult")]
)
def test_an_age_has_one_band(age: int | None, name: str) -> None:
    assert band(age) == name


@given(st.sampled_from(sorted(CATALOGUE.all)), st.text(max_size=60), st.sampled_from(["on", "off", "Iedereen", "Niemand", "Mijn klas", "x"]))
def test_what_is_safe_for_a_child_is_safe_when_older(setting: str, label: str, value: str) -> None:
    ages = [None, 12, 13, 16, 18]
    told = [safe(setting, label, value, age) for age in ages]
    assert told[0] == told[1], "an unknown age is the youngest"
    for younger, older in itertools.pairwise(told):
        assert younger is not True or older is True


@given(st.text(max_size=500), st.text(max_size=100), st.text(max_size=50))
def test_no_label_and_no_value_breaks_it(label: str, context: str, value: str) -> None:
    setting = CATALOGUE.recognise(label, context)
    assert setting in {"", *CATALOGUE.all}
    assert safe(setting, label, value, 11) in (True, False, None)
    assert CATALOGUE.recognise_name(label) in {"", *CATALOGUE.all}


def test_an_unknown_setting_is_never_safe() -> None:
    assert safe("", "Reclame", "off", 11) is None
    assert {CATALOGUE.wanted("advertising", age) for age in (None, 11, 17)} == {"off"}
    assert set(BANDS) == set(CATALOGUE.all["advertising"].safe)
