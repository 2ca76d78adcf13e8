"""Norms are data: a wrong one stops the run with file, line and reason, and clauses stand in their own order."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.catalogue.norms import Norm, load_norms, mappings, natural
from harness.errors import MisuseError

NORM = r"""id = "made-up-1"
titles = { en = "Made up", nl = "Verzonnen" }
edition = "1"
about = { en = "For this test.", nl = "Voor deze test." }
clause = '\d+(\.\d+)*'
status = "verified"

[read]
"2" = "to-confirm"

[chapters]
"1" = { en = "One", nl = "Een" }
"2" = { en = "Two", nl = "Twee" }
"3" = { en = "Three", nl = "Drie" }

[requirements]
XYZ-01 = ["1.2", "1.10"]
XYZ-02 = ["2.1", "1.2"]
"""
KNOWN = {"XYZ-01", "XYZ-02"}


def read(folder: Path, text: str) -> Norm:
    (folder / "norm.toml").write_text(text, encoding="utf-8")
    return load_norms([folder], KNOWN)["made-up-1"]


def test_clauses_stand_in_the_order_of_the_norm(tmp_path: Path) -> None:
    norm = read(tmp_path, NORM)
    assert dict(norm.clauses) == {"1.2": ("XYZ-01", "XYZ-02"), "1.10": ("XYZ-01",), "2.1": ("XYZ-02",)}
    assert list(norm.clauses) == ["1.2", "1.10", "2.1"]
    assert [norm.chapter(clause) for clause in norm.clauses] == ["1", "1", "2"]
    assert norm.untouched == ("3",)
    assert [norm.reading(clause) for clause in norm.clauses] == ["verified", "verified", "to-confirm"]


def test_a_requirement_knows_its_clauses(tmp_path: Path) -> None:
    norm = read(tmp_path, NORM)
    found = list(mappings({norm.id: norm}, "XYZ-02"))
    assert [(one.clause, one.reading) for one in found] == [("2.1", "to-confirm"), ("1.2", "verified")]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("XYZ-02 =", "XYZ-09 =", r"norm.toml:18: XYZ-09: the catalogue holds no such requirement"),
        ('["2.1", "1.2"]', '["2.1", "2.1"]', r"norm.toml:18: XYZ-02: clause '2.1' is named twice"),
        ("XYZ-02 =", "XYZ-01 =", r"norm.toml: Cannot overwrite a value \(at line 18"),
        ('"1.10"]', '"V1.10"]', r"norm.toml:17: XYZ-01: 'V1.10' is not written as a clause"),
        ('"2" = "to-confirm"', '"2" = "perhaps"', r"norm.toml:9: norm \(made-up-1\): read.2: Input should be"),
        ('"2" = "to-confirm"', '"7" = "to-confirm"', r"norm.toml:9: 7: no requirement speaks to this clause"),
        ('status = "verified"', 'status = "read"', r"norm.toml:6: norm \(made-up-1\): status"),
        (r"'\d+(\.\d+)*'", "'('", "norm.toml:5: .*no regular expression"),
        ('["1.2", "1.10"]', "[]", "norm.toml:17: .*at least 1 item"),
        ("edition =", "issue =", "edition: Field required"),
    ],
)
def test_a_wrong_norm_is_named_with_its_line(tmp_path: Path, old: str, new: str, reason: str) -> None:
    assert old in NORM
    with pytest.raises(MisuseError, match=reason):
        read(tmp_path, NORM.replace(old, new))


def test_a_norm_is_described_once(tmp_path: Path) -> None:
    (tmp_path / "again.toml").write_text(NORM, encoding="utf-8")
    with pytest.raises(MisuseError, match=r"norm.toml:1: made-up-1: this norm is described in two files"):
        read(tmp_path, NORM)


def test_a_folder_without_norms_holds_none(tmp_path: Path) -> None:
    assert load_norms([tmp_path / "none"], KNOWN) == {}


@given(st.lists(st.text(max_size=12)))
def test_any_clauses_can_be_put_in_order(clauses: list[str]) -> None:
    assert Counter(sorted(clauses, key=natural)) == Counter(clauses)
