"""Whether people see their other sessions, and can end them."""

from harness import DeviceLists, Severity, Verdict, check, fail, not_tested, ok


@check(
    id="sessions/other-devices",
    requirement="AUT-10",
    title="Other sessions are listed and can be ended",
    severity=Severity.MEDIUM,
    since="0.4",
    coverage="partial",
)
def other_devices(lists: DeviceLists) -> Verdict:
    """
    ## What it checks
    Somebody signs in twice, as the profile declares (`[devices]`). The list of open sessions has to show one more with
    the second sign-in; then the other one is ended from the list. It may no longer open the page that it opened before,
    a few seconds later at most, while that page still opens for who ended it, or after a fresh sign-in.
    ## Why it matters
    A pupil who forgot to sign out at school, or a teacher whose laptop is gone, can do something about it from home.
    ## What it cannot see
    Whether the list says enough to tell devices apart, tokens that are no cookies, and ways to end sessions that the
    profile does not declare.
    """
    tried = next(iter(lists), None)
    if tried is None:
        return not_tested("Nobody looked at a list of sessions.")
    records = [tried]
    if tried.still and tried.ended:
        return fail("A device that was signed out from another one reads on.", proof=records)
    if not tried.control and 0 < tried.both <= tried.alone:
        told = "The list shows {alone} sessions, and {both} with another one signed in."
        return fail(told, alone=tried.alone, both=tried.both, proof=records)
    why = tried.control
    if not why and not tried.both:
        why = "no-list"
    if not why and not tried.ended:
        why = "steps-failed"
    if not why and (tried.still is None or not tried.alive):
        why = "no-answer"
    if why:
        return not_tested("Whether other sessions can be ended could not be told: {why}.", why=why)
    return ok("The list shows another session, and ending it ends it.", examined=records, proof=records)
