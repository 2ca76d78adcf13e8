"""Requirements are read with their figures filled in; nothing wrong gets through."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.catalogue.parameters import Parameter, Parameters
from harness.catalogue.requirements import Requirement, load_requirements
from harness.errors import MisuseError

FIGURES = Parameters(
    "9", {"wait": Parameter(id="wait", value=1.5, unit="minutes", source="Schoolproof", own_choice=True)}
)
ROW = """
[[requirement]]
id = "XYZ-01"
titles = { en = "Title", nl = "Titel" }
level = "minimum"
plan = ["2a"]
platforms = ["web"]
answered_by = "checks"
criterion = { en = "Within {wait} minutes.", nl = "Binnen {wait} minuten." }
cannot_see = { en = "The rest.", nl = "De rest." }
evidence = { en = "After {wait} minutes.", nl = "Na {wait} minuten." }
parameters = ["wait"]
"""


def read(folder: Path, text: str) -> dict[str, Requirement]:
    (folder / "rows.toml").write_text(text, encoding="utf-8")
    return load_requirements([folder], FIGURES)


def test_figures_are_filled_in_per_language(tmp_path: Path) -> None:
    row = read(tmp_path, ROW)["XYZ-01"]

    assert row.criterion.en == "Within 1.5 minutes."
    assert row.criterion.nl == "Binnen 1,5 minuten."
    assert row.family == "xyz"
    assert row.evidence.nl == "Na 1,5 minuten."


def test_several_folders_make_one_catalogue(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder, text in ((first, ROW), (second, ROW.replace("XYZ-01", "XYZ-02"))):
        folder.mkdir()
        (folder / "rows.toml").write_text(text, encoding="utf-8")

    assert list(load_requirements([first, second], FIGURES)) == ["XYZ-01", "XYZ-02"]
    with pytest.raises(MisuseError, match="XYZ-01: this id is used twice"):
        load_requirements([first, first], FIGURES)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('level = "minimum"', 'level = "highest"', r"row 1 \(XYZ-01\): level"),
        ('id = "XYZ-01"', 'id = "XYZ-1"', r"\(XYZ-1\): id: String should match"),
        (', nl = "Titel"', "", r"rows.toml:4: \[\[requirement\]\] row 1 \(XYZ-01\): titles.nl: Field required"),
        ('nl = "Titel"', 'nl = ""', "titles.nl"),
        ('nl = "Binnen {wait} minuten."', 'nl = "Binnen 1 minuut."', "do not name the same parameters"),
        ('parameters = ["wait"]', "parameters = []", r"criterion: \{wait\} is not in the row's parameters"),
        ('parameters = ["wait"]', 'parameters = ["wait", "gone"]', "'gone' is not in the parameter file"),
        ('evidence = { en = "After {wait} minutes.", nl = "Na {wait} minuten." }', "", "evidence: Field required"),
        ("evidence = {", "mappings = {", "mappings: Extra inputs"),
        ('plan = ["2a"]', 'plan = ["9z"]', "plan.0"),
        ('plan = ["2a"]', "plan = []", "plan: Tuple should have at least 1 item"),
        ('platforms = ["web"]', 'platforms = ["desktop"]', "platforms.0"),
        ('answered_by = "checks"', "", "answered_by: Field required"),
        ('parameters = ["wait"]', 'parameters = ["wait"]\nseverity = 3', "severity: Extra inputs"),
        ("[[requirement]]", "[[requirements]]", "unknown key 'requirements'"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, old: str, new: str, reason: str) -> None:
    assert old in ROW

    with pytest.raises(MisuseError, match=reason) as caught:
        read(tmp_path, ROW.replace(old, new, 1))
    assert "rows.toml" in str(caught.value)
