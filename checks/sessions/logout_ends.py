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
    Somebody signs in, signs out with the app's own button, and the old session is tried again, each part of it on a
    page that it opened before and that a stranger does not get: its cookies, and the token that scripts added to
    requests. New tokens are asked for as the page asked for them, and with the token that renews; so is another session
    cookie, as a page was seen to get one, and where a cookie belongs that only renews. A WebSocket that was open is
    spoken to, and another one is opened with the old cookies. None of it may bring anything of the person.
    Where only a token opens it that says it lives no longer than is allowed, a person decides.
    ## Why it matters
    On a shared classroom computer the next child has the same browser. Who signs out must be able to rely on it.
    ## What it cannot see
    Tokens that the pages visited did not use, renewal that is neither OAuth's (RFC 6749, 6) nor what a page was seen to
    do, sockets that told nothing of the person, sessions of other apps with the same sign-on, what happens when a
    person just closes the browser, and whether a token really ends when it says so.
    """
    records = list(logout)
    if not records or records[0].reason:
        reason = records[0].reason if records else "nothing was recorded"
        return not_tested("{persona} could not be signed in and out: {reason}", persona=persona.name, reason=reason)
    tried = records[0]
    if not tried.found:
        return review("No button to sign out was found on {page}.", page=tried.page, proof=records)
    if not (tried.control or _ways(tried)):
        return not_tested("No page tells whether the session of {persona} is open.", persona=persona.name)
    if not tried.out:
        return review("“{button}” was pushed, and {persona} is still signed in.", button=tried.button,
                      persona=persona.name, proof=records)
    if ways := _ways(tried):
        return _kept(tried, ways, parameters)
    if tried.opens is None or not tried.answers:
        return not_tested("After signing out the app did not answer whether the old session is open.")
    if untold := [name for name, told in _others(tried).items() if told == "untold"]:
        return not_tested("Whether signing out ends this too could not be told: {ways}.", ways=untold)
    return ok("After “{button}” the old session opens nothing.", button=tried.button, examined=records, proof=records)


def _ways(tried: LoggedOut) -> list[str]:
    """By what the account is still open. Older evidence does not say what of the session opened it."""
    by = (tried.by or ["session"]) if tried.opens else []
    return [*by, *(name for name, told in _others(tried).items() if told in ("given", "tells"))]


def _others(tried: LoggedOut) -> dict[str, str]:
    told = {"renewal": tried.renewal, "new-cookie": tried.new_cookie}
    return {**told, "socket": tried.socket, "new-socket": tried.new_socket}


def _kept(tried: LoggedOut, ways: list[str], parameters: Parameters) -> Verdict:
    short = tried.hours is not None and tried.hours <= parameters.number("token-hours")
    if ways == ["token"] and short:
        told = "After signing out a token still opens the account; it says that it lives {hours} hours in all."
        return review(told, hours=tried.hours, proof=[tried])
    told = "After signing out the old session still opens the account, {seconds} seconds later: {ways}."
    return fail(told, seconds=int(parameters.number("logout-delay")), ways=ways, proof=[tried])
