"""Whether an easy login shows people of other classes."""

from harness import Severity, Verdict, YoungLogins, check, fail, not_tested, ok


@check(
    id="authentication/young-own-class",
    requirement="AUT-12",
    title="An easy login shows the own class only",
    severity=Severity.HIGH,
    since="0.4",
    coverage="partial",
    tolerates=("account-locked", "not-undone"),
)
def young_own_class(logins: YoungLogins) -> Verdict:
    """
    ## What it checks
    Signed in with pictures, a short code or a QR code, the account asks the declared addresses, those that showed
    values of pupils of other classes to others, and where its own first page leads. It may get no planted value of a
    pupil of another class.
    ## Why it matters
    What is easy to get into must not lead far.
    ## What it cannot see
    Addresses that nobody came by, and pupils of whom the profile has nobody.
    """
    records = list(logins)
    far = [one for one in records if one.others]
    if far:
        names = {f"{one.name} {value}" for one in far for value in one.others}
        return fail("An easy login shows pupils of other classes: {values}.", values=names, proof=far)
    if not records:
        return not_tested("No easy login of young children was tried.")
    blind = {f"{one.name}: {one.control or 'no-answer'}" for one in records if not one.asked}
    if blind:
        return not_tested("What an easy login shows could not be told: {ways}.", ways=blind)
    count = sum(one.asked for one in records)
    return ok("An easy login showed no pupil of another class at {count} addresses.", count=count,
              examined=records, proof=records)
