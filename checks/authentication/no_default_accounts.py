"""Whether an account that everybody guesses was left behind."""

from harness import Defaulted, Severity, Verdict, check, fail, not_tested, ok


@check(
    id="authentication/no-default-accounts",
    requirement="AUT-11",
    title="No account was left behind with a password that all guess",
    severity=Severity.CRITICAL,
    since="0.2",
)
def no_default_accounts(tried: Defaulted) -> Verdict:
    """
    ## What it checks
    A few dozen names and passwords that makers and schools leave behind (admin, test, leerkracht, the name of the app)
    are tried once each. Who gets in is known by texts that a signed-in account of the test's own sees on the same page
    and a stranger does not. That account gets in before and after.
    ## Why it matters
    An administrator's account with the password of the manual opens the data of every pupil.
    ## What it cannot see
    Accounts outside the list, which is our own choice, and accounts that ask for something more after the password.
    """
    one = next(iter(tried), None)
    if one is not None and one.opened:
        return fail("Accounts that everybody guesses are open: {pairs}.", pairs=one.opened, proof=[one])
    if one is None or one.reason or not (one.before and one.after and one.pairs):
        why = (one.reason if one else "") or "control-failed"
        return not_tested("Left-behind accounts could not be looked for: {why}.", why=why)
    return ok("None of {count} common pairs of name and password opened anything.", count=one.pairs,
              examined=one.pairs, proof=[one], feature=True)
