"""What a profile will let the checks answer, and when."""

from __future__ import annotations

import pytest

from harness.cli.forecast import forecast, settings_rows
from harness.model.profile import Profile
from harness.plugins.host import load_registry
from tests.checks.examples import AUTHORISED
from tests.harness.build import base_profile

LOGIN = {"login": {"proof": {"text": "{first_name}"}}}


@pytest.mark.parametrize(
    ("more", "answer"),
    [
        ({**LOGIN, **AUTHORISED}, "will be answered later, by schoolproof resume"),
        (LOGIN, "not tested: an active probe, and the profile has no [authorisation]"),
        (AUTHORISED, "not tested: the profile has no [login]"),
    ],
)
def test_what_is_asked_after_the_run(more: dict[str, object], answer: str) -> None:
    profile = Profile.model_validate({**base_profile(), **more})
    rows = forecast(profile, load_registry().limited("sessions/timeouts"), "recommended")
    assert {(row["persona"], row["answer"]) for row in rows} == {("pupil", answer), ("teacher", answer)}
    assert forecast(profile, load_registry().limited("sessions/timeouts"), "minimum") == []


def test_a_probe_that_cannot_run_is_told_beforehand() -> None:
    registry = load_registry().limited("settings/profiling-off")
    (row,) = forecast(Profile.model_validate({**base_profile(), **LOGIN}), registry, "minimum")
    assert row["answer"] == "will be answered"
    pupil_gone = {"personas": {"pupil": {**base_profile()["personas"]["pupil"], "acts_only": True}}}
    told = {row["answer"] for row in forecast(Profile.model_validate({**base_profile(), **LOGIN, **pupil_gone}), registry, "minimum")}
    assert told <= {"not tested: no persona with the role pupil", "not tested: the profile has no pupil"}


OUTSIDERS = {
    "stranger": {"name": "stranger", "role": "pupil", "school": "b", "acts_only": True, "known": {"first_name": "Ottokarine"}},
    "teacher_b": {"name": "teacher_b", "role": "teacher", "school": "b", "acts_only": True},
    "neighbour": {"name": "neighbour", "role": "pupil", "school": "a", "class": "4B", "known": {"first_name": "Frederunus"}},
    "head": {"name": "head", "role": "admin", "acts_only": True},
}


def test_each_row_about_settings_says_what_the_profile_lacks() -> None:
    bare = settings_rows(Profile.model_validate(base_profile()), load_registry())
    assert [row["requirement"] for row in bare] == [f"SET-{number:02}" for number in range(1, 12)]
    assert all(row["lacks"] for row in bare)
    pupil = {**base_profile()["personas"]["pupil"], "school": "a", "class": "4A", "age": 11}
    ages = {name: {**one, "age": 11} if one["role"] == "pupil" else one for name, one in OUTSIDERS.items()}
    whole = {**base_profile(), **LOGIN, **AUTHORISED, "personas": {"pupil": pupil, **ages}, "accounts": {"create": "a.py:make"}}
    admin = {"page": "/admin", "locate": {"label": "Berichten"}}
    decided = [{"id": "contact", "page": "/s", "locate": {"label": "Berichten"}, "safe": ["Mijn klas"], "admin": admin}]
    whole |= {"effects": [{"id": "contact"}, {"id": "work-sharing"}], "settings": decided}
    assert {row["lacks"] for row in settings_rows(Profile.model_validate(whole), load_registry())} == {""}
    del whole["personas"]["head"]
    lacking = {row["requirement"]: row["lacks"] for row in settings_rows(Profile.model_validate(whole), load_registry()) if row["lacks"]}
    assert lacking == {"SET-09": 'somebody with role = "admin"'}
    declared = {**base_profile(), "inapplicable": {"SET-02": "nobody writes"}}
    assert {row["requirement"]: row["lacks"] for row in settings_rows(Profile.model_validate(declared), load_registry())}["SET-02"] == ""
