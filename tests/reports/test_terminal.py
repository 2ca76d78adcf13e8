"""The summary on the screen: says the same as the report, and no app can steer the screen."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from harness.model.report import AppFacts, Language, ListFacts, Report
from harness.reports.terminal import show
from tests.reports.example import clean_report, example_report
from tests.reports.hostile import hostile_report


def _shown(report: Report, language: Language = "en", **more: Any) -> str:
    screen = io.StringIO()
    show(report, html=Path("out/report.html"), language=language, console=Console(file=screen, width=100, **more))
    return screen.getvalue()


def test_summary_names_label_counts_recipients_data_and_page() -> None:
    text = _shown(example_report())
    for expected in (
        "Does not meet the minimum requirements",
        "✗ 3 not met",
        "– 3 not tested",
        "collect.metrics.test (Metrics Inc.): e-mail (sha256), class – not declared",
        "Pupil data (email:sha256) reached collect.metrics.test (pupil)",
        "What was not tested: 4",
        "The profile names no [authorisation]",
        "The whole report: out/report.html",
    ):
        assert expected in text


def test_what_is_still_to_come() -> None:
    assert "Still to be asked again:\n   SES-04 (teacher): on 23 November 2026, 10:36 UTC" in _shown(example_report())
    assert "Still to be asked" not in _shown(clean_report())


def test_summary_in_dutch() -> None:
    text = _shown(example_report(), "nl")
    assert "Voldoet niet aan de minimumvoorwaarden" in text
    assert "Leerlinggegevens blijven bij de aanbieder" in text
    assert "Niet getest: 4" in text


def test_interrupted_run_says_so() -> None:
    assert "the report is incomplete" in _shown(example_report(complete=False))
    assert "incomplete" not in _shown(clean_report()).lower()


def test_lists_that_are_too_old_are_told() -> None:
    facts = {"sha256": "a" * 64, "date": "2026-01-02", "licence": "CC0-1.0"}
    old = ListFacts(name="easyprivacy", age_days=61, stale=True, **facts)
    new = ListFacts(name="easylist", age_days=2, **facts)
    assert "too old to rely on: easyprivacy. Next: schoolproof data update" in _shown(example_report(lists=(old, new)))
    assert "too old" not in _shown(example_report(lists=(new,)))


def test_language_follows_the_machine(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("LC_ALL", "nl_BE.UTF-8")
    show(clean_report())
    shown = capsys.readouterr()
    assert "Voldoet aan de minimumvoorwaarden" in shown.err
    assert shown.out == ""


def test_hostile_report_cannot_steer_the_screen() -> None:
    text = _shown(hostile_report())
    assert not [
        character for character in text if (ord(character) < 32 and character != "\n") or ord(character) == 0x9B
    ]
    assert "\u202e" not in text
    assert len(text) < 200_000


def test_escape_sequence_in_a_name_is_shown_as_text() -> None:
    app = AppFacts(name="\x1b[2Jcleared", version="1", kind="web")
    assert _shown(example_report(app=app)).startswith("‹U+001B›[2Jcleared 1\n")


def test_colours_are_only_ours() -> None:
    text = _shown(hostile_report(), force_terminal=True, color_system="standard")
    assert "\x1b[1;31m" in text
    assert "\x1b[2J" not in text
    assert "\x1b]" not in text
