"""Who may write to a new pupil."""

from harness import Persona, Profile, Settings, SettingsCatalogue, Severity, Verdict, check, defaults
from harness.checks.settings.judging import verdict_on


@check(
    id="settings/contact-default",
    requirement="SET-02",
    title="Strangers may not write to a new pupil",
    severity=Severity.CRITICAL,
    personas=("pupil",),
    since="0.1",
)
def contact_default(settings: Settings, catalogue: SettingsCatalogue, profile: Profile, persona: Persona) -> Verdict:
    """
    ## What it checks
    The settings of messages, chats and comments, on screen and in the app's own JSON, let in nobody from outside
    the school before anybody changes them.
    ## Why it matters
    An open inbox is how strangers reach children.
    ## What it cannot see
    Whether a given account was changed before the test, settings whose words are not in the catalogue, and whether
    the app does what its setting says.
    """
    return verdict_on(defaults(settings, catalogue, profile, persona, "SET-02"), catalogue, persona)
