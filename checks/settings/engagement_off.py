"""What is made to hold attention, in the settings of a new pupil."""

from harness import Persona, Profile, Settings, SettingsCatalogue, Severity, Verdict, check, defaults
from harness.checks.settings.judging import verdict_on


@check(
    id="settings/engagement-off",
    requirement="SET-07",
    title="What holds attention is switched off",
    severity=Severity.MEDIUM,
    personas=("pupil",),
    since="0.1",
)
def engagement_off(settings: Settings, catalogue: SettingsCatalogue, profile: Profile, persona: Persona) -> Verdict:
    """
    ## What it checks
    The settings of public likes, rankings, streaks, autoplay, notifications, messages at night, read receipts and
    typing, on screen and in the app's own JSON, are off before anybody changes them.
    ## Why it matters
    These work on children more than on adults, and serve the app rather than the lesson.
    ## What it cannot see
    Whether a given account was changed before the test, settings whose words are not in the catalogue, and whether
    the app does what its setting says.
    """
    return verdict_on(defaults(settings, catalogue, profile, persona, "SET-07"), catalogue, persona)
