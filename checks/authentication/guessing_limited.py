"""Whether passwords can be guessed without end, and whether guessing shuts the owner out."""

from harness import Guesses, Parameters, Severity, Verdict, check, fail, not_tested, ok

LOCKED = ("account-locked", "account-may-be-locked")
ANY = "any-password"


@check(
    id="authentication/guessing-limited",
    requirement="AUT-04",
    title="Guessing is limited, and the owner still gets in",
    severity=Severity.HIGH,
    since="0.2",
    tolerates=LOCKED,
)
def guessing_limited(guesses: Guesses, parameters: Parameters) -> Verdict:
    """
    ## What it checks
    On an account that the profile gives for it, wrong passwords are tried from two addresses in turn, one less than the
    limit; then the right one. If that still opens the account, guessing is not limited: a limit for each address alone
    does not count. Then the owner tries from elsewhere, again and again for as long as an app may take. Who gets in is
    known by a planted value on a page, never by what an answer says. Just before, the right password opened it.
    ## Why it matters
    Without a limit a program finds a child's password in a night. A limit that anybody can turn against the owner lets
    classmates shut each other out.
    ## What it cannot see
    Guessing spread over many accounts or addresses, or over many hours; and limits that begin only at higher numbers.
    """
    tried = next(iter(guesses), None)
    if tried is not None and tried.reason == ANY:
        told = "A password that was made up opened the account of {persona}: its name is enough."
        return fail(told, persona=tried.persona, proof=[tried])
    if tried is None or tried.reason or not tried.before:
        why = (tried.reason if tried else "") or "control-failed"
        return not_tested("Guessing could not be tried: {why}.", why=why)
    records = [tried]
    if tried.let_in:
        told = "After {tries} wrong passwords from {addresses} addresses the right one opened the account at once."
        return fail(told, tries=tried.tries, addresses=tried.addresses, proof=records)
    if tried.owner is False and tried.alive:
        minutes = round(tried.owner_after / 60)
        told = "Wrong passwords of somebody else shut the owner out, for {minutes} minutes at least."
        return fail(told, minutes=minutes, proof=records)
    if tried.let_in is None:
        return not_tested("The app did not really answer after the wrong passwords.")
    if tried.owner is None:
        return not_tested("There was no other address from which the owner could have tried to get in.")
    if not tried.owner:
        return not_tested("Nobody got in any more after the wrong passwords: the app was in trouble.")
    if tried.addresses < parameters.number("guess-addresses"):
        return not_tested("The wrong passwords came from one address only.")
    told = "After {tries} wrong passwords the right one opened nothing; the owner got in within {seconds} seconds."
    if tried.neighbour is False:
        told = (
            "After {tries} wrong passwords the right one opened nothing; the owner got in within {seconds} seconds, "
            "others where the guesses came from did not."
        )
    seconds = round(tried.owner_after)
    return ok(told, tries=tried.tries, seconds=seconds, examined=tried.tries, proof=records, feature=True)
