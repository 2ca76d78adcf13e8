"""How short a password may be."""

from harness import Parameters, Passwords, Severity, Verdict, check, fail, not_tested, ok
from harness.checks.authentication.password_places import untold, why_not


@check(
    id="authentication/password-length",
    requirement="AUT-01",
    title="Short passwords are refused",
    severity=Severity.HIGH,
    since="0.2",
)
def password_length(passwords: Passwords, parameters: Parameters) -> Verdict:
    """
    ## What it checks
    A random password one character short is offered where one is chosen (at sign-up, where people change theirs, and
    where staff give one, if the profile says how), by sending what the app's own form sends, so that the server decides
    and not the page. Nobody may be able to sign in
    with it. The same password with a few characters more has to be taken, so that only its length can be what was
    minded; an app may ask for more characters than the norm.
    ## Why it matters
    Short passwords are guessed, by a classmate or by a program.
    ## What it cannot see
    Passwords that a school hands out in another way than the profile says.
    """
    least = int(parameters.number("password-min"))
    taken = [one for one in passwords if one.case == "short" and one.accepted]
    if taken:
        places = {one.place for one in taken}
        lengths = {str(one.length) for one in taken}
        told = "Passwords of {lengths} characters were taken ({places})."
        return fail(told, lengths=lengths, places=places, proof=taken)
    refused = [one for one in passwords if one.case == "short" and one.refused]
    long = [one for one in passwords if one.case == "enough" and one.accepted]
    told_at = {one.place for one in refused} & {one.place for one in long}
    if missing := untold(passwords, told_at):
        return not_tested("Where passwords were not tried as they should: {places}.", places=missing)
    if not told_at:
        return not_tested("No password was offered: {why}.", why=why_not(passwords))
    shortest = [f"{place}: {min(one.length for one in long if one.place == place)}" for place in told_at]
    text = "Passwords one character short of {least} were refused; taken were ({shortest})."
    return ok(text, least=least, shortest=shortest, examined=refused, proof=[*refused, *long], feature=True)
