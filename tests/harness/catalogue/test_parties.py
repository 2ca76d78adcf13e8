"""A host leads to the right company, a hostile host to nobody."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from harness.catalogue.domains import normalise
from harness.catalogue.parties import Parties, builtin_parties, load_parties
from harness.errors import MisuseError

BUILTIN = builtin_parties()
DOMAINS = sorted(domain for party in BUILTIN.all.values() for domain in party.domains)
LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True)
ROW = """
[[party]]
id = "one"
name = "One"
company = "One BV"
country = "NL"
categories = ["analytics"]
domains = ["one.test", "a.b.two.test"]
classes = ["com.one.sdk"]
natives = ["libone.so"]
ios = ["OneSDK"]
flags = ["replay"]
source = "https://one.test/privacy"
reviewed = 2026-11-23
"""
SECOND = """
[[party]]
id = "second"
name = "Second"
company = "Second BV"
country = "NL"
categories = ["cdn"]
domains = ["two.test"]
source = "https://two.test/"
reviewed = 2026-11-23
status = "to-confirm"
"""


def read(folder: Path, text: str) -> Parties:
    (folder / "rows.toml").write_text(text, encoding="utf-8")
    return load_parties([folder])


def matched(parties: Parties, host: str) -> str | None:
    party = parties.match(host)
    return None if party is None else party.id


def test_names_in_packages_are_known_whole(tmp_path: Path) -> None:
    parties = read(tmp_path, ROW)
    found = [parties.match_native("libone.so"), parties.match_ios("OneSDK")]
    assert [one.id for one in found if one] == ["one", "one"]
    others = [parties.match_native("libone.so.1"), parties.match_native("LIBONE.SO"), parties.match_ios("OneSDKExtra"), parties.match_ios("")]
    assert others == [None] * 4


def test_the_longest_domain_wins(tmp_path: Path) -> None:
    parties = read(tmp_path, ROW + SECOND)

    assert matched(parties, "two.test") == "second"
    assert matched(parties, "b.two.test") == "second"
    assert matched(parties, "a.b.two.test") == "one"
    assert matched(parties, "x.a.b.two.test") == "one"
    assert matched(parties, "test") is None


def test_a_class_matches_at_a_dot_only(tmp_path: Path) -> None:
    parties = read(tmp_path, ROW)
    found = {name: parties.match_class(name) for name in ("com.one.sdk.Tracker", "com.one.sdk", "com.one.sdkit.X", "")}

    assert [name for name, party in found.items() if party] == ["com.one.sdk.Tracker", "com.one.sdk"]
    assert parties.match_class("com.one.sdk" + ".a" * 5000) is None


@pytest.mark.parametrize(
    "host",
    [
        *("", ".", "..", " ", "-", "com", "evilgoogle-analytics.com", "google-analytics.com.evil.test"),
        *("google-analytics.com..", "google-analytics.com\n", "a b.google-analytics.com", "127.0.0.1", "[::1]"),
        *("::1%.google-analytics.com", "google-analytics.com/", "google-analytics.com:443", "..google-analytics.com"),
        *("a." * 5000 + "google-analytics.com", "x" * 10_000, "é" * 10_000, "\udcff.google-analytics.com", "\x00"),
    ],
)
def test_a_hostile_host_is_nobody(host: str) -> None:
    assert BUILTIN.match(host) is None


@pytest.mark.parametrize(
    "host", ["WWW.Google-Analytics.COM", "www.google-analytics.com.", "ｗｗｗ.google-analytics.com"]
)
def test_spelling_does_not_hide_a_party(host: str) -> None:
    assert matched(BUILTIN, host) == "google-analytics"


@given(st.lists(LABEL, max_size=4), st.sampled_from(DOMAINS))
def test_everything_below_a_domain_belongs_to_somebody(labels: list[str], domain: str) -> None:
    host = ".".join([*labels, domain])
    assume(len(host) <= 253)
    party = BUILTIN.match(host)

    assert party is not None
    assert max(len(one) for one in party.domains if host == one or host.endswith("." + one)) >= len(domain)


@given(LABEL, st.sampled_from(DOMAINS))
def test_a_name_glued_to_a_domain_is_not_that_domain(label: str, domain: str) -> None:
    host = f"{label}{domain}"
    party = BUILTIN.match(host)
    owners = [one for one in DOMAINS if host == one or host.endswith("." + one)]

    assert domain not in owners
    assert (party is None) == (not owners)


@given(st.text(max_size=300))
def test_any_text_is_answered(host: str) -> None:
    party = BUILTIN.match(host)

    assert party is None or any(normalise(host).endswith(domain) for domain in party.domains)


def test_the_digest_is_of_the_content_not_of_the_layout(tmp_path: Path) -> None:
    together = read(tmp_path, ROW + SECOND).digest
    (tmp_path / "rows.toml").write_text(SECOND + "# a remark\n" + ROW, encoding="utf-8")
    apart = load_parties([tmp_path]).digest

    assert together == apart
    assert len(together) == 64
    assert read(tmp_path, ROW + SECOND.replace('"NL"', '"BE"')).digest != together


def test_without_a_country_table_nothing_is_known(tmp_path: Path) -> None:
    assert read(tmp_path, ROW).transfer("NL", date(2026, 1, 1)) == "unknown"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('id = "second"', 'id = "one"', "one: id one stands in one already"),
        ('["two.test"]', '["one.test"]', "second: domain one.test stands in one already"),
        ('["two.test"]', '["Two.test"]', "domains.0: String should match"),
        ('["two.test"]', '["com"]', "domains.0: String should match"),
        ('["two.test"]', '["10.0.0.1"]', "domains.0: String should match"),
        ('["two.test"]', "[]", "domains: Tuple should have at least 1 item"),
        ('["cdn"]', '["tracker"]', r"row 2 \(second\): categories.0"),
        ('company = "Second BV"', "", "company: Field required"),
        ('"https://two.test/"', '"two.test"', "source: String should match"),
        ('status = "to-confirm"', 'status = "maybe"', "status"),
        ('status = "to-confirm"', 'owner = "x"', "owner: Extra inputs"),
        ('country = "NL"\ncategories = ["cdn"]', 'country = "Nederland"\ncategories = ["cdn"]', "country"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, old: str, new: str, reason: str) -> None:
    assert old in SECOND

    with pytest.raises(MisuseError, match=reason) as caught:
        read(tmp_path, ROW + SECOND.replace(old, new, 1))
    assert "rows.toml" in str(caught.value)
