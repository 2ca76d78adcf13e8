"""The device in the settings of a new pupil."""

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

APIS = frozenset({"camera", "microphone", "screen", "contacts"})


@check(
    id="settings/devices-setting",
    requirement="SET-04",
    title="Camera, microphone, contacts and photos are switched off",
    severity=Severity.HIGH,
    personas=("pupil",),
    since="0.1",
    tolerates=UNSEEN_WORKERS,
    fail_stands_without=("events", "pages"),
)
def devices_setting(
    settings: Settings, catalogue: SettingsCatalogue, profile: Profile, events: Events, pages: Pages, persona: Persona
) -> Verdict:
    """
    ## What it checks
    The settings of camera, microphone, contacts and photos, on screen and in the app's own JSON, are off before
    anybody changes them. An app without such a setting passes when none of the pupil's pages ever asks for them.
    ## Why it matters
    What is on from the start is on when nobody thinks of it.
    ## What it cannot see
    Whether a given account was changed before the test, settings whose words are not in the catalogue, and whether
    the app does what its setting says.
    """
    found = defaults(settings, catalogue, profile, persona, "SET-04")
    touched = any(event.api in APIS for event in events)
    return verdict_on_device(found, catalogue, persona, touched=touched, pages=pages)
