"""Weaknesses of libraries: which versions have one, and in which order versions stand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness import MisuseError
from harness.catalogue.libraries import Weakness, builtin_libraries, load_libraries, ordered

ORDER = [
    "0.9", "1.0-alpha01", "1.0-rc1", "1.0", "1.0.1", "1.0.2", "1.0.2k", "1.0.2z", "1.0.2zg", "1.1.0", "1.2.11", "1.2.11.1-motley", "1.10.0",
    "2", "2.0.1", "31.1-android", "32.0.0-jre",
]  # fmt: skip


def test_versions_sort_as_their_makers_count() -> None:
    backwards = ORDER[::-1]
    assert sorted(backwards, key=ordered) == ORDER
    assert ordered("2") == ordered("2.0") == ordered("2.0.0") == ordered("2.0-jre")


@pytest.mark.parametrize(
    ("version", "weak"),
    [("3.1", True), ("3.25.4", True), ("3.25.5", False), ("3.25.9", False), ("4.0.0", True), ("4.27.4", True), ("4.27.5", False),
     ("4.28.0", True), ("4.28.2", False), ("5.0", False), ("4.28.2-rc1", True)],
)  # fmt: skip
def test_each_branch_has_its_own_first_safe_version(version: str, weak: bool) -> None:
    (row,) = builtin_libraries().of("com.google.protobuf:protobuf-java")
    assert row.has(version) is weak


def test_versions_before_the_weakness_came_do_not_have_it() -> None:
    (row,) = builtin_libraries().of("org.bouncycastle:bcprov-jdk15on")
    assert [row.has(one) for one in ("1.64", "1.65", "1.66", "1.67", "1.70")] == [False, True, True, False, False]


def test_every_row_is_sound() -> None:
    known = builtin_libraries()
    assert len(known) >= 10
    for row in known.all:
        assert not any(row.has(safe) for safe in row.safe), row.id
        assert list(row.safe) == sorted(row.safe, key=ordered), row.id
        assert row.reviewed >= date(2026, 11, 1), row.id
        assert row in known.of(row.names[0])
    assert any(row.sure for row in known.all)
    assert known.of("no.such:library") == ()


def test_a_row_that_stands_twice_is_refused(tmp_path: Path) -> None:
    row = '[[library]]\nid = "CVE-2020-0001"\nname = "X"\nnames = ["x"]\nsafe = ["1"]\nscore = 9\nsource = "https://x.test"\nreviewed = 2026-11-26\n'
    (tmp_path / "libraries.toml").write_text(row * 2)
    with pytest.raises(MisuseError, match="this id is used twice"):
        load_libraries(tmp_path / "libraries.toml")


@given(st.text(max_size=80))
def test_any_version_sorts(text: str) -> None:
    row = Weakness.model_validate(
        {"id": "CVE-2020-0001", "name": "X", "names": ("x",), "safe": ("1.5",), "score": 9.0, "source": "https://x.test", "reviewed": date(2026, 11, 26)}
    )
    assert row.has(f"1.{text}") == (ordered(f"1.{text}") < ordered("1.5"))
