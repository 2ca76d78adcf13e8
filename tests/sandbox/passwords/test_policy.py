"""Every fault of the school's password rules is found on its requirement; the sound school passes; the first password is back."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from harness import Check, Status
from harness.checks.authentication.common_passwords import common_passwords
from harness.checks.authentication.own_words import own_words
from harness.checks.authentication.passphrase import passphrase
from harness.checks.authentication.password_length import password_length
from harness.model.finding import Finding
from tests.harness.build import Build, judged
from tests.sandbox.passwords.school import policy_at, school

CHECKS = (common_passwords, own_words, passphrase, password_length)


def findings(folder: Path, rows: list[dict[str, Any]], *checks: Check) -> dict[str, Finding]:
    """What the checks make of these records, by the last part of their names."""
    made = Build(folder)
    made.session().page()
    for row in rows:
        made.probe("passwords", **row)
    found = judged(made.seal(level="recommended"), *(checks or CHECKS))
    return {one.check.partition("/")[2]: one for one in found}


def failed(found: dict[str, Finding]) -> dict[str, dict[str, Any]]:
    assert Status.NOT_TESTED not in {one.status for one in found.values() if one.status is not Status.FAIL} or any(
        one.status is Status.FAIL for one in found.values()
    ), "nothing failed and something was not tested"
    return {name: dict(one.values) for name, one in found.items() if one.status is Status.FAIL}


def test_the_sound_school_passes_at_both_places(tmp_path: Path) -> None:
    at = school()
    change = at.change()

    async def go() -> tuple[list[dict[str, Any]], bool]:
        rows = [*await policy_at(at.sign_up()), *await policy_at(change)]
        return rows, await change.restore()

    rows, restored = asyncio.run(go())
    found = findings(tmp_path, rows)
    assert {name: one.status for name, one in found.items()} == dict.fromkeys(found, Status.PASS)
    assert found["password-length"].values["shortest"] == ["change: 12", "signup: 12"]
    assert found["common-passwords"].values["count"] == 40
    assert restored
    assert change.key.password == at.key().password


FAULTS: dict[str, dict[str, dict[str, Any]]] = {
    "password-min-4": {"password-length": {"lengths": ["7"], "places": ["signup"]}},
    "password-client-only": {"password-length": {"lengths": ["7"], "places": ["signup"]}},
    "password-truncated": {"passphrase": {"changes": ["last-changed", "one-less"], "places": ["signup"]}},
    "password-case-folded": {"passphrase": {"changes": ["other-case"], "places": ["signup"]}},
    "password-no-unicode": {"passphrase": {"places": ["signup, request"], "minded": ["accents"]}},
    "password-composition": {
        "passphrase": {"places": ["signup, request"], "minded": ["accents", "length", "small-letters", "spaces"]}
    },
    "password-max-20": {"passphrase": {"places": ["signup, request"], "minded": ["length"]}},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_named(fault: str, tmp_path: Path) -> None:
    found = findings(tmp_path, asyncio.run(policy_at(school(fault).sign_up())))
    assert failed(found) == FAULTS[fault]
    rest = {one.status for name, one in found.items() if name not in FAULTS[fault]}
    assert rest == {Status.PASS}, "one fault, and all the rest is as it was"


def test_common_passwords_that_are_taken(tmp_path: Path) -> None:
    found = failed(findings(tmp_path / "a", asyncio.run(policy_at(school("password-common").sign_up()))))
    assert found["common-passwords"]["words"][:2] == ["123456qwerty", "123qweasdzxc"]
    assert {*found} == {"common-passwords", "own-words"}
    only = failed(findings(tmp_path / "b", asyncio.run(policy_at(school("password-school-words").sign_up()))))
    assert only == {"own-words": {"places": ["signup"], "words": ["demoschool12"]}}


def test_a_fault_where_passwords_are_changed_only(tmp_path: Path) -> None:
    at = school("change-min-4")
    change = at.change()

    async def go() -> list[dict[str, Any]]:
        rows = await policy_at(change)
        assert await change.restore()
        return rows

    assert failed(findings(tmp_path, asyncio.run(go())))["password-length"]["places"] == ["change"]
