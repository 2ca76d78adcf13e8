"""Which accounts are planned, and that each birth date is on the right side of the boundary on every day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness import Profile
from harness.sandbox.settings.accounts.plan import (
    ALMOST,
    BANDS,
    BY_HOOK,
    CHILD,
    CONSENT_AGE,
    OLD_ENOUGH,
    TOO_YOUNG,
    age_on,
    birth_date,
    plan_accounts,
    routes,
)
from tests.harness.build import base_profile

TODAY = date(2026, 2, 28)
DAYS = st.dates(date(2020, 1, 1), date(2100, 12, 31))


def profile(**accounts: str) -> Profile:
    return Profile.model_validate({**base_profile(), "accounts": accounts})


@given(DAYS)
def test_a_day_short_of_it_and_just_there(today: date) -> None:
    young, old = birth_date(TOO_YOUNG, today), birth_date(OLD_ENOUGH, today)
    assert young is not None
    assert old is not None
    assert (age_on(today, young), age_on(today, old)) == (CONSENT_AGE - 1, CONSENT_AGE)
    assert 1 <= (young - old).days <= 2, "only around 29 February is there a day between"


@given(DAYS, st.sampled_from([CHILD, "12", "15", ALMOST]))
def test_the_others_are_as_old_as_they_say_for_weeks(today: date, band: str) -> None:
    born = birth_date(band, today)
    for day in (today, date.fromordinal(today.toordinal() + 60), date.fromordinal(today.toordinal() - 60)):
        assert age_on(day, born) == int(band)


def test_an_unknown_age_has_no_birth_date() -> None:
    assert birth_date("unknown", TODAY) is None
    assert age_on(TODAY, None) is None


@pytest.mark.parametrize(
    ("today", "young", "old"),
    [
        (date(2028, 2, 28), date(2015, 3, 1), date(2015, 2, 28)),  # tomorrow is a day that 2015 does not have
        (date(2028, 2, 29), date(2015, 3, 1), date(2015, 2, 28)),
        (date(2025, 2, 28), date(2012, 3, 1), date(2012, 2, 28)),
        (date(2026, 12, 31), date(2014, 1, 1), date(2013, 12, 31)),
    ],
)
def test_days_at_the_edge(today: date, young: date, old: date) -> None:
    assert (birth_date(TOO_YOUNG, today), birth_date(OLD_ENOUGH, today)) == (young, old)


def test_nothing_is_planned_without_accounts() -> None:
    bare = Profile.model_validate(base_profile())
    assert routes(bare) == []
    assert plan_accounts(bare, TODAY) == []


def test_both_ways_are_planned_where_there_are_two() -> None:
    assert [band for _, band in routes(profile())] == list(BANDS)
    both = routes(profile(create="accounts.py:create"))
    assert [band for route, band in both if route == "hook"] == list(BY_HOOK)
    assert TOO_YOUNG not in BY_HOOK


def test_what_is_drawn_is_drawn_anew_and_nobodys() -> None:
    first, second = (plan_accounts(profile(), TODAY) for _ in range(2))
    for field in ("username", "first_name", "last_name", "email"):
        drawn = [getattr(one, field) for one in (*first, *second)]
        assert len(set(drawn)) == len(drawn)
    secrets = {one.password.get_secret_value() for one in (*first, *second)}
    assert len(secrets) == len(first) + len(second)
    assert all(len(one) >= 16 for one in secrets)
    assert not [one for one in first if one.password.get_secret_value() in repr(one)]


@pytest.mark.parametrize(
    ("email", "domain"),
    [
        ("ada@school.test", "school.test"), ("ada@mail.school.test", "mail.school.test"),
        ("ada@gmail.com", "example.com"), ("", "example.com"),
    ],
)
def test_mail_goes_to_nobody(email: str, domain: str) -> None:
    known = {"first_name": "Adalberta", **({"email": email} if email else {})}
    personas = {"pupil": {"name": "pupil", "role": "pupil", "known": known}}
    given = Profile.model_validate({**base_profile(), "personas": personas, "accounts": {}})
    assert {one.email.partition("@")[2] for one in plan_accounts(given, TODAY)} == {domain}


@pytest.mark.parametrize("hook", ["accounts.py", "accounts.py:1", "ftp://x/y", "javascript:alert(1)", ""])
def test_a_hook_is_a_function_or_an_address(hook: str) -> None:
    with pytest.raises(ValueError, match="create"):
        profile(create=hook)
