"""The location in the settings of a new pupil."""

from harness import (
    UNSEEN_WORKERS,
    Events,
    Pages,
    Persona,
    Profile,
    Settings,
    SettingsCatalogue,
    Severity,
    Verdict,
    check,
    defaults,
)
from harness.checks.settings.judging import verdict_on_device

APIS = frozenset({"geolocation"})


@check(
    id="settings/location-setting",
    requirement="SET-03",
    title="Sharing the location is switched off",
    severity=Severity.HIGH,
    personas=("pupil",),
    since="0.1",
    tolerates=UNSEEN_WORKERS,
    fail_stands_without=("events", "pages"),
)
def location_setting(
    settings: Settings, catalogue: SettingsCatalogue, profile: Profile, events: Events, pages: Pages, persona: Persona
) -> Verdict:
    """
    ## What it checks
    The settings of sharing the location, on screen and in the app's own JSON, are off before anybody changes them.
    An app without such a setting passes when none of the pupil's pages ever asks for the position.
    ## Why it matters
    Where a child is, is nobody's business unless the lesson needs it.
    ## What it cannot see
    Whether a given account was changed before the test, settings whose words are not in the catalogue, and whether
    the app does what its setting says.
    """
    found = defaults(settings, catalogue, profile, persona, "SET-03")
    touched = any(event.api in APIS for event in events)
    return verdict_on_device(found, catalogue, persona, touched=touched, pages=pages)
