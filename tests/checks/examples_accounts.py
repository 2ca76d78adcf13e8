"""The examples of the checks about fresh accounts: who gets one, what it asks, what it starts with, and what stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.checks.examples import Add, Example
from tests.harness.build import Build, BuiltSession

AGES: dict[str, int | None] = {
    "unknown": None, "11": 11, "12": 12, "under-13": 12, "13": 13, "15": 15, "17": 17, "adult": 30,
}
WHOLE = ("birth-day", "birth-month", "birth-year")


def together(*several: Add) -> Add:
    def add(made: Build, session: BuiltSession) -> None:
        for one in several:
            one(made, session)

    return add


def account(band: str, route: str = "signup", **more: Any) -> Add:
    """An account of this age; it came to work unless there is a `reason`."""
    came = {"ok": "reason" not in more, "next": "/start", **more}
    who = {"persona": f"new-{band}-{route}", "band": band, "route": route, "age": AGES[band]}
    return lambda made, session: made.probe("accounts", **who, **came)


def form(band: str, *kinds: str, required: tuple[str, ...] = ()) -> Add:
    """The sign-up form as this account met it: each kind of field filled in; those in `required` have to be."""
    fields = [
        {"name": kind, "type": "text", "kind": kind, "required": kind in required, "given": kind in (*kinds, *required)}
        for kind in dict.fromkeys((*kinds, *required))
    ]
    return lambda made, session: made.probe("signup", persona=f"new-{band}-signup", band=band, page="/register", fields=fields)


def starts(band: str, route: str = "signup", /, **values: str) -> Add:
    """What this account starts with: setting ids (`_` for `-`) with their values."""
    return shown(f"new-{band}-{route}", "first", AGES[band], values)


def shown(persona: str, when: str, age: int | None, values: Mapping[str, str], **more: Any) -> Add:
    where = {"kind": "seen", "page": "/settings", "source": "screen", "role": "select", "account": "fresh", "age": age}

    def add(made: Build, session: BuiltSession) -> None:
        for name, value in values.items():
            id = name.replace("_", "-")
            made.probe("settings", **{**where, "persona": persona, "when": when, "setting": id, "label": LABELS[id], "value": value, **more})

    return add


LABELS = {"profile-visibility": "Wie kan mijn profiel zien", "autoplay": "Autoplay", "": "Kleur"}


def both(young: str | None, old: str | None = None) -> Add:
    """Who is a day too young and who is not sign up, with these reasons against it; somebody of 15 does as well."""
    return together(
        form("under-13", *WHOLE), form("13", *WHOLE),
        *(account(band, **({"reason": why} if why else {})) for band, why in (("under-13", young), ("13", old), ("15", None))),
    )


def kept(**moments: str) -> Add:
    """A pupil chose who sees the profile; what it reads at each moment (`_` for `-`)."""
    choice = {"setting": "profile-visibility", "label": LABELS["profile-visibility"], "was": "Mijn klas", "chosen": "Alleen ik"}
    read = {"before": "Mijn klas", "chosen": "Alleen ik", "after_login": "Alleen ik", "second_device": "Alleen ik", **moments}
    return together(
        lambda made, session: made.probe("kept", persona="keeper", **choice),
        *(shown("keeper", when.replace("_", "-"), 11, {"profile_visibility": value}) for when, value in read.items()),
    )


ACCOUNT_EXAMPLES: Mapping[str, Example] = {
    "data/minimal-sign-up": Example(
        together(account("15"), form("15", "birth-date", required=("username", "password"))),
        together(account("15"), form("15", required=("username", "phone"))),
        who=None,
    ),
    "settings/consent-age": Example(both("parent"), both(None), who=None),
    "settings/minors-alike": Example(
        together(account("11"), account("17"), starts("11", autoplay="off"), starts("17", autoplay="off")),
        together(account("11"), account("17"), starts("11", autoplay="off"), starts("17", autoplay="on")),
        who=None,
    ),
    "settings/settings-survive": Example(kept(), kept(second_device="Mijn klas"), who=None, level="recommended"),
    "settings/unknown-age": Example(
        together(account("11"), account("unknown"), starts("11", autoplay="off"), starts("unknown", autoplay="off")),
        together(account("11"), account("unknown"), starts("11", autoplay="off"), starts("unknown", autoplay="on")),
        who=None,
    ),
}
