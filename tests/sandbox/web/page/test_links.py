"""Which links are followed, and which pages are of one kind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sandbox.web.page.links import Link, Own, canonical, refusal, score, template

OWN = Own("https://school.test/", ["school.test", "files.school.test:8443"])


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/logout", ""), ("/user/log-out", ""), ("/x", "Afmelden"), ("/x", "Se déconnecter"), ("/x", "Log out"),
        ("/homework/3/delete", ""), ("/x", "Verwijder account"), ("/x", "Supprimer"), ("/users/7/remove", ""),
        ("/export", ""), ("/x?action=delete", ""), ("/x", "Télécharger mes données"), ("/export.csv", ""),
        ("/unsubscribe?t=1", ""), ("/x", "Uitschrijven"), ("/impersonate/4", ""), ("/x", "Inloggen als Bas"),
        ("/?_switch_user=bas", ""), ("/x?do=logOut", ""), ("/#/logout", ""), ("/userlogout", ""), ("/signout.php", ""),
        ("/account/deactivate", ""), ("/x", "Annuler l'abonnement"), ("/x?_method=DELETE", ""), ("/%6Cogout", ""),
    ],
)  # fmt: skip
def test_unsafe(path: str, text: str) -> None:
    assert refusal(Link(f"https://school.test{path}", text), OWN) == "unsafe"


@pytest.mark.parametrize(
    ("path", "text"),
    [("/settings/privacy", "Privacy"), ("/homework/3", "Oefening 3"), ("/blog/", "Nieuws"), ("/#/profile", "Profiel"),
     ("/reports", "Rapporten"), ("/design", "Ontwerp"), ("/x?page=2", "2")],
)  # fmt: skip
def test_safe(path: str, text: str) -> None:
    assert refusal(Link(f"https://school.test{path}", text), OWN) is None


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        (Link("https://other.test/", ""), "other-site"),
        (Link("https://school.test.evil.test/", ""), "other-site"),
        (Link("https://user@school.test/", ""), "other-site"),
        (Link("http://school.test:8080/", ""), "other-site"),
        (Link("https://school.test:99999/", ""), "other-site"),
        (Link("javascript:alert(1)", ""), "other-site"),
        (Link("https://school.test/" + "a" * 3000, ""), "other-site"),
        (Link("https://school.test/guide.pdf", ""), "download"),
        (Link("https://school.test/guide", "", downloads=True), "download"),
        (Link("https://school.test/guide", "", acts=True), "unsafe"),
        (Link("https://school.test/?lang=fr", "Français"), "language"),
        (Link("https://files.school.test:8443/a", ""), None),
    ],
)
def test_reasons(link: Link, reason: str | None) -> None:
    assert refusal(link, OWN) == reason


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/homework/1", "/homework/2"),
        ("/c/2024-05-01", "/c/2024-06-01"),
        ("/u/3f2504e0-4f89-11d3-9a0c-0305e82c3301", "/u/0f2504e0-4f89-11d3-9a0c-0305e82c3301"),
        ("/cal?month=5&year=2024", "/cal?year=2025&month=6"),
        ("/#/lesson/1", "/#/lesson/2"),
        ("/t/a8f3k2l9q0x", "/t/b8f3k2l9q0x"),
    ],
)
def test_one_kind(one: str, other: str) -> None:
    assert template(f"https://school.test{one}") == template(f"https://school.test{other}")


@pytest.mark.parametrize(
    ("one", "other"),
    [("/settings", "/profile"), ("/index.php?page=a", "/index.php?page=b"), ("/#/a", "/#/b"), ("/a/1", "/b/1")],
)
def test_two_kinds(one: str, other: str) -> None:
    assert template(f"https://school.test{one}") != template(f"https://school.test{other}")


def test_places_on_a_page_are_no_pages() -> None:
    assert canonical("https://school.test/a?b=1#top") == "https://school.test/a?b=1"
    assert canonical("https://school.test/#/route") == "https://school.test/#/route"


def test_settings_before_news() -> None:
    assert score(Link("https://school.test/instellingen", "")) > score(Link("https://school.test/nieuws", "Nieuws"))


@given(st.text(max_size=200), st.text(max_size=50))
def test_any_address_is_answered(url: str, text: str) -> None:
    for whole in (url, f"https://school.test/{url}"):
        reason = refusal(Link(whole, text), OWN)
        assert reason in {None, "other-site", "unsafe", "download", "language"}
        if reason is None:
            assert template(whole) == template(whole)
            assert canonical(canonical(whole)) == canonical(whole)
