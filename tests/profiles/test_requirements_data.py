"""The catalogue that ships: the 84 rows, their levels, and texts that people can read in two languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.catalogue.norms import builtin_norms
from harness.catalogue.requirements import FAMILIES, Requirement, Words, builtin_requirements
from harness.catalogue.tables import builtin_data

COUNTS = {
    "SET": 11,
    "AUT": 16,
    "SES": 7,
    "ACC": 8,
    "TRK": 6,
    "DAT": 7,
    "NET": 4,
    "APP": 6,
    "MOB": 6,
    "ORG": 6,
    "PLA": 7,
}
RECOMMENDED = {"SET-07", "SET-11", "AUT-05", "SES-04", "ACC-08", "DAT-04", "NET-04", "MOB-06", "ORG-05"}
WITH_RECOMMENDED_PART = {
    *("SET-08", "AUT-01", "AUT-03", "AUT-09", "AUT-10", "SES-01", "ACC-05", "ACC-07", "TRK-02", "TRK-05", "DAT-03"),
    *("NET-01", "NET-03", "APP-01", "APP-05", "MOB-04", "ORG-01", "ORG-02"),
}
WITH_ADVANCED_PART = {"AUT-06", "NET-03", "NET-04"}
ONLY_SOMETIMES = {"AUT-08", "AUT-12", "AUT-13", "AUT-14", "AUT-15", "DAT-07", "ORG-06"}
WEB_ONLY = {
    *("AUT-14", "SES-01", "SES-06", "SES-07", "TRK-02", "TRK-03", "TRK-05", "DAT-02", "NET-03", "APP-01"),
    *("APP-02", "APP-04", "APP-05", "ORG-01"),
}
ANDROID_ONLY = {"TRK-06", "MOB-01", "MOB-02", "MOB-03", "MOB-04", "MOB-05", "MOB-06"}
SHORTHAND = ("canary", "canaries", "canttell", "untested", "ll-x", "lk-x", "beh-x", "†", "—", "–")
LONGEST = 420

CATALOGUE = builtin_requirements()
NORMS = builtin_norms(CATALOGUE)
EACH = pytest.mark.parametrize("row", CATALOGUE.values(), ids=lambda row: row.id)


def texts(row: Requirement) -> list[Words]:
    found = (row.titles, row.criterion, row.evidence, row.cannot_see, row.recommended, row.advanced, row.condition)
    return [words for words in found if words is not None]


def test_the_84_rows_of_the_design_are_there_and_no_others() -> None:
    wanted = {f"{prefix}-{number:02}" for prefix, count in COUNTS.items() for number in range(1, count + 1)}

    assert len(wanted) == 84
    assert set(CATALOGUE) == wanted


def test_the_levels_are_those_of_the_design() -> None:
    assert {row.id for row in CATALOGUE.values() if row.level == "recommended"} == RECOMMENDED
    assert {row.id for row in CATALOGUE.values() if row.level == "advanced"} == set()
    assert {row.id for row in CATALOGUE.values() if row.recommended} == WITH_RECOMMENDED_PART
    assert {row.id for row in CATALOGUE.values() if row.advanced} == WITH_ADVANCED_PART
    assert {row.id for row in CATALOGUE.values() if row.condition} == ONLY_SOMETIMES


def test_the_platforms_are_those_of_the_design() -> None:
    assert {row.id for row in CATALOGUE.values() if row.platforms == ("web",)} == WEB_ONLY
    assert {row.id for row in CATALOGUE.values() if row.platforms == ("android",)} == ANDROID_ONLY


def test_each_file_holds_one_family() -> None:
    files = {file.name for file in (builtin_data() / "catalogue").iterdir()}

    assert files == {f"{family}.toml" for family in FAMILIES.values()}
    for prefix, family in FAMILIES.items():
        text = (builtin_data() / "catalogue" / f"{family}.toml").read_text(encoding="utf-8")
        assert text.count("[[requirement]]") == text.count(f'\nid = "{prefix}-') == COUNTS[prefix]


@EACH
def test_every_text_is_whole_in_both_languages(row: Requirement) -> None:
    for words in texts(row):
        for text in (words.en, words.nl):
            assert "{" not in text
            assert "}" not in text
            assert len(text) <= LONGEST
            assert not [word for word in SHORTHAND if word in text.lower()]
    for words in (row.criterion, row.evidence, row.cannot_see):
        assert words.en != words.nl
        assert words.en.endswith(".")
        assert words.nl.endswith(".")


@EACH
def test_every_row_points_to_a_norm_and_to_the_action_plan(row: Requirement) -> None:
    assert any(row.id in norm.requirements for norm in NORMS.values()), "add it to a file of profiles/norms/"
    assert row.plan


@EACH
def test_a_figure_that_a_row_shows_is_one_it_names(row: Requirement) -> None:
    figures = [word for words in texts(row) for word in words.en.split() if word.strip(".,").isdigit()]

    assert not figures or row.parameters or row.id in {"MOB-04", "NET-03"}


def test_data_files_hold_no_long_dashes_and_no_machine_paths() -> None:
    root = Path(str(builtin_data()))
    files = [*root.rglob("*.toml"), *root.rglob("*.md")]

    assert len(files) > 40
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert not {"—", "–"} & set(text), file
        assert "/home/" not in text, file
