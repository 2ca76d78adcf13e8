"""Figures are read with their unit and source, and asking for a wrong one is an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.catalogue.parameters import Parameters, load_parameters
from harness.errors import MisuseError, SchoolproofError

GOOD = """
version = "1"
[parameters.a]
wait = { value = 5, unit = "minutes", source = "us", own_choice = true }
share = { value = 0.5, unit = "ratio", source = "us", own_choice = true }
[parameters.b]
policy = { value = "quarantine", unit = "policy", source = "RFC", own_choice = false, status = "to-confirm" }
"""


def read(folder: Path, text: str) -> Parameters:
    file = folder / "parameters.toml"
    file.write_text(text, encoding="utf-8")
    return load_parameters(file)


def test_values_keep_their_kind(tmp_path: Path) -> None:
    parameters = read(tmp_path, GOOD)

    assert (parameters.version, len(parameters)) == ("1", 3)
    assert [parameters.value(name) for name in ("wait", "share", "policy")] == [5, 0.5, "quarantine"]
    assert "wait" in parameters
    assert parameters.seconds("wait") == 300
    assert parameters.words("share", "en") == "0.5"
    assert parameters.words("share", "nl") == "0,5"
    assert parameters.all["policy"].status == "to-confirm"


def test_a_wrong_question_is_an_error(tmp_path: Path) -> None:
    parameters = read(tmp_path, GOOD)

    with pytest.raises(SchoolproofError, match="no parameter is called 'absent'"):
        parameters.value("absent")
    with pytest.raises(SchoolproofError, match="the word 'quarantine'"):
        parameters.number("policy")
    with pytest.raises(SchoolproofError, match="no length of time"):
        parameters.seconds("share")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("value = 5", "value = true", r"\[parameters.a\] wait .*value"),
        ("value = 0.5", "value = nan", r"\[parameters.a\] share .*finite"),
        ("value = 0.5", "value = inf", r"\[parameters.a\] share .*finite"),
        ('unit = "minutes", ', "", r"wait .*unit: Field required"),
        ('unit = "ratio"', 'unit = "ratio", note = "x"', r"share .*note: Extra inputs"),
        ("policy = {", "wait = {", "wait: this id is used twice"),
        ("policy = {", "Bad_Id = {", r"Bad_Id .*id: String should match"),
        ('version = "1"', "version = 1", "version has to be a text"),
        ('version = "1"', 'version = "1"\nother = 1', "unknown key 'other'"),
        ("[parameters.b]", "[parameters]", r"\[parameters.policy\] value: a table with value"),
        ('value = 5, unit = "minutes"', 'id = "x", value = 5, unit = "minutes"', "a table with value, unit"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, old: str, new: str, reason: str) -> None:
    assert old in GOOD

    with pytest.raises(MisuseError, match=reason) as caught:
        read(tmp_path, GOOD.replace(old, new, 1))
    assert "parameters.toml" in str(caught.value)


def test_a_group_that_is_no_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MisuseError, match=r"\[parameters.wait\]: a table of parameters was expected"):
        read(tmp_path, 'version = "1"\n[parameters]\nwait = 3\n')


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MisuseError, match="holds no"):
        read(tmp_path, 'version = "1"\n')
