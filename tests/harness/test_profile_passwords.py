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


MORE = """staff = "teacher"
[passwords.given]
who = "ward"
by = "teacher"
steps = [ { goto = "/accounts/{who.username}" } ]
[personas.ward]
role = "pupil"
acts_only = true
username = "god"
password = "one more secret"
known = { first_name = "Godelievine" }
[personas.teacher]
role = "teacher"
acts_only = true
username = "wal"
password = "a longer secret"
known = { first_name = "Walburgise" }
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


def test_who_gets_a_password_from_whom(tmp_path: Path) -> None:
    (tmp_path / "profile.toml").write_text(TEXT + MORE, encoding="utf-8")
    profile = load_profile(tmp_path / "profile.toml")
    assert profile.passwords is not None
    assert profile.passwords.given is not None
    who, by = profile.passwords.given.cast(profile.personas) or (None, None)
    assert (who and who.name, by and by.name) == ("ward", "teacher")


def test_nobody_has_to_choose_one_where_staff_give_them(tmp_path: Path) -> None:
    told = loaded(tmp_path, TEXT + "places = []\n" + MORE)
    assert told is not None
    assert told.places == ()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('who = "ward"', 'who = "nobody"', "have to be two personas"),
        ('by = "teacher"', 'by = "ward"', "have to be two personas"),
        ('by = "teacher"', "", "have to be two personas"),
        ('who = "ward"\nby = "teacher"', 'who = "canary"\nby = "teacher"', "different people"),
        ('who = "ward"\nby = "teacher"', 'who = "teacher"\nby = "ward"', "different people"),
        ('password = "one more secret"', 'password = "one more secret"\ntotp = "JBSWY3DPEHPK3PXP"', "ward needs"),
        ('role = "teacher"', 'role = "pupil"', "has to be a teacher"),
        ('steps = [ { goto = "/accounts/{who.username}" } ]', "steps = []", "steps"),
    ],
)
def test_a_mistake_about_given_ones_is_told(old: str, new: str, told: str, tmp_path: Path) -> None:
    assert old in MORE
    with pytest.raises(MisuseError, match=told):
        loaded(tmp_path, TEXT + MORE.replace(old, new))


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
