"""What others than a pupil can see, send and decide in the demo school, and each fault that changes it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from harness.sandbox.demo.fault_effects import EFFECT_FAULTS
from harness.sandbox.demo.people import Person
from tests.sandbox.demo.visitor import Visitor

type Visitors = Callable[..., Visitor]
type People = dict[str, Person]

SHOWN = {  # fault → what of the school's behaviour it changes
    "profile-open-page": "ottokar sees profile", "profile-open-api": "ottokar sees data",
    "profile-open-to-visitors": "visitor sees profile", "profile-sent-with-404": "ottokar sees profile",
    "search-across-schools": "ottokar finds", "search-open-to-visitors": "visitor finds",
    "sitemap-lists-pupils": "sitemap", "message-arrives-after-403": "ottokar writes",
    "message-from-other-school": "ottokar writes", "message-from-visitors": "visitor writes",
    "comment-from-outside": "ottokar comments", "work-open-by-address": "visitor reads",
    "work-open-to-school": "frederik reads", "work-sent-with-404": "ottokar reads",
    "link-short": "link is long", "link-sequential": "link is long", "link-never-expires": "link ends",
    "school-default-for-new-only": "decided",
    "lock-screen-only": "lock holds", "lock-403-writes": "lock holds", "lock-not-kept": "lock holds",
}
CLEAN = {"link is long", "link ends", "decided", "lock holds"}
"""What is so in the clean school; everything else must not be."""


def behaviour(guest: Visitor, people: People) -> set[str]:
    """Everything that is so in this school."""
    work, link, seen = _made(guest, people)
    for who in (None, people["ottokar"], people["frederik"]):
        name = who.username if who else "visitor"
        _become(guest, who)
        said = _attempts(guest, work)
        seen |= {f"{name} {what}" for what, so in said.items() if so}
    _become(guest, people["ada"])
    inbox, page = guest.get("/postvak").text, guest.get(work).text
    seen |= {f"{name} writes" for name in ("visitor", "ottokar", "frederik") if f"brief van {name}" in inbox}
    seen |= {f"{name} comments" for name in ("visitor", "ottokar", "frederik") if f"reactie van {name}" in page}
    assert (guest.get(link).status_code, len(guest.get("/werk").text) > 0) == (200, True)
    return seen | _decided(guest, people)


def _become(guest: Visitor, person: Person | None) -> None:
    guest.client.cookies.clear()
    if person is not None:
        guest.sign_in(person)
    guest.name = person.username if person else "visitor"  # type: ignore[attr-defined]


def _made(guest: Visitor, people: People) -> tuple[str, str, set[str]]:
    seen = {"sitemap"} if "/leerlingen/" in guest.get("/sitemap.xml").text else set()
    _become(guest, people["ada"])
    work = guest.post("/werk", title="Titel", text="geheim werk").headers["location"]
    guest.post_raw(f"{work}/deel", {"csrf": guest.csrf("/werk")})
    page = guest.get(work).text
    link = re.search(r"/deel/[\w-]+", page)
    assert link is not None
    seen |= {"link is long"} if len(link[0]) > 40 else set()
    return work, link[0], seen | ({"link ends"} if "vervalt op" in page else set())


def _attempts(guest: Visitor, work: str) -> dict[str, bool]:
    name = guest.name  # type: ignore[attr-defined]
    token = guest.csrf("/start" if name != "visitor" else "/login")
    guest.post_raw("/berichten/ada", {"csrf": token, "text": f"brief van {name}"})
    guest.post_raw(f"{work}/reactie", {"csrf": token, "text": f"reactie van {name}"})
    return {
        "sees profile": "Kwispelbeek" in guest.get("/leerlingen/ada").text,
        "sees data": "Kwispelbeek" in guest.get("/api/leerlingen/ada").text,
        "finds": "Kwispelbeek" in guest.get("/zoek?naam=Adalberta").text,
        "reads": "geheim werk" in guest.get(work).text,
    }


def _decided(guest: Visitor, people: People) -> set[str]:
    _become(guest, people["gumbertus"])
    fields = {"csrf": guest.csrf("/admin/instellingen"), "contact": "Mijn school", "lock-contact": "on"}
    guest.post_raw("/admin/instellingen", fields)
    _become(guest, people["ada"])
    first = guest.get("/api/settings").json()["settings"]["contact"]
    guest.post_raw("/settings/privacy", {"csrf": guest.csrf("/start"), "contact": "Iedereen"})
    then = guest.get("/api/settings").json()["settings"]["contact"]
    seen = {"decided"} if first == "Mijn school" else set()
    return seen | ({"lock holds"} if then == first else set())


@pytest.fixture(scope="module")
def clean(people: People) -> Callable[[Visitors], set[str]]:
    kept: list[set[str]] = []

    def look(visitor: Visitors) -> set[str]:
        if not kept:
            kept.append(behaviour(visitor(), people))
        return kept[0]

    return look


def test_nobody_from_elsewhere_reaches_a_pupil_in_the_clean_school(
    visitor: Visitors, clean: Callable[[Visitors], set[str]]
) -> None:
    assert clean(visitor) == CLEAN


def test_every_fault_has_its_row() -> None:
    assert set(SHOWN) | {"school-default-not-for-new"} == {fault.id for fault in EFFECT_FAULTS}


@pytest.mark.parametrize("fault", SHOWN)
def test_each_fault_alone_shows(fault: str, visitor: Visitors, people: People) -> None:
    what = SHOWN[fault]
    assert (what in behaviour(visitor(fault), people)) is not (what in CLEAN)


@pytest.mark.parametrize("faults", [[], ["school-default-not-for-new"]])
def test_a_new_pupil_has_what_the_school_decided(faults: list[str], visitor: Visitors, people: People) -> None:
    guest = visitor(*faults)
    _decided(guest, people)
    guest.client.cookies.clear()
    made = guest.client.post("/test-accounts", json={"role": "pupil", "age": 14, "school": "a"}).json()
    guest.post("/login", username=made["username"], password=made["password"])
    assert (guest.get("/api/settings").json()["settings"]["contact"] == "Mijn school") is not bool(faults)


def test_who_may_still_can(visitor: Visitors, people: People) -> None:
    guest = visitor()
    _become(guest, people["benedicta"])
    guest.post("/berichten/ada", text="dag van een klasgenoot")
    assert "Kwispelbeek" in guest.get("/leerlingen/ada").text
    assert "Kwispelbeek" not in guest.get("/zoek?naam=Adalberta").text
    _become(guest, people["willibrord"])
    assert "Kwispelbeek" in guest.get("/zoek?naam=adal").text
    _become(guest, people["ada"])
    assert "dag van een klasgenoot" in guest.get("/postvak").text
    guest.post_raw("/postvak/1/weg", {"csrf": guest.csrf("/postvak")})
    assert "dag van een klasgenoot" not in guest.get("/postvak").text


def test_a_school_decides_for_its_own_pupils_only(visitor: Visitors, people: People) -> None:
    guest = visitor()
    _decided(guest, people)
    _become(guest, people["ottokar"])
    assert guest.get("/api/settings").json()["settings"]["contact"] != "Mijn school"
    assert guest.get("/admin/instellingen").status_code == 403
