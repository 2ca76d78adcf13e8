"""The page about single sign-on names every case and scenario."""

from __future__ import annotations

import re
from pathlib import Path

from harness.sandbox.signon.cases import CASES
from harness.sandbox.signon.saml.cases import SAML_CASES
from harness.sandbox.signon.scenarios import builtin_sheet

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "sign-on.md").read_text(encoding="utf-8")


def rows(heading: str) -> set[str]:
    """The names in the first column of the table below a heading."""
    lines = PAGE.partition(f"## {heading}")[2].partition("\n## ")[0].splitlines()
    firsts = [line.split("|")[1] for line in lines if line.startswith("| `")]
    return {name for first in firsts for name in re.findall(r"`([a-z0-9-]+)`", first)}


def test_every_case_is_explained() -> None:
    assert rows("The faults") == {case.id for case in CASES}


def test_every_saml_case_is_explained() -> None:
    assert rows("SAML") == {case.id for case in SAML_CASES}


def test_every_scenario_is_explained() -> None:
    sheets = [builtin_sheet(name) for name in ("generic", "leerid-like")]
    assert rows("The people") == {scenario.id for sheet in sheets for scenario in sheet.scenarios}
