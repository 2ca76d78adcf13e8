"""How the checks that go by what others could do might lie, each way tried: a refusal that proves nothing is no pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import Status
from harness.judge import judge
from harness.later.followups import open_bundle
from harness.model.finding import Finding
from tests.checks.example import Add
from tests.checks.examples_effects import (
    COMMENT,
    CONTACT,
    OTHERS,
    OUTSIDE,
    PROFILE,
    SEARCH,
    WORK,
    decided,
    effects,
    link,
    tried,
)
from tests.checks.test_examples import CHECKS
from tests.harness.build import Build, registry_of

PRIVATE, WRITTEN = CHECKS["settings/profile-private"], CHECKS["settings/no-outside-contact"]
READ, LINKS, DECIDED = CHECKS["settings/work-in-class"], CHECKS["settings/share-links"], CHECKS["settings/school-decides"]
VISITOR, STRANGER = OUTSIDE[:1], OUTSIDE[1:]


def found(folder: Path, check: object, *adds: Add, gap: str = "") -> Finding:
    made = Build(folder)
    session = made.session()
    for add in adds:
        add(made, session)
    if gap:
        made.gap(gap, "not-undone")
    (finding,) = [one for one in judge(open_bundle(made.seal()), registry_of(check)) if one.persona == "pupil"]
    return finding


UNPROVEN = {
    "the owner was not signed in any more": (PRIVATE, effects(tried(PROFILE, control="not-seen"), tried(SEARCH))),
    "the permitted one saw it before and not after": (PRIVATE, effects(tried(PROFILE, control="lost"), tried(SEARCH))),
    "the stranger was not signed in": (
        PRIVATE, effects(tried(PROFILE, only="other-school", control="signed-out"), tried(SEARCH)),
    ),
    "nobody of another school took part": (PRIVATE, effects(tried(PROFILE, VISITOR), tried(SEARCH, VISITOR))),
    "no visitor took part": (PRIVATE, effects(tried(PROFILE, STRANGER), tried(SEARCH, STRANGER))),
    "the page did not come": (PRIVATE, effects(tried(PROFILE, only="anonymous", tried=False), tried(SEARCH))),
    "the search finds nobody for anybody": (PRIVATE, effects(tried(PROFILE), tried(SEARCH, control="not-seen"))),
    "no search was tried": (PRIVATE, effects(tried(PROFILE))),
    "only a search was tried": (PRIVATE, effects(tried(SEARCH))),
    "every address lost its control": (
        PRIVATE, effects(tried(("profile-visibility", "request"), control="not-seen"), tried(SEARCH)),
    ),
    "the permitted message did not arrive": (WRITTEN, effects(tried(CONTACT, control="not-arrived"))),
    "the request cannot be sent again": (WRITTEN, effects(tried(CONTACT, control="replay-not-arrived"))),
    "nothing could be sent": (WRITTEN, effects(tried(CONTACT, tried=False))),
    "a visitor could send nothing": (WRITTEN, effects(tried(CONTACT, only="anonymous", tried=False))),
    "nobody waited long enough": (WRITTEN, effects(tried(CONTACT, waited=59.0))),
    "what was sent later came through in one of the ways only": (
        WRITTEN, effects(tried(CONTACT, waited=2.0, overtaken=True), tried(COMMENT, waited=2.0)),
    ),
    "only comments were tried": (WRITTEN, effects(tried(COMMENT))),
    "the comment of who may did not appear": (WRITTEN, effects(tried(CONTACT), tried(COMMENT, control="not-arrived"))),
    "the work was gone": (READ, effects(tried(WORK, OTHERS, control="lost"))),
    "nobody of another class took part": (READ, effects(tried(WORK))),
    "nothing says when a link ends": (LINKS, link(days=None, said="")),
    "the link opens nothing for anybody": (LINKS, link(opens=[], control="not-opened")),
    "there is no new pupil": (DECIDED, decided({"new": None})),
    "the request could not be sent again": (DECIDED, decided({"request": None})),
    "the school has no lock": (DECIDED, decided({"lock": None})),
    "without a lock the pupil's own choice stands": (DECIDED, decided({"lock": None, "existing": "Mijn klas"})),
    "the control was not found": (DECIDED, decided({}, {"setting": "chat", "why": "admin-control-not-found", "saved": False})),
    "the administrator's change was not kept": (DECIDED, decided({"saved": False, "existing": "Mijn klas"})),
    "it was not put back": (DECIDED, decided({"restored": False})),
}


@pytest.mark.parametrize("lie", UNPROVEN)
def test_a_refusal_that_proves_nothing_is_not_tested(tmp_path: Path, lie: str) -> None:
    check, add = UNPROVEN[lie]
    finding = found(tmp_path, check, add)
    assert finding.status is Status.NOT_TESTED, (finding.message, finding.values)
    assert finding.message.format(**finding.values)


FAILING = {
    "a refusal by status that delivers": (
        PRIVATE, effects(tried(PROFILE, only="anonymous", status=403, reached=["email"])),
        "profile-visibility page anonymous /leerlingen/ada",
    ),
    "values that come though the control failed": (
        PRIVATE, effects(tried(PROFILE, control="not-seen", reached=["email"])),
        "profile-visibility page other-school /leerlingen/ada",
    ),
    "an address that somebody else saw": (
        PRIVATE, effects(tried(("profile-visibility", "request"), reached=["email"])),
        "profile-visibility request anonymous /leerlingen/ada",
    ),
    "a sitemap with pupils": (
        PRIVATE, effects(tried(PROFILE), tried(SEARCH), tried(("discoverability", "sitemap"), VISITOR, reached=["address"])),
        "discoverability sitemap anonymous /leerlingen/ada",
    ),
    "a comment from outside": (
        WRITTEN, effects(tried(CONTACT), tried(COMMENT, reached=["mark"])), "comments replay anonymous /leerlingen/ada",
    ),
    "a message that arrives before the time is over": (
        WRITTEN, effects(tried(CONTACT, waited=2.0, reached=["mark"])), "contact replay anonymous /leerlingen/ada",
    ),
    "a counting link": (LINKS, link(bits=10.0, sequential=True), "sequential"),
    "a link that never ends": (LINKS, link(never=True, days=None), "never ends"),
    "a link that lives too long": (LINKS, link(days=31.0), "31 days"),
    "a link for other classes": (LINKS, link(bits=64.0, opens=["other-class"]), "64 bits"),
    "the pupil chose on screen": (DECIDED, decided({"screen": "Mijn klas", "request": "Mijn klas"}), "screen contact"),
    "refused and written": (DECIDED, decided({"request": "Mijn klas", "request_status": 403}), "request contact"),
    "existing pupils are not reached": (DECIDED, decided({"existing": "Mijn klas", "new": None}), "existing pupil contact"),
    "new pupils are not reached": (DECIDED, decided({"new": "Mijn klas"}), "new pupil contact"),
    "the lock does not hold": (DECIDED, decided({"lock": False}), "lock contact"),
}


@pytest.mark.parametrize("what", FAILING)
def test_what_came_through_fails_whatever_was_answered(tmp_path: Path, what: str) -> None:
    check, add, word = FAILING[what]
    finding = found(tmp_path, check, add)
    assert finding.status is Status.FAIL, (finding.message, finding.values)
    values = [text for value in finding.values.values() for text in (value if isinstance(value, list) else [value])]
    assert word in values, values
    assert finding.proof


def test_an_answer_of_success_that_changed_nothing_passes(tmp_path: Path) -> None:
    assert found(tmp_path, DECIDED, decided({"request_status": 200})).status is Status.PASS


def test_what_was_left_behind_is_told(tmp_path: Path) -> None:
    finding = found(tmp_path, DECIDED, decided({"request": "Mijn klas", "restored": False}))
    assert (finding.status, finding.values["left"]) == (Status.FAIL, ["contact"])
    weakened = found(tmp_path / "gap", WRITTEN, effects(tried(CONTACT)), gap="effects")
    assert weakened.status is Status.NOT_TESTED


def test_one_lost_address_does_not_weaken_the_others(tmp_path: Path) -> None:
    request = ("profile-visibility", "request")
    add = effects(tried(PROFILE), tried(SEARCH), tried(request, control="lost"), tried(request))
    assert found(tmp_path, PRIVATE, add).status is Status.PASS


def test_a_link_that_opens_for_the_class_only_need_not_be_random(tmp_path: Path) -> None:
    assert found(tmp_path, LINKS, link(bits=10.0, opens=[])).status is Status.PASS
    assert found(tmp_path / "none", LINKS, link(samples=0, opens=[], days=None)).status is Status.PASS


def test_a_random_uuid_is_left_to_a_person(tmp_path: Path) -> None:
    assert found(tmp_path, LINKS, link(bits=122.0)).status is Status.REVIEW
