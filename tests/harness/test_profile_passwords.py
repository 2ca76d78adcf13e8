"""The `[passwords]` table of a profile file."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import MisuseError
from harness.model.password_tests import PasswordTests
from harness.model.profile import Profile
from harness.profile.load import load_profile

TEXT = """schema = 1
[app]
name = "School"
url = "https://school.example/"
hosts = ["school.example"]
[personas.canary]
role = "pupil"
acts_only = true
username = "ada"
password = "a secret"
known = { first_name = "Adalberta" }
[passwords]
persona = "canary"
"""


def loaded(folder: Path, text: str) -> PasswordTests | None:
    path = folder / "profile.toml"
    path.write_text(text, encoding="utf-8")
    return load_profile(path).passwords


def test_both_places_are_meant_unless_the_profile_says_so(tmp_path: Path) -> None:
    told, moved = loaded(tmp_path, TEXT), loaded(tmp_path, f'{TEXT}places = ["change"]\n')
    assert told is not None
    assert moved is not None
    assert (told.persona, told.places, told.change, told.steps) == ("canary", ("signup", "change"), None, ())
    assert moved.places == ("change",)
    assert loaded(tmp_path, TEXT.partition("[passwords]")[0]) is None


def test_what_a_bundle_keeps_of_it_can_be_judged(tmp_path: Path) -> None:
    (tmp_path / "profile.toml").write_text(TEXT, encoding="utf-8")
    kept = load_profile(tmp_path / "profile.toml").public()
    assert "a secret" not in str(kept)
    again = Profile.model_validate(kept)
    assert (again.passwords, again.personas["canary"].password) == (PasswordTests(persona="canary"), None)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('persona = "canary"', 'persona = "nobody"', "no persona nobody"),
        ("acts_only = true", "acts_only = false", "needs acts_only"),
        ('password = "a secret"', 'password = "a secret"\ntotp = "JBSWY3DPEHPK3PXP"', "no second factor"),
        ('role = "pupil"', 'role = "anonymous"', "needs acts_only"),
        ('password = "a secret"', "", "password are missing"),
        ('persona = "canary"', 'persona = "canary"\nplaces = []', "places"),
        ('persona = "canary"', 'persona = "canary"\nplaces = ["reset"]', "places"),
        ('persona = "canary"', 'person = "canary"', "person"),
    ],
)
def test_a_mistake_is_told(old: str, new: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(MisuseError, match=told):
        loaded(tmp_path, TEXT.replace(old, new))
