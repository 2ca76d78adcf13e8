"""What the checks of defaults make of evidence that could mislead them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness import Status
from harness.model.finding import Finding
from harness.plugins.host import load_registry
from tests.harness.build import Build, one

CHECKS = load_registry().checks
PROFILING, PROFILE, LOCATION = (CHECKS[f"settings/{name}"] for name in ("profiling-off", "profile-default", "location-setting"))


def seen(setting: str, value: str, label: str = "", **more: Any) -> dict[str, Any]:
    about = {"persona": "pupil", "when": "first", "page": "/settings", "source": "screen", "role": "checkbox"}
    return {"kind": "seen", **about, "setting": setting, "label": label or setting, "value": value, **more}


def api(setting: str, value: str) -> dict[str, Any]:
    return seen(setting, value, f"me.{setting}", source="api", page="/api/me", role="value")


def missing(setting: str = "", reason: str = "not-found") -> dict[str, Any]:
    return {"kind": "missing", "persona": "pupil", "when": "first", "page": "/p", "setting": setting, "reason": reason}


def finding(tmp_path: Path, *records: dict[str, Any], check: Any = PROFILING, **profile: Any) -> Finding:
    made = Build(tmp_path, **profile)
    made.session().page()
    for record in records:
        made.probe("settings", **record)
    return one(made.seal(), check)


OFF = seen("analytics", "off")


@pytest.mark.parametrize(
    ("records", "status"),
    [
        ([OFF], Status.PASS),
        ([OFF, seen("advertising", "on")], Status.FAIL),
        ([seen("advertising", "on", when="after-login")], Status.NOT_TESTED),
        ([seen("advertising", "on", persona="other")], Status.NOT_TESTED),
        ([seen("", "on", "Donkere modus")], Status.NOT_TESTED),
        ([seen("camera", "off")], Status.PASS),
        ([seen("camera", "off"), seen("", "on", "Donkere modus")], Status.REVIEW),
        ([OFF, seen("advertising", "")], Status.REVIEW),
        ([OFF, seen("advertising", "Soms")], Status.REVIEW),
        ([OFF, missing("advertising")], Status.NOT_TESTED),
        ([OFF, missing("camera")], Status.PASS),
        ([OFF, missing(reason="page-failed")], Status.NOT_TESTED),
        ([seen("advertising", "on"), missing(reason="page-failed")], Status.FAIL),
        ([], Status.NOT_TESTED),
    ],
)
def test_what_was_not_seen_or_not_understood_is_no_pass(tmp_path: Path, records: list[dict[str, Any]], status: Status) -> None:
    assert finding(tmp_path, *records).status is status


KEPT = [seen("camera", "off"), seen("streaks", "off"), api("camera", "off"), api("streaks", "off")]


def test_an_api_that_agrees_elsewhere_is_believed_against_the_screen(tmp_path: Path) -> None:
    found = finding(tmp_path, *KEPT, seen("advertising", "off"), api("advertising", "on"))
    assert found.status is Status.FAIL
    assert found.values["settings"] == ["advertising = on (me.advertising, /api/me)"]
    assert found.values["safe"] == ["advertising: off"]


def test_an_api_that_nothing_vouches_for_is_looked_at_by_a_person(tmp_path: Path) -> None:
    assert finding(tmp_path, seen("camera", "off"), api("camera", "off"), api("advertising", "on")).status is Status.REVIEW


def test_a_safe_setting_that_is_worded_negatively_is_safe(tmp_path: Path) -> None:
    hidden = seen("discoverability", "on", "Verberg mij in de zoekresultaten")
    assert finding(tmp_path, hidden, check=PROFILE).status is Status.PASS
    assert finding(tmp_path / "off", hidden | {"value": "off"}, check=PROFILE).status is Status.FAIL


@pytest.mark.parametrize(("value", "status"), [("Groen", Status.REVIEW), ("Rood", Status.FAIL), ("", Status.REVIEW)])
def test_words_that_only_the_maker_knows_never_pass_but_may_accuse(tmp_path: Path, value: str, status: Status) -> None:
    row = {"id": "advertising", "page": "/settings", "locate": {"label": "Modus"}, "safe": ["Groen"]}
    found = finding(tmp_path, seen("advertising", value, "Modus", declared=True), settings=[row])
    assert found.status is status


def test_the_makers_list_does_not_make_everyone_safe(tmp_path: Path) -> None:
    row = {"id": "profile-visibility", "page": "/settings", "locate": {"label": "Wie"}, "safe": ["Iedereen"]}
    found = finding(tmp_path, seen("profile-visibility", "Iedereen", "Wie", declared=True), check=PROFILE, settings=[row])
    assert found.status is Status.FAIL


@pytest.mark.parametrize(("age", "status"), [(11, Status.FAIL), (17, Status.FAIL), (18, Status.PASS), (None, Status.FAIL)])
def test_an_age_that_nobody_knows_is_a_childs(tmp_path: Path, age: int | None, status: Status) -> None:
    pupil = {"name": "pupil", "role": "pupil", "age": age, "known": {"first_name": "Adalberta"}}
    assert finding(tmp_path, seen("advertising", "on"), personas={"pupil": pupil}).status is status


def test_an_app_without_a_setting_for_the_place_passes_when_no_page_asks_for_it(tmp_path: Path) -> None:
    assert finding(tmp_path, seen("", "on", "Donkere modus"), check=LOCATION).status is Status.PASS
    made = Build(tmp_path / "asks")
    made.session().page().append("events", api="geolocation", call="ask", gesture=True)
    made.probe("settings", **seen("", "on", "Donkere modus"))
    assert one(made.seal(), LOCATION).status is Status.NOT_TESTED
