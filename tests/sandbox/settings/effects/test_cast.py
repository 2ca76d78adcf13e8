"""Who is what to a pupil, and who takes part."""

from __future__ import annotations

import pytest

from harness import Persona, Profile
from harness.sandbox.settings.effects.cast import cast_of, relation
from harness.sandbox.settings.effects.trying import reached, typed
from tests.harness.build import base_profile


def somebody(name: str = "x", role: str = "pupil", school: str | None = "a", class_: str | None = "4A", **more: object) -> Persona:
    known = {"first_name": "Adalberta", "email": "ada@school.test"}
    return Persona.model_validate({"name": name, "role": role, "school": school, "class": class_, "known": known, **more})


@pytest.mark.parametrize(
    ("other", "seen"),
    [
        (somebody(role="anonymous"), "anonymous"), (somebody(school="b"), "other-school"),
        (somebody(role="teacher", school="b"), "other-school"), (somebody(class_="4B"), "other-class"),
        (somebody(role="teacher", class_="4B"), None), (somebody(), "permitted"), (somebody("owner"), None),
        (somebody(role="admin"), None), (somebody(role="parent"), None), (somebody(school=None), None),
    ],
)
def test_what_somebody_is_to_a_pupil(other: Persona, seen: str | None) -> None:
    assert relation(somebody("owner"), other) == seen


def a_profile(*effects: dict[str, object], **personas: dict[str, object]) -> Profile:
    table = base_profile()
    table["personas"]["pupil"] |= {"school": "a", "class": "4A"}
    table["personas"] |= {name: {"name": name, "role": "pupil", "known": {"first_name": "Ottokarine"}, **one} for name, one in personas.items()}
    return Profile.model_validate({**table, "effects": list(effects)})


def test_one_of_each_kind_takes_part() -> None:
    cast = cast_of(a_profile(first={"school": "b"}, second={"school": "b"}, third={"school": "a", "class": "4B"}))
    assert cast is not None
    assert {name: seen for name, (_, seen) in cast.outsiders.items()} == {
        "visitor": "anonymous", "first": "other-school", "third": "other-class",
    }
    assert [who.name for who, _ in cast.strangers] == ["visitor", "first"]
    assert cast.actors() == ["pupil", "visitor", "first", "third"]


def test_nobody_to_reach_is_no_cast() -> None:
    profile = a_profile()
    pupil = profile.personas["pupil"].model_copy(update={"acts_only": True})
    assert cast_of(profile.model_copy(update={"personas": {**profile.personas, "pupil": pupil}})) is None


def test_an_effect_whose_people_are_gone_is_left_out() -> None:
    profile = a_profile({"id": "contact", "by": "mate", "steps": []}, mate={"school": "a", "class": "4A"})
    cast = cast_of(profile)
    assert cast is not None
    assert [one.id for one in cast.of("contact")] == ["contact"]
    without = {name: one for name, one in profile.personas.items() if name != "mate"}
    smaller = cast_of(profile.model_copy(update={"personas": without}))
    assert smaller is not None
    assert smaller.of("contact") == []


def test_what_was_given_or_is_ones_own_proves_nothing() -> None:
    owner = somebody("owner")
    page = "Gezocht: Adalberta. Gevonden: ada@school.test"
    assert reached(owner, somebody(known={"first_name": "Ottokarine"}), page) == ["email", "first_name"]
    steps = [{"goto": "/zoek"}, {"fill": {"label": "Naam"}, "with": "{owner.first_name}"}]
    assert typed(steps) == {"first_name"}
    assert reached(owner, somebody(known={"first_name": "Ottokarine"}), page, typed(steps)) == ["email"]
    assert reached(owner, somebody(), page) == []
    assert typed([], "/leerlingen/{owner.username}/{work}") == {"username"}
