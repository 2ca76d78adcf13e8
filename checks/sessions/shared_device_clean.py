"""What signing out leaves in the browser."""

from harness import Logout, Persona, Severity, Verdict, check, fail, not_tested, ok


@check(
    id="sessions/shared-device-clean",
    requirement="SES-06",
    title="A shared device is left clean",
    severity=Severity.HIGH,
    personas=("pupil",),
    representative=True,
    since="0.1",
)
def shared_device_clean(logout: Logout, persona: Persona) -> Verdict:
    """
    ## What it checks
    After signing out, the browser's cookies, storage, databases and caches hold no planted value of the pupil, in any
    disguise, and neither going back nor opening the same pages without the network (from a cache, or by a service
    worker) shows one. Before, the pages did show one.
    ## Why it matters
    School devices are shared. The next child must not find the name, number or messages of the one before.
    ## What it cannot see
    Pages that Chromium keeps alive in memory for the back button: its tested form keeps none. Storage of other hosts
    of the app than the one that its last page came from. Downloaded files.
    """
    records = list(logout)
    if not records or records[0].reason:
        reason = records[0].reason if records else "nothing was recorded"
        return not_tested("{persona} could not be signed in and out: {reason}", persona=persona.name, reason=reason)
    tried = records[0]
    if not tried.found or not tried.out:
        return not_tested("{persona} could not be signed out, so nothing is known of what stays.", persona=persona.name)
    back, offline = ([f"{where}: {field}" for field in fields] for where, fields in
                     (("back-button", tried.back), ("without-network", tried.offline)))
    if places := [*tried.remains, *back, *offline]:
        told = "After signing out the browser still keeps or shows data of the pupil: {places}."
        return fail(told, places=places, proof=records)
    if tried.unread is not None:
        return not_tested("The browser's storage could not be read: {reason}", reason=tried.unread)
    if not tried.steps:
        return not_tested("After signing out there was no page to go back to.")
    if not tried.shown:
        told = "No planted value of {persona} stood on the pages before, so going back shows nothing."
        return not_tested(told, persona=persona.name)
    told = "Nothing of the pupil stays in the browser, and neither going back nor a cut network shows anything."
    return ok(told, examined=records, proof=records)
