"""Which settings belong to a requirement, and what their first values come to at the age of the persona."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from harness.catalogue.settings import SettingsCatalogue
from harness.model.profile import Persona, Profile
from harness.model.records_settings import SettingMissing, SettingSeen
from harness.model.settings import Settings

SAME_STORE = 2
"""Settings on which an answer of an API must agree with the screen before it counts as where settings are kept."""


@dataclass(frozen=True)
class Defaults:
    """The settings of one requirement as a new account has them, sorted by what they come to."""

    unsafe: list[SettingSeen]
    unclear: list[SettingSeen]
    safe: list[SettingSeen]
    recognised: list[SettingSeen]
    unknown: list[SettingSeen]
    unfound: list[SettingMissing]
    unread: list[SettingMissing]


def defaults(
    settings: Settings, catalogue: SettingsCatalogue, profile: Profile, persona: Persona, requirement: str
) -> Defaults:
    """Judge every first value of the settings that belong to a requirement."""
    seen, missing = settings.when("first"), settings.unfound()
    rows = catalogue.all
    mine = [one for one in seen if one.setting in rows and rows[one.setting].requirement == requirement]
    told = {one.at: is_safe(one, catalogue, profile, persona) for one in mine}
    stores = _stores([one for one in seen if one.setting in rows], catalogue, persona)
    # A value of an API may mean something else than the pupil's choice, unless the same answer keeps other choices.
    doubted = {one.at for one in mine if one.source == "api" and one.page not in stores and told[one.at] is False}
    return Defaults(
        unsafe=[one for one in mine if told[one.at] is False and one.at not in doubted],
        unclear=[one for one in mine if told[one.at] is None or one.at in doubted],
        safe=[one for one in mine if told[one.at] is True],
        recognised=[one for one in seen if one.setting in rows],
        unknown=[one for one in seen if one.setting not in rows],
        unfound=[one for one in missing if one.setting in rows and rows[one.setting].requirement == requirement],
        unread=[one for one in missing if not one.setting],
    )


def is_safe(one: SettingSeen, catalogue: SettingsCatalogue, profile: Profile, persona: Persona) -> bool | None:
    """Whether a value is safe at the persona's age. Where the words do not tell, the maker's own list can accuse."""
    judged = catalogue.safe(one.setting, one.label, one.value, persona.age)
    if judged is not None or not one.declared or not one.value:
        return judged
    listed = {value.casefold() for row in profile.settings if row.id == one.setting for value in row.safe}
    return None if one.value.casefold() in listed else False


def _stores(seen: Iterable[SettingSeen], catalogue: SettingsCatalogue, persona: Persona) -> set[str]:
    """The answers that keep the pupil's choices: they agree with the screen on several settings."""
    screen: dict[str, bool | None] = {}
    agreed: dict[str, int] = {}
    several = list(seen)
    for one in several:
        if one.source == "screen":
            screen[one.setting] = catalogue.safe(one.setting, one.label, one.value, persona.age)
    for one in several:
        if one.source == "api" and one.setting in screen:
            same = catalogue.safe(one.setting, one.label, one.value, persona.age) == screen[one.setting]
            agreed[one.page] = agreed.get(one.page, 0) + same
    return {page for page, count in agreed.items() if count >= SAME_STORE}
