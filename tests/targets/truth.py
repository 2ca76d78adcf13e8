"""What is found about a real application beside what is true of it.

A row of truth was decided by hand, by asking the application without our tools and by reading its source: check, persona,
status, values that must be told (a set: these at least), and why that is true.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from harness.audit import Judgement, judge_bundle
from harness.gather import gather
from harness.model.finding import Finding
from harness.plugins.host import Registry, load_registry
from harness.profile.load import load_profile

type Row = tuple[str, str | None, str, dict[str, Any], str]

ACCOUNTS = ("AUT-", "SES-")
"""Rows about how people sign in, and about what happens to the session."""


def audit_accounts(
    profile: str, folder: Path, rows: tuple[str, ...] = ACCOUNTS, level: str = "recommended"
) -> Judgement:
    """Audit what the profile (its text) names, for the rows that begin so: the others are not asked."""
    path = folder / "profile.toml"
    path.write_text(profile, encoding="utf-8")
    whole = load_registry()
    registry = Registry(whole.manager)
    vars(registry)["checks"] = {id: one for id, one in whole.checks.items() if one.requirement.startswith(rows)}
    asyncio.run(gather(load_profile(path), folder / "bundle", registry, level=level, later=False))
    return judge_bundle(folder / "bundle", registry)


def differences(findings: Iterable[Finding], rows: Iterable[Row]) -> str:
    """Every finding that is not true, and every row that nothing was found about; "" when there is none."""
    truth = {(check, persona): (status, values) for check, persona, status, values, _ in rows}
    found = {(one.check, one.persona): one for one in findings}
    wrong = [
        f"{told(one)}\n    true: {truth.get(cell, 'not decided yet: look, and add a row of truth')}"
        for cell, one in found.items()
        if not agrees(one, truth.get(cell))
    ]
    return "\n".join([*wrong, *(f"no longer asked: {cell}" for cell in truth if cell not in found)])


def agrees(finding: Finding, truth: tuple[str, dict[str, Any]] | None) -> bool:
    """Whether the finding says what is true; one that says "not tested" claims nothing and needs no row."""
    if truth is None:
        return finding.status.value == "not_tested"
    status, values = truth
    return finding.status.value == status and all(_says(finding.values.get(name), value) for name, value in values.items())


def _says(found: Any, true: Any) -> bool:
    if isinstance(true, set):
        return found is not None and true <= {*found}
    return bool(found == true)


def told(finding: Finding) -> str:
    """A finding in one line."""
    proof = ", ".join(one.at for one in finding.proof[:3])
    return f"{finding.check} {finding.persona}: {finding.status.value} {finding.message} {finding.values} {proof}"


def for_each(check: str, status: str, values: dict[str, Any], why: str, people: Iterable[str]) -> list[Row]:
    """The same row about several personas."""
    return [(check, persona, status, values, why) for persona in people]
