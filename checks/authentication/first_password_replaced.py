"""Whether a first password, which somebody else knows, has to be replaced."""

from harness import FirstPasswords, Severity, Verdict, check, fail, not_tested, ok


@check(
    id="authentication/first-password-replaced",
    requirement="AUT-09",
    title="A first password has to be replaced",
    severity=Severity.HIGH,
    since="0.3",
)
def first_password_replaced(first: FirstPasswords) -> Verdict:
    """
    ## What it checks
    The test platform makes two accounts as a school hands them out. Whoever signs in to the first one chooses another
    password; then a page shows planted values with that one, and none with the first. With the second account nothing
    is chosen: signed in with its first password, the same page must not show its values.
    ## Why it matters
    Lists with first passwords are printed, mailed and left lying about. A password that stays opens the account for
    everybody who saw the list.
    ## What it cannot see
    How long a first password lives that nobody uses, and how a school hands it out.
    """
    records = list(first)
    used = [one for one in records if one.open]
    if used:
        return fail("With a first password that was never replaced the account can be used.", proof=used)
    again = [one for one in records if one.again]
    if again:
        return fail("The first password still opened the account after it was replaced.", proof=again)
    if not records or not all(one.asked and one.control for one in records):
        why = next((one.reason for one in records if one.reason), "no-form")
        return not_tested("First passwords could not be tried: {why}.", why=why)
    told = "Whoever has a first password has to choose another one before the account can be used."
    return ok(told, examined=records, proof=records)
