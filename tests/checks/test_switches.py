"""How the check of switches might lie, each way tried: what was not tried or does not show is no pass."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness import Status
from harness.model.finding import Finding
from tests.checks.examples_effects import turned
from tests.checks.test_defaults import missing, seen
from tests.checks.test_examples import CHECKS
from tests.harness.build import Build, one

WORKS = CHECKS["settings/switches-work"]
STAYED = "GET school.test/api/ads"
OTHER, UNKNOWN = seen("profile-visibility", "Mijn klas"), seen("", "on", "Donkere kleuren")


def finding(folder: Path, *settings: dict[str, Any], switches: tuple[dict[str, Any], ...] = ()) -> Finding:
    made = Build(folder)
    session = made.session()
    session.page()
    for record in settings:
        made.probe("settings", **record)
    if switches:
        turned(*switches)(made, session)
    return one(made.seal(), WORKS)


@pytest.mark.parametrize(
    ("switches", "status"),
    [
        (({}, {"setting": "analytics", "stayed": [STAYED]}), Status.FAIL),
        (({"stayed": [STAYED], "restored": False},), Status.FAIL),
        (({}, {"setting": "analytics", "restored": False}), Status.NOT_TESTED),
        (({}, {"setting": "analytics", "came": [], "restored": None, "why": "not-found"}), Status.NOT_TESTED),
        (({}, {"setting": "analytics", "came": []}), Status.REVIEW),
        (({"came": [], "stayed": []},), Status.REVIEW),
        (({}, {"setting": "analytics"}), Status.PASS),
    ],
)
def test_every_switch_has_to_be_seen_to_work(
    tmp_path: Path, switches: tuple[dict[str, Any], ...], status: Status
) -> None:
    found = finding(tmp_path, seen("advertising", "off"), switches=switches)
    assert found.status is status, (found.message, found.values)


@pytest.mark.parametrize(
    ("settings", "status"),
    [
        ((OTHER,), Status.PASS),
        ((OTHER, seen("analytics", "off")), Status.NOT_TESTED),
        ((OTHER, seen("analytics", "off", source="api")), Status.PASS),
        ((OTHER, UNKNOWN), Status.NOT_TESTED),
        ((OTHER, missing(reason="frame-unread")), Status.NOT_TESTED),
        ((UNKNOWN,), Status.NOT_TESTED),
        ((), Status.NOT_TESTED),
    ],
)
def test_where_nothing_was_switched_there_was_nothing_to_switch(
    tmp_path: Path, settings: tuple[dict[str, Any], ...], status: Status
) -> None:
    found = finding(tmp_path, *settings)
    assert found.status is status, (found.message, found.values)
