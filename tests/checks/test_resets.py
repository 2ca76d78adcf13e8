"""What the checks of new passwords by mail make of evidence that could mislead them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness import Status
from harness.plugins.host import load_registry
from tests.checks.examples_resets import changed, first, link
from tests.harness.build import Build, one

CHECKS = load_registry().checks
PASS, FAIL, NOT_TESTED = Status.PASS, Status.FAIL, Status.NOT_TESTED


def status(folder: Path, check: str, kind: str, *rows: dict[str, Any]) -> Status:
    made = Build(folder)
    made.session().page()
    for row in rows:
        made.probe(kind, **row)
    return one(made.seal(level="recommended"), CHECKS[f"authentication/{check}"], None).status


@pytest.mark.parametrize(
    ("check", "otherwise", "wanted"),
    [
        ("reset-link-once", {"control": False}, NOT_TESTED),  # whatever is sent again is refused
        ("reset-link-once", {"control": None}, NOT_TESTED),
        ("reset-link-once", {"control": None, "again": True}, FAIL),
        ("reset-link-once", {"again_opens": True}, FAIL),
        ("reset-link-once", {"again_opens": None}, NOT_TESTED),
        ("reset-link-once", {"works": False, "reason": "not-taken"}, NOT_TESTED),
        ("reset-link-once", {"came": None, "reason": "no-mail"}, NOT_TESTED),
        ("reset-link-place", {"scheme": "http"}, FAIL),
        ("reset-link-place", {"foreign_asked": []}, NOT_TESTED),
        ("reset-link-place", {"works": None, "control": None}, PASS),  # where it leads does not need a way to use it
        ("reset-link-place", {"came": None, "foreign": ["host"]}, FAIL),
        ("reset-link-random", {"bits": 63.9}, FAIL),
        ("reset-link-random", {"bits": 64.0}, PASS),
        ("reset-link-random", {"bits": None}, NOT_TESTED),
        ("reset-link-random", {"bits": 258.0, "sequential": True}, FAIL),
        ("reset-link-replaced", {"older": None}, NOT_TESTED),
        ("reset-link-replaced", {"control": False}, NOT_TESTED),
        ("reset-mail-silent", {"tells": ["present"], "works": False}, FAIL),
        ("reset-mail-silent", {"works": False}, NOT_TESTED),
    ],
)
def test_links(tmp_path: Path, check: str, otherwise: dict[str, Any], wanted: Status) -> None:
    assert status(tmp_path, check, "reset", link(**otherwise)) is wanted


@pytest.mark.parametrize("check", ["reset-link-once", "reset-link-place", "reset-link-random", "reset-mail-silent"])
def test_nothing_asked_is_no_pass(tmp_path: Path, check: str) -> None:
    assert status(tmp_path, check, "reset") is NOT_TESTED


@pytest.mark.parametrize(
    ("check", "rows", "wanted"),
    [
        ("change-notice", [changed(came=None, waited=299.9)], NOT_TESTED),  # it may still have come
        ("change-notice", [changed(came=None, waited=300.0)], FAIL),
        ("change-notice", [changed(came=300.5, waited=300.5)], FAIL),
        ("change-notice", [changed(came=None, waited=20.0), changed(change="reset")], PASS),
        ("change-notice", [changed(came=None, reason="no-mail")], NOT_TESTED),
        ("sessions-end-on-change", [changed(others=None)], NOT_TESTED),
        ("sessions-end-on-change", [changed(others=None), changed(others=True)], FAIL),
        ("sessions-end-on-change", [], NOT_TESTED),
    ],
)
def test_changes(tmp_path: Path, check: str, rows: list[dict[str, Any]], wanted: Status) -> None:
    assert status(tmp_path, check, "notices", *rows) is wanted


@pytest.mark.parametrize(
    ("otherwise", "wanted"),
    [
        ({"asked": False, "open": True, "control": None, "again": None}, FAIL),
        ({"again": True}, FAIL),
        ({"control": False, "open": None, "again": None, "reason": "no-telling-page"}, NOT_TESTED),
        ({"asked": False, "open": False, "control": None, "again": None}, NOT_TESTED),
        ({"asked": None, "open": None, "control": None, "again": None, "reason": "hook-failed"}, NOT_TESTED),
    ],
)
def test_first_passwords(tmp_path: Path, otherwise: dict[str, Any], wanted: Status) -> None:
    assert status(tmp_path, "first-password-replaced", "first-password", first(**otherwise)) is wanted
