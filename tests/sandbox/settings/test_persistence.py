"""Choices are made, lost and put back in the demo school; what may be chosen at all is decided from the reading."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness import Profile, SettingSeen
from harness.sandbox.acting.stage import Stage
from harness.sandbox.settings.persistence import DEVICE, TASK, PersistenceProbe, choices, locate
from tests.sandbox.acting.staging import left, staged

KEPT = ["chosen", "after-login", "second-device"]


def seen(**more: Any) -> SettingSeen:
    about = {"persona": "pupil", "when": "before", "page": "/settings", "source": "screen", "role": "select", "age": 11}
    return SettingSeen(t=0.0, **{**about, "setting": "profile-visibility", "label": "Wie kan mijn profiel zien", **more})


@pytest.mark.parametrize(
    ("control", "values"),
    [
        (seen(value="Mijn klas", options=["Alleen ik", "Mijn klas", "Mijn school", "Iedereen"]), ["Alleen ik", "Mijn school"]),
        (seen(value="Mijn klas", options=["Alleen ik", "Mijn klas"], locked=True), []),
        (seen(value="Mijn klas", options=["Alleen ik", "Mijn klas"], source="api"), []),
        (seen(value="off", setting="autoplay", label="Autoplay", role="checkbox"), []),
        (seen(value="on", setting="autoplay", label="Autoplay", role="checkbox"), ["off"]),
        (seen(value="rood", setting="", label="Kleur", options=["rood", "blauw"]), []),
    ],
)
def test_only_what_is_safe_is_chosen(control: SettingSeen, values: list[str]) -> None:
    assert [value for _, value in choices([control])] == values


def test_where_a_control_is() -> None:
    assert locate(seen(label="Wie ziet mij › Profiel")) == {"label": "Profiel"}
    assert locate(seen(role="switch", label="Streaks")) == {"role": "switch", "name": "Streaks"}
    assert locate(seen(role="radio", label="Likes")) == {"role": "group", "name": "Likes"}


def test_a_pupil_of_the_profile_keeps_its_choices_and_gets_them_back(tmp_path: Path) -> None:
    probe = PersistenceProbe()

    def without(profile: Profile) -> Profile:
        return profile.model_copy(update={"accounts": None})

    async def play(stage: Stage) -> None:
        await probe.probe(stage)

    staged(tmp_path, play, [("pupil", TASK), ("pupil", DEVICE)], profile=without)
    (kept,) = left(tmp_path, "probes/kept.jsonl")
    assert (kept["setting"], kept["was"], kept["chosen"], kept["restored"]) == ("profile-visibility", "Mijn klas", "Alleen ik", True)
    read = {(one["when"], one["value"]) for one in left(tmp_path, "probes/settings.jsonl") if one.get("setting") == kept["setting"] and one["source"] == "screen"}
    assert read == {("before", "Mijn klas"), *((when, "Alleen ik") for when in KEPT)}
    assert not [one for one in left(tmp_path, "probes/gaps.jsonl") if one["evidence"] == "kept"]
    acts = [one["what"] for one in left(tmp_path, "probes/requests.jsonl") if one["method"] == "ACT"]
    assert acts[0].startswith("choose 'Alleen ik'")
    assert "sign out" in acts
    assert not [what for what in acts if "default" in what], "a given account is never reset"
