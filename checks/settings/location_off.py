"""Location."""

from harness import UNSEEN_WORKERS, Events, Pages, Persona, Severity, Traffic, Verdict, check, fail, ok


@check(
    id="settings/location-off",
    requirement="SET-03",
    title="The app does not ask where a pupil is",
    severity=Severity.HIGH,
    personas=("pupil",),
    since="0.1",
    tolerates=UNSEEN_WORKERS,
    fail_stands_without=("events", "traffic", "pages"),
)
def location_off(events: Events, traffic: Traffic, pages: Pages, persona: Persona) -> Verdict:
    """
    ## What it checks
    During the journeys no page asks the browser for the position without the pupil having just clicked, and the
    planted coordinates appear in no request.
    ## Why it matters
    Where a child is, is nobody's business unless the lesson needs it.
    ## What it cannot see
    Location guessed from the network address, and pages that the journeys did not visit.
    """
    sent = traffic.carrying_place()
    if sent:
        return fail("The pupil's position was sent to {hosts}.", hosts=sent.hosts, proof=sent)
    asked = [event for event in events if event.api == "geolocation" and not event.gesture]
    if asked:
        return fail("The position is asked without a click: {calls}.", calls={one.call for one in asked}, proof=asked)
    return ok("No page asked where {persona} is.", persona=persona.name, examined=pages)
