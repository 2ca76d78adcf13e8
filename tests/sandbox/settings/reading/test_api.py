"""Values of settings in JSON: found by their names, wherever they stand, and never guessed from free text."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.catalogue.settings import builtin_settings
from harness.sandbox.settings.reading.api import MOST_LEAVES, settings_in

CATALOGUE = builtin_settings()


def found(content: object) -> list[tuple[str, str, str]]:
    return settings_in(json.dumps(content).encode(), CATALOGUE)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"settings": {"read_receipts": True}}, [("read-receipts", "settings.read_receipts", "on")]),
        ({"privacy": {"profileVisibility": "PUBLIC"}}, [("profile-visibility", "privacy.profileVisibility", "PUBLIC")]),
        ([{"key": "analytics", "value": False}], [("analytics", "analytics", "off")]),
        ({"rows": [{"name": "newsletter", "enabled": True}]}, [("newsletter", "rows.newsletter", "on")]),
        ([{"id": 3, "learner_can_sign_up": True}], [("open-sign-up", "learner_can_sign_up", "on")]),
        ({"comments": "Leuk gemaakt, Adalberta"}, []),
        ({"likes": 5, "location": None, "camera": ["on"]}, []),
        ({"profile": {"photo": True}, "name": "Ada"}, []),
        ("on", []),
    ],
)
def test_values_are_known_by_their_names(content: object, expected: list[tuple[str, str, str]]) -> None:
    assert found(content) == expected


@pytest.mark.parametrize("body", [b"", b"<p>", b"{", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_says_nothing(body: bytes) -> None:
    assert settings_in(body, CATALOGUE) == []


def test_there_is_an_end_to_it() -> None:
    assert len(found({f"a{number}": {"autoplay": True} for number in range(2 * MOST_LEAVES)})) <= MOST_LEAVES
    deep: object = {"autoplay": True}
    for _ in range(50):
        deep = {"more": deep}
    assert found(deep) == []


@given(st.recursive(st.none() | st.booleans() | st.text(max_size=8), lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=8), inner)))
def test_no_answer_breaks_it(content: object) -> None:
    for setting, _, value in found(content):
        assert setting in CATALOGUE.all
        assert value
