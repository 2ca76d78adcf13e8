"""The norms that ship: every requirement's clauses, and how well each of them was read."""

from __future__ import annotations

import pytest

from harness.catalogue.norms import builtin_norms, natural
from harness.catalogue.requirements import builtin_requirements

NORMS = builtin_norms(builtin_requirements())
UNSURE = {
    "asvs-5": ["1", "2.4.1", "15.1.2", "15.3.3"],
    "nist-800-63b-4": ["3.2.2"],
    "cyfun": ["GV.SC", "PR.AA", "PR.DS", "RS.CO"],
    "other": ["ISO/IEC 27002:2022 8.31", "Belgian Criminal Code art. 550bis", "CCB coordinated disclosure"],
}
SECOND_HAND = {"dsa": ["28(2)", "guidelines C/2025/5519"], "ico-code": ["5", "12"], "other": ["UK DfE"]}
READ = {"asvs-5": ["6.2.1", "13.4"], "ico-code": ["7", "13"], "mastg-2": ["MASTG-TEST-0287"], "ada-1": ["CASA 1.1.1"]}


def test_the_norms_of_the_design_are_there() -> None:
    assert sorted(NORMS) == [
        *("ada-1", "asvs-5", "cyfun", "dsa", "gdpr", "ico-code", "mastg-2", "masvs-2", "nist-800-63b-4", "other"),
    ]


@pytest.mark.parametrize(
    ("wanted", "reading"), [(UNSURE, "to-confirm"), (SECOND_HAND, "secondary"), (READ, "verified")]
)
def test_how_a_clause_was_read_is_kept(wanted: dict[str, list[str]], reading: str) -> None:
    for norm, clauses in wanted.items():
        assert {clause: NORMS[norm].reading(clause) for clause in clauses} == dict.fromkeys(clauses, reading)


@pytest.mark.parametrize(("norm", "requirement", "clauses"), [
    ("asvs-5", "AUT-01", ("6.2.1",)),
    ("ico-code", "SET-02", ("7", "9")),
    ("gdpr", "TRK-01", ("13(1)(e)", "28", "30")),
    ("nist-800-63b-4", "SES-04", ("2.1.3", "2.2.3")),
    ("ada-1", "AUT-09", ("CASA 1.1.2", "CASA 1.3.1")),
])  # fmt: skip
def test_some_mappings_of_the_design(norm: str, requirement: str, clauses: tuple[str, ...]) -> None:
    assert NORMS[norm].requirements[requirement] == clauses


@pytest.mark.parametrize("norm", NORMS.values(), ids=lambda norm: norm.id)
def test_rows_stand_in_the_order_of_the_alphabet(norm: object) -> None:
    rows = list(NORMS[norm.id].requirements)  # type: ignore[attr-defined]
    assert rows == sorted(rows)


def test_parts_of_a_norm_that_nothing_speaks_to_are_known() -> None:
    assert NORMS["asvs-5"].untouched == ("11", "17")
    assert "11" in NORMS["ico-code"].untouched
    assert list(NORMS["asvs-5"].clauses) == sorted(NORMS["asvs-5"].clauses, key=natural)
