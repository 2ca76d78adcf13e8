"""Advertising, profiling, measuring and AI in the settings of a new pupil."""

from harness import Persona, Profile, Settings, SettingsCatalogue, Severity, Verdict, check, defaults
from harness.checks.settings.judging import verdict_on


@check(
    id="settings/profiling-off",
    requirement="SET-05",
    title="Advertising, profiling and AI are switched off",
    severity=Severity.HIGH,
    personas=("pupil",),
    since="0.1",
)
def profiling_off(settings: Settings, catalogue: SettingsCatalogue, profile: Profile, persona: Persona) -> Verdict:
    """
    ## What it checks
    The settings of advertising, personalisation, measuring, AI, newsletters, content of other sites and data for
    others, on screen and in the app's own JSON, are off before anybody changes them.
    ## Why it matters
    A child should not have to find out what to switch off.
    ## What it cannot see
    Whether a given account was changed before the test, settings whose words are not in the catalogue, and whether
    the app does what its setting says. What a server does with a choice stays out of sight.
    """
    return verdict_on(defaults(settings, catalogue, profile, persona, "SET-05"), catalogue, persona)
