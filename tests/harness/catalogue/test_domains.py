"""What is one site, and what is the app's own."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from harness.catalogue.domains import belongs, is_address, is_public_suffix, is_same_site, normalise, registrable

LABEL = st.from_regex(r"[a-z]([a-z0-9]{0,20}[a-z0-9])?", fullmatch=True)
NAME = st.lists(LABEL, min_size=1, max_size=5).map(".".join)
ANYTHING = st.one_of(NAME, st.text(max_size=300), st.ip_addresses().map(str))


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("cdn.school.be", "school.be"),
        ("school.be", "school.be"),
        ("a.b.c.school.co.uk", "school.co.uk"),
        ("app.school.github.io", "school.github.io"),
        ("github.io", "github.io"),
        ("be", "be"),
        ("localhost", "localhost"),
        ("demoschool.test", "demoschool.test"),
        ("cdn.demoschool.test", "demoschool.test"),
        ("a.b.example", "b.example"),
        ("CDN.School.BE.", "school.be"),
        ("www.café.be", "xn--caf-dma.be"),
        ("www.xn--caf-dma.be", "xn--caf-dma.be"),
        ("straße.test", "xn--strae-oqa.test"),
        ("127.0.0.1", "127.0.0.1"),
        ("[::1]", "::1"),
        ("2001:DB8:0::1", "2001:db8::1"),
        ("１２７.0.0.1", "127.0.0.1"),
        ("", ""),
        ("a..b.com", "a..b.com"),
        ("my_host.school.be", "school.be"),
    ],
)
def test_the_registrable_domain(host: str, site: str) -> None:
    assert registrable(host) == site


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("a.school.be", "b.school.be", True),
        ("school.be", "SCHOOL.be.", True),
        ("a.github.io", "b.github.io", False),
        ("school.be", "school.nl", False),
        ("127.0.0.1", "127.0.0.1", True),
        ("127.0.0.1", "127.0.0.2", False),
        ("[::1]", "::1", True),
        ("", "", False),
        ("a b", "a b", False),
    ],
)
def test_same_site(a: str, b: str, same: bool) -> None:
    assert is_same_site(a, b) is same


@pytest.mark.parametrize(
    ("host", "own", "mine"),
    [
        ("demoschool.test", ["demoschool.test"], True),
        ("cdn.demoschool.test", ["demoschool.test"], True),
        ("CDN.Demoschool.Test.", ["DEMOSCHOOL.test"], True),
        ("evildemoschool.test", ["demoschool.test"], False),
        ("demoschool.test.evil.test", ["demoschool.test"], False),
        ("demoschool.test", ["cdn.demoschool.test"], False),
        ("x.localhost", ["localhost"], True),
        ("tracker.com", ["com"], False),
        ("com", ["com"], True),
        ("stranger.github.io", ["github.io"], False),
        ("cdn.school.github.io", ["school.github.io"], True),
        ("127.0.0.1", ["127.0.0.1"], True),
        ("1.127.0.0.1", ["127.0.0.1"], False),
        ("10.0.0.1", ["0.1"], False),
        ("::1", ["[::1]"], True),
        ("::1%.demoschool.test", ["demoschool.test"], False),
        ("", [""], False),
        ("x", [""], False),
        (".demoschool.test", ["demoschool.test"], False),
        ("demoschool.test\n", ["demoschool.test"], False),
        ("a/demoschool.test", ["demoschool.test"], False),
        ("a@x.demoschool.test", ["demoschool.test"], False),
        ("a." * 5000 + "demoschool.test", ["demoschool.test"], False),
        ("demoschool.test", [], False),
    ],
)
def test_belongs(host: str, own: list[str], mine: bool) -> None:
    assert belongs(host, own) is mine


@pytest.mark.parametrize(("host", "public"), [("be", True), ("co.uk", True), ("github.io", True), ("school.be", False)])
def test_public_suffixes(host: str, public: bool) -> None:
    assert is_public_suffix(host) is public


def test_a_test_domain_is_no_public_suffix() -> None:
    assert not is_public_suffix("test")
    assert not is_public_suffix("")


@given(ANYTHING)
def test_nothing_raises_and_answers_are_stable(host: str) -> None:
    site = registrable(host)

    assert registrable(site) == site
    assert normalise(normalise(host)) == normalise(host)
    assert normalise(host) == site or normalise(host).endswith("." + site)


@given(NAME, LABEL)
def test_a_subdomain_is_the_same_site_and_a_longer_name_is_not_own(host: str, label: str) -> None:
    assume("." in host and not is_public_suffix(host))

    assert belongs(f"{label}.{host}", [host])
    assert not belongs(f"{label}{host}", [host])
    assert registrable(f"{label}.{host}") == registrable(host) or is_public_suffix(f"{label}.{host}")


@given(st.ip_addresses())
def test_an_address_is_a_site_by_itself(address: object) -> None:
    assert is_address(str(address))
    assert registrable(f"[{address}]") == registrable(str(address)) == str(address)


def test_a_huge_host_is_answered_at_once() -> None:
    assert registrable("A" * 10_000) == "a" * 10_000
    assert not belongs("é" * 10_000, ["x.test"])
