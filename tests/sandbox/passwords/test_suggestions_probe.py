"""Who comes as a stranger to the page to sign in, where that is, and when nobody can."""

from __future__ import annotations

import pytest

from harness import Profile
from harness.gather import effective
from harness.sandbox.passwords.suggestions_probe import SuggestionsProbe, entrance
from tests.harness.build import base_profile

NAMED = {"name": "pupil", "role": "pupil", "username": "ada", "known": {"first_name": "Adalberta"}}


def profile(pupil: dict[str, object] = NAMED, **more: object) -> Profile:
    return Profile.model_validate({**base_profile(), "personas": {"pupil": pupil}, **more})


def test_the_visitor_comes_who_always_takes_part() -> None:
    probe, whole = SuggestionsProbe(), effective(profile())
    assert probe.lacks(whole) is None
    assert probe.actors(whole) == [("visitor", "suggestions")]
    assert probe.people(whole) == {"visitor"}, "nobody's account is used, so nobody has to wait for it"


def test_without_a_name_or_a_visitor_it_is_told_why() -> None:
    probe, nameless = SuggestionsProbe(), {name: value for name, value in NAMED.items() if name != "username"}
    assert "user name" in (probe.lacks(effective(profile(nameless))) or "")
    alone = profile()
    assert "visitor" in (probe.lacks(alone) or "")
    assert probe.actors(alone) == []


@pytest.mark.parametrize(
    ("login", "where"),
    [
        ({}, ""), ({"login": {"url": "/in"}}, "/in"),
        ({"login": {"steps": [{"goto": "/start"}, {"goto": "/b"}]}}, "/start"),
        ({"login": {"url": "/in", "steps": [{"goto": "/start"}]}}, "/in"), ({"login": {"steps": [{"press": "Enter"}]}}, ""),
    ],
)
def test_it_opens_the_page_that_the_profile_names(login: dict[str, object], where: str) -> None:
    assert entrance(profile(**login)) == where
