"""Camera, microphone, screen and contacts."""

from harness import UNSEEN_WORKERS, Events, Pages, Persona, Severity, Verdict, check, fail, ok

APIS = frozenset({"camera", "microphone", "screen", "contacts"})


@check(
    id="settings/devices-off",
    requirement="SET-04",
    title="Camera, microphone and contacts stay off",
    severity=Severity.HIGH,
    personas=("pupil",),
    since="0.1",
    tolerates=UNSEEN_WORKERS,
    fail_stands_without=("pages",),
)
def devices_off(events: Events, pages: Pages, persona: Persona) -> Verdict:
    """
    ## What it checks
    During the journeys no page asks for the camera, microphone, screen or contacts without the pupil having just
    clicked on something.
    ## Why it matters
    A child says yes to a prompt; the app should not ask before there is a need.
    ## What it cannot see
    Whether a click really was about the camera, and pages that the journeys did not visit.
    """
    asked = [event for event in events if event.api in APIS and not event.gesture]
    if asked:
        return fail("Asked without a click: {apis}.", apis={one.api for one in asked}, proof=asked)
    return ok("No page asked {persona} for camera, microphone or contacts.", persona=persona.name, examined=pages)
