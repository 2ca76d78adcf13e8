"""Whether an easy login exists only where the school allows it."""

from harness import Severity, Verdict, YoungLogins, YoungTried, check, fail, not_tested, ok


@check(
    id="authentication/young-where-allowed",
    requirement="AUT-12",
    title="An easy login opens nothing where the school forbids it",
    severity=Severity.MEDIUM,
    since="0.4",
    coverage="partial",
    tolerates=("account-locked",),
)
def young_where_allowed(logins: YoungLogins) -> Verdict:
    """
    ## What it checks
    An administrator forbids the easy login, as the profile declares (`switch`), and the same pictures, code or QR code
    are tried: they may open nothing. Allowed again, they have to, or the refusal had another reason.
    ## Why it matters
    A school has to weigh the risk of an easy login itself, and be able to say no.
    ## What it cannot see
    What a school gets that never decided about it, and whether the risk was weighed well.
    """
    records = list(logins)
    anyway = [one for one in records if one.off_opens]
    if anyway:
        told = "An easy login opens the account although the school forbids it: {ways}."
        return fail(told, ways={one.name for one in anyway}, proof=anyway)
    if not records:
        return not_tested("No easy login of young children was tried.")
    untold = {f"{one.name}: {why}" for one in records if (why := _untold(one))}
    if untold:
        return not_tested("Whether the school decides about an easy login could not be told: {ways}.", ways=untold)
    told = "Forbidden by the school, the easy login opened nothing; allowed again it did: {ways}."
    return ok(told, ways={one.name for one in records}, examined=records, proof=records)


def _untold(one: YoungTried) -> str:
    if not one.switch:
        return "no-switch"
    if one.off_opens is None or not one.on_opens:
        return one.control or "no-answer"
    return "" if one.restored else "not-restored"
