"""Grounds for transfer hold from day to day, and a wrong table is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from harness.catalogue.adequacy import Adequacy, load_adequacy
from harness.errors import MisuseError

TABLE = """
codes = "BE NL GB US"
[[ground]]
countries = ["BE", "NL"]
ground = "EEA"
valid_from = 2018-05-25
scope = "member state"
source = "https://example.test/a"
[[ground]]
countries = ["GB"]
ground = "adequacy"
valid_from = 2021-06-28
valid_to = 2025-12-27
scope = "all"
source = "https://example.test/b"
"""


def read(folder: Path, text: str) -> Adequacy:
    file = folder / "adequacy.toml"
    file.write_text(text, encoding="utf-8")
    return load_adequacy(file)


@pytest.mark.parametrize(
    ("country", "on", "ground"),
    [
        ("BE", date(2018, 5, 24), "none"),
        ("BE", date(2018, 5, 25), "EEA"),
        ("NL", date(9999, 12, 31), "EEA"),
        ("GB", date(2021, 6, 27), "none"),
        ("GB", date(2021, 6, 28), "adequacy"),
        ("GB", date(2025, 12, 27), "adequacy"),
        ("GB", date(2025, 12, 28), "none"),
        ("US", date(2026, 1, 1), "none"),
        ("be", date(2026, 1, 1), "unknown"),
        ("ZZ", date(2026, 1, 1), "unknown"),
        ("", date(2026, 1, 1), "unknown"),
        (None, date(2026, 1, 1), "unknown"),
    ],
)
def test_a_ground_holds_on_its_days(tmp_path: Path, country: str | None, on: date, ground: str) -> None:
    assert read(tmp_path, TABLE).transfer(country, on) == ground


def test_the_row_tells_scope_and_source(tmp_path: Path) -> None:
    row = read(tmp_path, TABLE).row("GB", date(2022, 1, 1))

    assert row is not None
    assert (row.scope, row.source) == ("all", "https://example.test/b")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('["BE", "NL"]', '["BE", "XX"]', "country XX is not in codes"),
        ('["GB"]', '["GB", "NL"]', "another row holds for NL on the same day"),
        ("valid_to = 2025-12-27", "valid_to = 2020-12-27", "valid_to lies before valid_from"),
        ('ground = "EEA"', 'ground = "SCC"', r"\[\[ground\]\] row 1: ground"),
        ('codes = "BE NL GB US"', "codes = 3", "country codes"),
        ("https://example.test/a", "http://example.test/a", "source: String should match"),
        ("[[ground]]", "[[country]]", "unknown key 'country'"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, old: str, new: str, reason: str) -> None:
    assert old in TABLE

    with pytest.raises(MisuseError, match=reason) as caught:
        read(tmp_path, TABLE.replace(old, new, 1))
    assert "adequacy.toml" in str(caught.value)
