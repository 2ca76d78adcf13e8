"""What signing out does on the server."""

from harness import LoggedOut, Logout, Parameters, Persona, Severity, Verdict, check, fail, not_tested, ok, review


@check(
    id="sessions/logout-ends",
    requirement="SES-02",
    title="Signing out ends the session",
    severity=Severity.HIGH,
    personas=("pupil", "teacher", "admin"),
    representative=True,
    coverage="partial",
    since="0.1",
)
def logout_ends(logout: Logout, persona: Persona, parameters: Parameters) -> Verdict:
    """
    ## What it checks
    Somebody signs in, signs out with the app's own button, and the old session (its cookies, and the token that scripts
    added to requests) is tried again: it must open nothing. Before, it opened a page that a stranger does not get.
    Where only a token opens it that says it lives no longer than is allowed, a person decides.
    ## Why it matters
    On a shared classroom computer the next child has the same browser. Who signs out must be able to rely on it.
    ## What it cannot see
    Tokens that never stood in a request of the page, sessions of other apps with the same sign-on, what happens when a
    person just closes the browser, and whether a token really ends when it says so.
    """
    records = list(logout)
    if not records or records[0].reason:
        reason = records[0].reason if records else "nothing was recorded"
        return not_tested("{persona} could not be signed in and out: {reason}", persona=persona.name, reason=reason)
    tried = records[0]
    if not tried.found:
        return review("No button to sign out was found on {page}.", page=tried.page, proof=records)
    if not tried.control:
        return not_tested("No page tells whether the session of {persona} is open.", persona=persona.name)
    seconds = int(parameters.number("logout-delay"))
    if tried.opens and tried.out and tried.by == ["token"] and _short(tried, parameters):
        told = "After signing out a token still opens the account; it says that it lives {hours} hours in all."
        return review(told, hours=tried.hours, proof=records)
    if tried.opens and tried.out:
        told = "After signing out the old session still opens the account, {seconds} seconds later."
        return fail(told, seconds=seconds, proof=records)
    if not tried.out:
        return review("“{button}” was pushed, and {persona} is still signed in.", button=tried.button,
                      persona=persona.name, proof=records)
    if tried.opens is None:
        return not_tested("After signing out the app did not answer whether the old session is open.")
    return ok("After “{button}” the old session opens nothing.", button=tried.button, examined=records, proof=records)


def _short(tried: LoggedOut, parameters: Parameters) -> bool:
    return tried.hours is not None and tried.hours <= parameters.number("token-hours")
