"""Which accounts a run makes: one for each age band, by the app's own sign-up and by the school's route.

Planned, and their passwords drawn, before the proxy starts: they have to be declared as secrets to the redactor and to
the proxy, as those of the profile are.
"""

from __future__ import annotations

from datetime import date, timedelta

from harness import Profile, belongs
from harness.sandbox.settings.accounts.account import FreshAccount, Route, draw

UNKNOWN, CHILD, TWELVE, TOO_YOUNG, OLD_ENOUGH = "unknown", "11", "12", "under-13", "13"
TEENAGER, ALMOST, ADULT = "15", "17", "adult"
BANDS = (UNKNOWN, CHILD, TWELVE, TOO_YOUNG, OLD_ENOUGH, TEENAGER, ALMOST, ADULT)
BY_HOOK = tuple(band for band in BANDS if band != TOO_YOUNG)
"""A school enrols a child of any age: the day of the thirteenth birthday matters where a child signs up by itself."""
CONSENT_AGE = 13
_PAST_BIRTHDAY = timedelta(days=100)
"""How long ago the last birthday was, so that nobody turns a year older around midnight."""
_RESERVED = ("test", "example", "invalid", "localhost")


def routes(profile: Profile) -> list[tuple[Route, str]]:
    """Every (route, band) that this profile plans an account for; none without `[accounts]`."""
    if profile.accounts is None:
        return []
    by_hook: list[tuple[Route, str]] = [("hook", band) for band in BY_HOOK] if profile.accounts.create else []
    return [*(("signup", band) for band in BANDS), *by_hook]


def name_of(route: Route, band: str) -> str:
    """The persona of an account: `new-under-13-signup`."""
    return f"new-{band}-{route}"


def plan_accounts(profile: Profile, today: date) -> list[FreshAccount]:
    """Every account that this run may make, with drawn values.

    To be called once for a run, before the proxy starts: the passwords are secrets from then on.
    """
    return [plan_account(profile, today, route, band) for route, band in routes(profile)]


def plan_account(profile: Profile, today: date, route: Route, band: str, name: str | None = None) -> FreshAccount:
    """One account of an age band, with drawn values."""
    pupil = next((one for one in profile.personas.values() if one.role == "pupil"), None)
    born = birth_date(band, today)
    return draw(
        name or name_of(route, band), band, age_on(today, born), born, route,
        domain=_domain(profile), school=pupil.school if pupil else None,
    )


def birth_date(band: str, today: date) -> date | None:
    """When somebody of this band was born; None where no age is given."""
    if band == UNKNOWN:
        return None
    if band == TOO_YOUNG:
        return years_before(today + timedelta(days=1), CONSENT_AGE, later=True)
    if band == OLD_ENOUGH:
        return years_before(today, CONSENT_AGE, later=False)
    return years_before(today, 30 if band == ADULT else int(band), later=False) - _PAST_BIRTHDAY


def years_before(day: date, years: int, *, later: bool) -> date:
    """The same day so many years earlier; for 29 February in a common year the day after (`later`) or before."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 3, 1) if later else date(day.year - years, 2, 28)


def age_on(today: date, born: date | None) -> int | None:
    """Age in whole years; None when the birth date is not known."""
    if born is None:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _domain(profile: Profile) -> str:
    """Where the accounts' e-mail is: the pupils' own domain when it is the app's or reserved, else a reserved one."""
    for persona in profile.personas.values():
        domain = persona.known.get("email", "").rpartition("@")[2].lower()
        if persona.role == "pupil" and domain and (
            domain.rpartition(".")[2] in _RESERVED or belongs(domain, profile.app.hosts)
        ):
            return domain
    return "example.com"  # reserved by RFC 2606: no mail for it ever arrives anywhere
