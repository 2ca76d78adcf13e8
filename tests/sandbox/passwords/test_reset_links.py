"""Which link of a letter is followed, what of it is hidden, and what two of them differ in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sandbox.mail.letter import Letter
from harness.sandbox.passwords.door import takes
from harness.sandbox.passwords.link_later import unsent
from harness.sandbox.passwords.reset_links import (
    hidden,
    leads_to,
    names,
    reset_link,
    same_kind,
    secret_parts,
    swaps,
)
from harness.sandbox.probes.client import Answer

OWN = ("school.test",)
RAILS = "https://school.test/users/password/edit?reset_password_token=xYz12abCD34efGH56"
DJANGO = "https://www.school.test/reset/MTI/c5t3x2-0f1e2d3c4b5a69788796a5b4c3d2e1f0/"
SPA = "https://school.test/#/reset/8a7b6c5d4e3f2a1b?lang=nl"


@pytest.mark.parametrize(
    ("links", "chosen"),
    [
        ([RAILS], RAILS), (["https://school.test/logo2024.png", DJANGO, "https://school.test/help"], DJANGO), ([SPA], SPA),
        (["https://track.example/c/8a7b6c5d4e3f2a1b", RAILS], RAILS), (["https://track.example/reset/8a7b6c5d4e3f2a1b"], None),
        (["https://school.test.evil.example/reset/8a7b6c5d4e3f2a1b"], None), (["https://school.test/contact"], None), ([], None),
        (["https://school.test/reset/482193"], "https://school.test/reset/482193"),
    ],
)
def test_the_link_of_the_app_with_a_secret_in_it_is_followed(links: list[str], chosen: str | None) -> None:
    assert reset_link(Letter(links=tuple(links)), OWN) == chosen


def test_everything_that_opens_the_account_is_hidden() -> None:
    assert hidden(RAILS) == [
        RAILS, "/users/password/edit?reset_password_token=xYz12abCD34efGH56", "xYz12abCD34efGH56",
    ]
    assert secret_parts(DJANGO) == ["c5t3x2-0f1e2d3c4b5a69788796a5b4c3d2e1f0"]
    assert "8a7b6c5d4e3f2a1b" in hidden(SPA)


def test_two_links_of_a_kind_are_told_from_others() -> None:
    other = RAILS.replace("xYz12abCD34efGH56", "aaa11bbb22ccc33dd")
    assert same_kind(RAILS, [other.replace("school.test", "reset.example")])
    assert not same_kind(RAILS, ["https://school.test/users/password/new", DJANGO, "https://school.test/login"])
    assert swaps(RAILS, other) == {"xYz12abCD34efGH56": "aaa11bbb22ccc33dd"}
    assert swaps(RAILS, "https://school.test/login") == {}
    assert names(RAILS) == ("reset_password_token",)
    assert leads_to(Letter(links=("https://reset.example/x",)), "reset.example")


@pytest.mark.parametrize("link", [RAILS, DJANGO, SPA, "https://school.test/r/aaaaaaaaaaaaaaaa1a"])
def test_a_link_that_nobody_was_sent_is_another_one_of_its_kind(link: str) -> None:
    made = unsent(link)
    assert made != link
    assert len(made) == len(link)
    assert same_kind(link, [made])


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60), st.text(max_size=60))
def test_no_address_makes_it_fail(path: str, query: str) -> None:
    link = f"https://school.test/{path}?t={query}"
    found = reset_link(Letter(links=(link,)), OWN)
    assert found in (link, None)
    assert all(isinstance(one, str) for one in (*hidden(link), *names(link)))
    assert swaps(link, link) == {}
    assert same_kind(link, [link])


@pytest.mark.parametrize(
    ("page", "form"),
    [(b'<input name="p" TYPE=password>', True), (b"<input type='password' required>", True), (b"<p>type=password</p>", False)],
)
def test_a_page_that_takes_a_password_is_known(page: bytes, form: bool) -> None:
    assert takes(Answer(200, {}, page)) is form
    assert not takes(None)
