"""Camera, microphone, contacts and photos, as the running app asks for them."""

from harness import Permissions, Prompts, Severity, Verdict, check
from harness.checks.mobile.asking import verdict_on_questions


@check(
    id="mobile/devices-not-asked",
    requirement="SET-04",
    title="The running app does not ask for camera, microphone, contacts or photos",
    severity=Severity.HIGH,
    personas=("pupil",),
    since="0.2",
    coverage="partial",
    apps=("android",),
)
def devices_not_asked(prompts: Prompts, known: Permissions) -> Verdict:
    """
    ## What it checks
    During the pupil's journeys the app does not ask for camera, microphone, contacts or photos. Asking before anybody
    tapped anything fails; asking after a tap is left to a person, with the picture. Every question is refused.
    ## Why it matters
    A child's room, voice and friends are not part of the exercise unless the exercise says so.
    ## What it cannot see
    Parts of the app that the journeys did not visit.
    """
    return verdict_on_questions(prompts, known, {"camera", "microphone", "contacts", "photos"})
