"""The probe on the demo school: every setting is found where it hides, and what is not there is said to be missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness import Profile
from harness.model.profile_effects import Setting
from harness.sandbox.acting.stage import Stage
from harness.sandbox.demo.choice_table import CHOICES, TASTES
from harness.sandbox.settings.reading.probe import TASK, ReadingProbe
from tests.sandbox.acting.staging import left, staged

DECLARED = (
    Setting(id="profile-visibility", page="/settings/privacy", locate={"css": "#profile-visibility"}, safe=("Mijn klas",)),
    Setting(id="comments", page="/settings/privacy", locate={"role": "group", "name": "Wie mag reageren op mijn werk"}, safe=("Niemand",)),
    Setting(id="location", page="/settings/privacy", locate={"label": "Mijn locatie delen"}, safe=("Uit",)),
    Setting(id="autoplay", page="/settings/privacy", locate={"label": "Bestaat niet"}, safe=("Uit",)),
    Setting(id="streaks", page="/bestaat-niet", locate={"label": "Dagreeks"}, safe=("Uit",)),
)
FAULTS = ("framed-autoplay-on", "default-streaks-in-aria", "default-autoplay-folded", "default-camera-locked", "api-says-otherwise")


def one_pupil(profile: Profile) -> Profile:
    """One pupil is enough, with declarations of every kind and no login kept from before."""
    return profile.model_copy(update={"personas": {"pupil": profile.personas["pupil"]}, "settings": DECLARED})


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    folder = tmp_path_factory.mktemp("read")

    async def play(stage: Stage) -> None:
        await ReadingProbe().probe(stage)

    staged(folder, play, [("pupil", TASK)], faults=FAULTS, profile=one_pupil)
    return folder, left(folder, "probes/settings.jsonl")


def seen(records: list[dict[str, Any]], source: str) -> dict[str, dict[str, Any]]:
    return {one["label"]: one for one in records if one["kind"] == "seen" and one["source"] == source}


def test_every_setting_of_the_school_is_read_in_every_tab_and_fold(read: tuple[Path, list[dict[str, Any]]]) -> None:
    screen = seen(read[1], "screen")
    assert {choice.label for choice in (*CHOICES, *TASTES)} <= set(screen)
    assert {choice.id: screen[choice.label]["setting"] for choice in CHOICES} == {choice.id: choice.id for choice in CHOICES}
    assert [screen[taste.label]["setting"] for taste in TASTES] == ["", "", ""], "listed, and taken for nothing"
    assert {one["page"] for one in screen.values()} == {"/settings", "/settings/privacy", "/settings/learning"}


def test_values_are_those_of_the_account(read: tuple[Path, list[dict[str, Any]]]) -> None:
    screen, api = seen(read[1], "screen"), seen(read[1], "api")
    assert screen["Dagreeks bijhouden"]["value"] == "on"
    assert screen["Verberg mij in de zoekresultaten"]["value"] == "on"
    assert (screen["Camera gebruiken in de les"]["value"], screen["Camera gebruiken in de les"]["locked"]) == ("on", True)
    assert (screen["Filmpjes automatisch afspelen"]["setting"], screen["Filmpjes automatisch afspelen"]["value"]) == ("autoplay", "on")
    assert (screen["Mijn gegevens delen met partners"]["value"], api["settings.data_sharing"]["value"]) == ("off", "on")
    assert len(api) == len(CHOICES)
    assert {(one["age"], one["account"], one["when"]) for one in screen.values()} == {(11, "given", "first")}


def test_declared_settings_are_matched_and_missing_ones_told_with_a_picture(read: tuple[Path, list[dict[str, Any]]]) -> None:
    folder, records = read
    assert {one["setting"] for one in records if one.get("declared")} == {"profile-visibility", "comments", "location"}
    missing = {(one["setting"], one["page"], one["reason"]): one for one in records if one["kind"] == "missing"}
    assert set(missing) == {("autoplay", "/settings/privacy", "not-found"), ("streaks", "/bestaat-niet", "not-found")}
    assert all((folder / "bundle" / "blobs" / one["shot"]).exists() for one in missing.values())
    assert missing["autoplay", "/settings/privacy", "not-found"]["locate"] == "label Bestaat niet"


def test_what_was_recognised_is_pictured_with_its_control_marked(read: tuple[Path, list[dict[str, Any]]]) -> None:
    folder, records = read
    shots = {one["setting"]: one["shot"] for one in records if one["kind"] == "seen" and one["source"] == "screen"}
    assert all(shots[choice.id] for choice in CHOICES)
    assert {(folder / "bundle" / "blobs" / shots[choice.id]).exists() for choice in CHOICES} == {True}
    assert len({shots[choice.id] for choice in CHOICES}) >= 4, "each tab and fold has a picture of its own"


def test_nothing_was_changed(read: tuple[Path, list[dict[str, Any]]]) -> None:
    sent = [one for one in left(read[0], f"sessions/pupil-{TASK}/traffic.jsonl") if one["kind"] == "exchange"]
    assert {one["url"].partition(".test")[2] for one in sent if one["method"] != "GET"} == {"/login"}
    assert not left(read[0], "probes/requests.jsonl"), "it only looked"


def test_without_a_login_or_a_pupil_it_says_what_it_lacks(read: tuple[Path, list[dict[str, Any]]], tmp_path: Path) -> None:
    from tests.harness.build import base_profile

    profile = Profile.model_validate(base_profile())
    assert ReadingProbe().lacks(profile) == "the profile has no [login]"
    signed = profile.model_copy(update={"login": {"url": "/login"}, "personas": {}})
    assert ReadingProbe().lacks(signed) == "the profile has no pupil"
