"""Whether somebody may keep a password that staff chose."""

from harness import GivenPasswords, Severity, Verdict, check, fail, not_tested, ok


@check(
    id="authentication/staff-choose-no-password",
    requirement="AUT-09",
    title="A password that staff chose has to be replaced",
    severity=Severity.MEDIUM,
    since="0.5",
    level="recommended",
)
def staff_choose_no_password(given: GivenPasswords) -> Verdict:
    """
    ## What it checks
    Somebody of the staff gives an account of the test a password, by the steps of the profile. Signed in with it, the
    account must not show its planted values on the page where it otherwise does: it takes another password first.
    ## Why it matters
    Whoever chose a password can sign in as that pupil, and nobody can tell who did what.
    ## What it cannot see
    Other ways in which staff give passwords, and accounts of which staff choose no password at all: then the profile
    has no steps for it.
    """
    records = list(given)
    kept = [one for one in records if one.kept]
    if kept:
        told = "An account can be used with a password that staff chose: nobody had to replace it ({givers})."
        return fail(told, givers={one.by for one in kept}, proof=kept)
    if not records or any(one.kept is None for one in records):
        why = {one.reason or "control-failed" for one in records} or {"no-steps"}
        return not_tested("Whether a password that staff chose can be kept could not be told: {why}.", why=why)
    told = "A password that staff chose opens the account only to choose another one."
    return ok(told, examined=records, proof=records, feature=True)
