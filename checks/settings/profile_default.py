"""Who sees and finds a new pupil's profile."""

from harness import Persona, Profile, Settings, SettingsCatalogue, Severity, Verdict, check, defaults
from harness.checks.settings.judging import verdict_on


@check(
    id="settings/profile-default",
    requirement="SET-01",
    title="A new profile is for the own school",
    severity=Severity.CRITICAL,
    personas=("pupil",),
    since="0.1",
)
def profile_default(settings: Settings, catalogue: SettingsCatalogue, profile: Profile, persona: Persona) -> Verdict:
    """
    ## What it checks
    The settings of who sees the pupil's profile and who finds it, on screen and in the app's own JSON, reach no
    further than the school before anybody changes them.
    ## Why it matters
    Most pupils never open their settings: what stands there first is what they have.
    ## What it cannot see
    Whether a given account was changed before the test, settings whose words are not in the catalogue, and whether
    the app does what its setting says.
    """
    return verdict_on(defaults(settings, catalogue, profile, persona, "SET-01"), catalogue, persona)
