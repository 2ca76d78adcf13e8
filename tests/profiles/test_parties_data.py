"""The parties and countries that ship."""

from __future__ import annotations

from datetime import date

import pytest
from publicsuffixlist import PublicSuffixList

from harness.catalogue.adequacy import load_adequacy
from harness.catalogue.parties import Party, builtin_parties
from harness.catalogue.tables import builtin_data

PARTIES = builtin_parties()
COUNTRIES = load_adequacy(builtin_data() / "parties" / "adequacy.toml")
REGISTRIES = PublicSuffixList(only_icann=True)
TODAY = date(2026, 11, 26)
EACH = pytest.mark.parametrize("party", PARTIES.all.values(), ids=lambda party: party.id)
NEVER_ADVERTISING = [
    *("google.com", "www.google.com", "fonts.googleapis.com", "www.gstatic.com", "maps.googleapis.com"),
    *("accounts.google.com", "login.microsoftonline.com", "youtube-nocookie.com", "cdn.jsdelivr.net", "api.stripe.com"),
    *("ajax.googleapis.com", "bing.com", "d1a2b3.cloudfront.net", "x.com", "smartschool.be", "www.apple.com"),
]
KNOWN = {
    "www.google-analytics.com": "analytics",
    "region1.google-analytics.com": "analytics",
    "stats.g.doubleclick.net": "advertising",
    "pagead2.googlesyndication.com": "advertising",
    "www.googletagmanager.com": "tag-manager",
    "fonts.gstatic.com": "fonts",
    "maps.googleapis.com": "maps",
    "www.youtube.com": "video",
    "www.youtube-nocookie.com": "video",
    "accounts.google.com": "sign-in",
    "graph.facebook.com": "advertising",
    "connect.facebook.net": "advertising",
    "sdk.iad-01.braze.com": "push",
    "sdk.fra-02.braze.eu": "push",
    "script.hotjar.com": "replay",
    "o123.ingest.de.sentry.io": "crash",
    "app-measurement.com": "analytics",
    "bat.bing.com": "advertising",
    "px.ads.linkedin.com": "advertising",
    "api.openai.com": "ai",
    "hcaptcha.com": "captcha",
    "api.fpjs.io": "fingerprinting",
    "consent.cookiebot.com": "consent",
    "authenticatie.vlaanderen.be": "sign-in",
}


def test_there_are_many_and_of_every_category() -> None:
    categories = {category for party in PARTIES.all.values() for category in party.categories}

    assert len(PARTIES) >= 250
    assert len(categories) == 21


@pytest.mark.parametrize(("host", "category"), KNOWN.items())
def test_well_known_hosts_are_recognised(host: str, category: str) -> None:
    party = PARTIES.match(host)

    assert party is not None
    assert category in party.categories


@pytest.mark.parametrize("host", NEVER_ADVERTISING)
def test_a_broad_host_is_never_called_advertising(host: str) -> None:
    party = PARTIES.match(host)

    assert party is not None
    assert not {"advertising", "replay", "fingerprinting", "data-broker"} & set(party.categories)


@EACH
def test_a_row_is_sane(party: Party) -> None:
    assert party.country in COUNTRIES.codes
    assert party.reviewed <= TODAY
    assert len(set(party.categories)) == len(party.categories)
    for domain in party.domains:
        assert PARTIES.match(domain) is party
        assert not REGISTRIES.is_public(domain), f"{domain} would claim strangers"
        assert not [other for other in party.domains if domain.endswith("." + other)], f"{domain} is covered already"
    if "replay" in party.categories:
        assert "replay" in party.flags or party.status == "to-confirm" or party.id == "zoho-pagesense"


def test_no_file_is_long() -> None:
    for file in (builtin_data() / "parties").iterdir():
        assert len(file.read_text(encoding="utf-8").splitlines()) < 300, file.name


@pytest.mark.parametrize(
    ("country", "on", "ground"),
    [
        ("BE", TODAY, "EEA"),
        ("NO", TODAY, "EEA"),
        ("RE", TODAY, "EEA"),
        ("GB", date(2025, 12, 27), "adequacy"),
        ("GB", date(2025, 12, 28), "adequacy"),
        ("GB", date(2032, 1, 1), "none"),
        ("US", date(2023, 7, 9), "none"),
        ("US", TODAY, "DPF"),
        ("BR", date(2026, 1, 25), "none"),
        ("BR", TODAY, "adequacy"),
        ("CN", TODAY, "none"),
        ("UK", TODAY, "unknown"),
    ],
)
def test_grounds_for_transfer(country: str, on: date, ground: str) -> None:
    assert PARTIES.transfer(country, on) == ground


def test_all_countries_exist_and_the_union_has_27_members() -> None:
    union = next(row for row in COUNTRIES.rows if "BE" in row.countries)

    assert len(COUNTRIES.codes) == 249
    assert len(union.countries) == 27
