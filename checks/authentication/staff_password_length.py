"""How short a password of staff may be, where nothing else guards the account."""

from harness import Parameters, Severity, StaffPasswords, Verdict, check, fail, not_tested, ok


@check(
    id="authentication/staff-password-length",
    requirement="AUT-01",
    title="Staff whose password is the only factor need a longer one",
    severity=Severity.MEDIUM,
    since="0.5",
    level="recommended",
)
def staff_password_length(passwords: StaffPasswords, parameters: Parameters) -> Verdict:
    """
    ## What it checks
    Somebody of the staff whom the profile names (`staff`) signs in with a password and nothing else, and changes it by
    what the app's own form sends. A random one a character short of what a password alone needs may not open the
    account afterwards; the same with a few characters more has to, and random ones before and after.
    ## Why it matters
    The account of a teacher shows a whole class. Where nothing but a password guards it, it has to stand up by itself.
    ## What it cannot see
    Other staff, what is asked when an account is made, and passwords that a school hands out. Where every member of the
    staff has a second factor there is nobody to try it with.
    """
    least = int(parameters.number("password-min-alone"))
    records = list(passwords)
    taken = [one for one in records if one.case == "short" and one.accepted]
    if taken:
        lengths = {str(one.length) for one in taken}
        told = "Staff without a second factor may have a password of {lengths} characters."
        return fail(told, lengths=lengths, proof=taken)
    refused = [one for one in records if one.case == "short" and one.refused and one.length == least - 1]
    long = [one for one in records if one.case == "enough" and one.accepted and one.length >= least]
    if not refused or not long:
        why = {one.reason for one in records if one.reason} or {"control-failed" if records else "not-tried"}
        return not_tested("How long a password of staff has to be could not be told: {why}.", why=why)
    shortest = min(one.length for one in long)
    text = "Staff without a second factor need a password of {least} characters; the shortest taken had {shortest}."
    return ok(text, least=least, shortest=shortest, examined=refused, proof=[*refused, *long], feature=True)
