"""Location, as the running app asks for it."""

from harness import Permissions, Prompts, Severity, Verdict, check
from harness.checks.mobile.asking import verdict_on_questions


@check(
    id="mobile/location-not-asked",
    requirement="SET-03",
    title="The running app does not ask where the pupil is",
    severity=Severity.HIGH,
    personas=("pupil",),
    since="0.2",
    coverage="partial",
    apps=("android",),
)
def location_not_asked(prompts: Prompts, known: Permissions) -> Verdict:
    """
    ## What it checks
    During the pupil's journeys the app does not ask for the location. Asking before anybody tapped anything fails;
    asking after a tap is left to a person, with the picture. Every question is refused.
    ## Why it matters
    Where a child is, is nobody's business unless the lesson needs it.
    ## What it cannot see
    Parts of the app that the journeys did not visit, and location guessed from the network.
    """
    return verdict_on_questions(prompts, known, {"location"})
