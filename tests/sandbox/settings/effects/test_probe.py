"""Real browsers at the demo school: the clean school keeps everybody out, and every fault is seen by what comes through.

Faults that do not hide one another are played together, so that each costs no browser of its own.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import Status
from harness.sandbox.demo.faults import FAULTS
from tests.sandbox.settings.effects.playing import NAMES, Played, play

pytestmark = pytest.mark.timeout(600)

CHECK = {"SET-01": "profile-private", "SET-02": "no-outside-contact", "SET-09": "school-decides"}
TOGETHER = (
    "profile-open-page", "profile-open-api", "profile-open-to-visitors", "search-across-schools",
    "search-open-to-visitors", "sitemap-lists-pupils", "message-from-other-school", "message-from-visitors",
    "comment-from-outside", "work-open-by-address", "work-open-to-school", "link-short", "link-never-expires",
    "lock-403-writes",
)
REFUSED = (
    "profile-sent-with-404", "search-across-schools", "message-arrives-after-403", "work-sent-with-404",
    "link-sequential", "lock-not-kept",
)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return play(tmp_path_factory.mktemp("clean"))


def test_in_the_clean_school_nobody_gets_through_and_every_control_held(clean: Played) -> None:
    tried = clean.records["effects"]
    assert not [one for one in tried if one.get("reached")]
    assert not [one for one in tried if one.get("control")]
    assert all(one["overtaken"] for one in tried if one["effect"] in ("contact", "comments"))
    assert {one["relation"] for one in tried} == {"anonymous", "other-school", "other-class"}
    assert {(one["effect"], one["way"]) for one in tried} >= {
        ("profile-visibility", "page"), ("discoverability", "search"), ("discoverability", "sitemap"),
        ("contact", "replay"), ("comments", "replay"), ("work-sharing", "page"),
    }
    assert {name: one.status for name, one in clean.findings.items()} == dict.fromkeys(NAMES, Status.PASS)


def test_a_link_of_the_clean_school_opens_for_who_has_it(clean: Played) -> None:
    (link,) = clean.records["links"]
    assert (link["samples"], link["days"], link["never"]) == (2, 14, False)
    assert link["bits"] >= 250
    assert link["opens"] == ["anonymous", "other-class", "other-school"]


def test_the_school_decides_and_everything_is_put_back(clean: Played) -> None:
    decided = clean.records["adjusted"]
    assert {one["setting"] for one in decided} >= {"profile-visibility", "contact", "work-sharing"}
    for one in decided:
        assert one["existing"] == one["new"] == one["request"] == one["wanted"] != one["before"], one
        assert (one["saved"], one["lock"], one["restored"], one["screen"]) == (True, True, True, None)


def test_nothing_that_was_made_is_left_behind(clean: Played) -> None:
    assert not clean.records["gaps"]
    made = [one["undone"] for one in clean.records["effects"] if one["effect"] in ("contact", "work-sharing")]
    assert made
    assert set(made) == {True}


@pytest.mark.parametrize(
    ("faults", "undeclared"), [(TOGETHER, ""), (REFUSED, "discoverability")], ids=["open", "refused-and-delivered"]
)
def test_every_fault_is_seen_by_what_came_through(faults: tuple[str, ...], undeclared: str, tmp_path: Path) -> None:
    """The second time the profile does not say where the search is, and it is found."""
    played = play(tmp_path, *faults, undeclared=undeclared)
    for fault in (FAULTS[name] for name in faults):
        (requirement,) = fault.requirements
        check = CHECK.get(requirement) or ("share-links" if fault.id.startswith("link") else "work-in-class")
        told = played.told(check)
        missing = [words for words in fault.told if not any(text == words or text.startswith(f"{words} ") for text in told)]
        assert not missing, (fault.id, told)
    assert not [one for one in played.records["effects"] if one.get("undone") is False]
    assert all(one["restored"] for one in played.records["adjusted"])


@pytest.mark.parametrize(
    "faults", [("school-default-for-new-only", "school-default-not-for-new"), ("lock-screen-only",)], ids="+".join
)
def test_a_school_that_cannot_decide_is_found_out(faults: tuple[str, ...], tmp_path: Path) -> None:
    played = play(tmp_path, *faults, tries=False)
    for fault in faults:
        (words,) = FAULTS[fault].told
        assert any(text.startswith(f"{words} ") for text in played.told("school-decides"))
    assert all(one["restored"] for one in played.records["adjusted"])
