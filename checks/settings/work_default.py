"""Who sees a new pupil's work."""

from harness import Persona, Profile, Settings, SettingsCatalogue, Severity, Verdict, check, defaults
from harness.checks.settings.judging import verdict_on


@check(
    id="settings/work-default",
    requirement="SET-06",
    title="New work is for the class",
    severity=Severity.HIGH,
    personas=("pupil",),
    since="0.1",
)
def work_default(settings: Settings, catalogue: SettingsCatalogue, profile: Profile, persona: Persona) -> Verdict:
    """
    ## What it checks
    The settings of who sees a pupil's work, on screen and in the app's own JSON, reach no further than the class
    before anybody changes them.
    ## Why it matters
    What a child makes in class is not for everyone who has a link.
    ## What it cannot see
    Whether a given account was changed before the test, settings whose words are not in the catalogue, and whether
    the app does what its setting says.
    """
    return verdict_on(defaults(settings, catalogue, profile, persona, "SET-06"), catalogue, persona)
