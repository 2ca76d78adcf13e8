"""Who sees what, by page and by API."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from harness.sandbox.demo.choices import chosen
from harness.sandbox.demo.faults import switches
from harness.sandbox.demo.people import Person
from harness.sandbox.demo.store import Store
from tests.sandbox.demo.visitor import Visitor

type Visitors = Callable[..., Visitor]
type People = dict[str, Person]

PERSONAL = (
    "/start", "/homework", "/homework/1", "/messages", "/class", "/profile", "/settings", "/settings/privacy",
    "/settings/learning",
)
API = ("/api/me", "/api/class", "/api/homework", "/api/homework/1", "/api/messages", "/api/settings")


def test_nobody_gets_in_without_signing_in(visitor: Visitors) -> None:
    guest = visitor()
    assert {guest.get(path).headers.get("location") for path in (*PERSONAL, "/admin", "/teacher")} == {"/login"}
    assert {guest.get(path).status_code for path in API} == {401}


def test_a_pupil_sees_all_own_data_and_nobody_elses(visitor: Visitors, people: People) -> None:
    guest = visitor()
    guest.sign_in(people["ada"])
    assert guest.get("/api/me").json() == {
        "username": "ada", "role": "pupil", "school": "a", "class_name": "4A", "age": 11, **people["ada"].known,
    }
    profile = guest.get("/profile").text
    assert all(value in profile for value in people["ada"].known.values())
    seen = "".join(guest.get(path).text for path in (*PERSONAL, *API))
    for other in set(people) - {"ada"}:
        hidden = [people[other].email, people[other].last_name, people[other].pupil_number]
        assert not any(value in seen for value in hidden if value), other


@pytest.mark.parametrize("number", [3, 4, 99])
def test_homework_of_another_class_or_school_does_not_exist(visitor: Visitors, people: People, number: int) -> None:
    guest = visitor()
    guest.sign_in(people["ada"])
    assert guest.get(f"/homework/{number}").status_code == 404
    assert guest.get(f"/api/homework/{number}").status_code == 404
    token = guest.csrf("/settings/privacy")
    assert guest.post_raw(f"/homework/{number}", {"answer": "x", "csrf": token}).status_code == 404
    written = guest.client.post(f"/api/homework/{number}", json={"antwoord": "x"}, headers={"x-csrf-token": token})
    assert written.status_code == 404


@pytest.mark.parametrize(
    ("username", "allowed"), [("ada", ()), ("willibrord", ("/teacher",)), ("gumbertus", ("/admin",))]
)
def test_pages_of_staff_are_for_that_staff(
    visitor: Visitors, people: People, username: str, allowed: tuple[str, ...]
) -> None:
    guest = visitor()
    guest.sign_in(people[username])
    opened = tuple(path for path in ("/teacher", "/admin") if guest.get(path).status_code == 200)
    assert opened == allowed
    assert all(guest.get(path).status_code == 403 for path in {"/teacher", "/admin"} - set(allowed))


def test_an_admin_sees_the_own_school_only(visitor: Visitors, people: People) -> None:
    guest = visitor()
    guest.sign_in(people["gumbertus"])
    page = guest.get("/admin").text
    assert {name for name, one in people.items() if one.last_name in page} == {
        name for name, one in people.items() if one.school == "a"
    }
    assert "hildegonda" not in page
    assert "@" not in page


def test_an_answer_is_kept_and_seen_by_its_owner_and_teacher(visitor: Visitors, people: People) -> None:
    guest = visitor()
    guest.sign_in(people["ada"])
    hostile = "<script>alert(1)</script> zeven"
    saved = guest.post("/homework/1", answer=hostile)
    assert "Bewaard" in saved.text
    assert "<script>alert" not in saved.text
    assert guest.get("/api/homework/1").json()["antwoord"] == hostile
    guest.client.cookies.clear()
    guest.sign_in(people["benedicta"])
    assert "zeven" not in guest.get("/homework/1").text
    guest.client.cookies.clear()
    guest.sign_in(people["willibrord"])
    assert "zeven" in guest.get("/homework/1").text
    assert guest.post_raw("/homework/1", {"answer": "x", "csrf": guest.csrf("/start")}).status_code == 403


def test_messages_stay_in_the_class(visitor: Visitors, people: People) -> None:
    guest = visitor()
    guest.sign_in(people["ada"])
    guest.post("/messages", text="Dag allemaal, groen konijn")
    seen = {}
    for username in ("benedicta", "frederik", "ottokar"):
        guest.client.cookies.clear()
        guest.sign_in(people[username])
        seen[username] = "groen konijn" in guest.get("/messages").text
    assert seen == {"benedicta": True, "frederik": False, "ottokar": False}


def test_settings_are_kept_and_do_what_they_say(visitor: Visitors, people: People) -> None:
    guest = visitor()
    guest.sign_in(people["benedicta"])
    choices = {"profile-visibility": "Alleen ik", "work-sharing": "Mijn klas", "notifications": "Iedereen"}
    token = guest.csrf("/settings/privacy")
    saved = guest.client.post("/settings/privacy", data={"csrf": token, **choices}).text
    assert "<option selected>Alleen ik" in saved
    assert "<option selected>Uit" in saved
    guest.post("/homework/1", answer="negen ramen")
    guest.client.cookies.clear()
    guest.sign_in(people["ada"])
    names = guest.get("/api/class").json()["leerlingen"]
    assert names == ["Adalberta", "Een klasgenoot"]
    assert "negen ramen" in guest.get("/homework/1").text


def test_a_negative_box_keeps_the_opposite(visitor: Visitors, people: People) -> None:
    guest = visitor()
    guest.sign_in(people["ada"])
    assert guest.get("/api/settings").json()["settings"]["discoverability"] is False
    assert 'name="discoverability" value="Aan" checked' in guest.get("/settings/privacy").text
    token = guest.csrf("/settings/privacy")
    guest.client.post("/settings/privacy", data={"csrf": token, "discoverability": "Uit"})
    assert guest.get("/api/settings").json() | {"settings": None} == {"settings": None, "changed": 1}
    assert guest.get("/api/settings").json()["settings"]["discoverability"] is True


def test_the_api_changes_settings_that_exist_and_no_others(visitor: Visitors, people: People) -> None:
    guest = visitor()
    guest.sign_in(people["ada"])
    token = {"x-csrf-token": guest.csrf("/settings/privacy")}
    assert guest.client.post("/api/settings", json={"streaks": True}, headers=token).json()["settings"]["streaks"] is True
    assert "Dagreeks: 1 dag" in guest.get("/start").text
    for wrong in ({"streaks": "misschien"}, {"streaks": None}, {"streaks": ["Aan"]}, {"niets": True}, {"contact": True}):
        assert guest.client.post("/api/settings", json=wrong, headers=token).status_code == 400, wrong
    assert guest.client.post("/api/settings", json={"streaks": False}).status_code == 403


def test_staff_have_more_switched_on(visitor: Visitors, people: People) -> None:
    guest = visitor()
    guest.sign_in(people["willibrord"])
    assert guest.get("/api/settings").json()["settings"]["notifications"] is True


def test_a_fault_of_an_age_is_for_that_age_only(visitor: Visitors, people: People) -> None:
    older = replace(people["benedicta"], username="oudere", age=13)
    unknown = replace(people["benedicta"], username="zonder", age=None)
    wrong = {one.username: default_of("personalisation", one, "default-personalised-under-13") for one in (older, unknown)}
    assert wrong == {"oudere": "Uit", "zonder": "Uit"}
    assert default_of("personalisation", people["ada"], "default-personalised-under-13") == "Aan"
    assert default_of("streaks", unknown, "default-streaks-in-aria") == "Aan"


def default_of(setting: str, person: Person, *faults: str) -> str:
    store = Store([person], switches(faults))
    row = store.person(person.username)
    assert row is not None
    return chosen(store, row)[setting]


def test_personal_answers_are_protected_by_their_headers(visitor: Visitors, people: People) -> None:
    guest = visitor()
    guest.sign_in(people["ada"])
    for path in (*PERSONAL, *API, "/bestaat-niet"):
        headers = guest.get(path).headers
        assert headers["cache-control"] == "no-store", path
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "max-age=63072000" in headers["strict-transport-security"]
        assert headers["referrer-policy"] == "same-origin"
        assert not any(name.startswith("access-control-") for name in headers)


def test_the_static_host_has_files_and_nothing_else(visitor: Visitors) -> None:
    guest = visitor()
    host = "https://static.demoschool.test"
    assert guest.get(f"{host}/static/site.js").headers["content-type"].startswith("text/javascript")
    assert {guest.get(host + path).status_code for path in ("/login", "/api/me", "/static/../app.py")} == {404}


def test_plain_http_redirects_pages_and_refuses_the_api(visitor: Visitors) -> None:
    plain = visitor().plain
    answer = plain.get("/homework?zoek=a", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, "https://demoschool.test/homework?zoek=a")
    elsewhere = plain.get("/", headers={"host": "kwaad.example"}, follow_redirects=False)
    assert elsewhere.headers["location"] == "https://demoschool.test/"
    assert plain.get("/api/me", follow_redirects=False).status_code == 403
