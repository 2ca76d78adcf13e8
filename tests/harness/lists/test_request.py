"""Addresses as engines are asked about them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.lists.request import MAX_URL, read_request
from harness.lists.syntax import BIT


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Tracker.Example/x", "tracker.example"),
        ("http://user:secret@tracker.example:8443?x", "tracker.example"),
        ("wss://tracker.example", "tracker.example"),
        ("https://127.0.0.1/x", "127.0.0.1"),
        ("https://[::1]:443/x", "::1"),
    ],
)
def test_read(url: str, host: str) -> None:
    request = read_request(url, "school.test", "script")
    assert request is not None
    assert request.host == host


@pytest.mark.parametrize(
    "url",
    ["", "tracker.example/x", "data:text/plain,x", "https://", "https:///x", "https://a..b/", "https://x y/", "https://-a.be/", "https://é.be/"],
)
def test_what_is_no_address_is_not_read(url: str) -> None:
    assert read_request(url, "school.test", "script") is None


@pytest.mark.parametrize("kind", ["", "SCRIPT", "nonsense", "csp"])
def test_an_unknown_kind_is_not_read(kind: str) -> None:
    assert read_request("https://tracker.example/", "school.test", kind) is None


@pytest.mark.parametrize(("kind", "type"), [("xhr", "xmlhttprequest"), ("beacon", "ping"), ("iframe", "subdocument"), ("empty", "xmlhttprequest")])
def test_words_of_browsers(kind: str, type: str) -> None:
    request = read_request("https://tracker.example/", "school.test", kind)
    assert request is not None
    assert request.type == BIT[type]


@pytest.mark.parametrize(
    ("url", "page", "third"),
    [
        ("https://cdn.school.be/x", "www.school.be", False),
        ("https://school.be/", "school.be", False),
        ("https://other.be/", "school.be", True),
        ("https://one.co.uk/", "two.co.uk", True),
        ("https://one.github.io/", "two.github.io", True),
        ("https://school.be/", "", True),
    ],
)
def test_sites(url: str, page: str, third: bool) -> None:
    request = read_request(url, page, "image")
    assert request is not None
    assert request.third is third


def test_a_huge_address_is_cut() -> None:
    request = read_request("https://tracker.example/" + "a" * 10**6, "school.test", "image")
    assert request is not None
    assert len(request.lower) == MAX_URL


@given(st.text(max_size=80), st.text(max_size=30))
def test_nothing_stops_the_reader(url: str, page: str) -> None:
    read_request(url, page, "script")
    read_request(f"https://{url}", page, "script")
