"""Whether the app knows people by what lasts."""

from harness import Identities, IdentityTried, Severity, Verdict, check, fail, not_tested, ok


@check(
    id="authentication/identity-key",
    requirement="AUT-15",
    title="People are known by a lasting identifier",
    severity=Severity.CRITICAL,
    since="0.2",
)
def identity_key(logins: Identities) -> Verdict:
    """
    ## What it checks
    The test's identity provider signs people in whose data look odd in one way: a new name, somebody with the same name
    or the same mail address. Where the profile says `data = "leerid-like"` also what a login with LeerID seems to look
    like (unofficial): no `sub`, no mail address, identifiers in a list whose order changes, an account that was merged,
    another school, unknown data, no level of the login. The pupil's own account opens, and never for somebody else. A
    good login before and after each has to work, or it says nothing.
    ## Why it matters
    Two pupils with one name must not share an account, and a pupil who changes school must not lose theirs.
    ## What it cannot see
    Two providers that use the same identifier, linking of accounts, and how real providers merge accounts. Whoever is
    unknown to the app may have got an account of their own by these logins.
    """
    records = list(logins)
    wrong = [one for one in records if _mistaken(one)]
    if wrong:
        names = {one.scenario for one in wrong}
        return fail("School accounts are not known by a lasting identifier: {scenarios}.", scenarios=names, proof=wrong)
    if not any(one.before for one in records):
        return not_tested("The good login with a school account did not work.")
    untold = {one.scenario for one in records if not _told(one)}
    if untold:
        return not_tested("Some odd logins could not be tried as they should: {scenarios}.", scenarios=untold)
    kinds = {one.data for one in records}
    return ok("{count} odd logins opened the right account or none ({kinds}).",
              count=len(records), kinds=kinds, examined=records, proof=records)


def _mistaken(one: IdentityTried) -> bool:
    """Somebody else's account opened, or the own one did not although good logins around it did open it."""
    if not (one.before and one.delivered):
        return False
    if one.inside:
        return one.inside != one.persona or one.expected == "never"
    return one.expected == "same" and one.after and not one.reason


def _told(one: IdentityTried) -> bool:
    return one.before and one.after and one.delivered and not one.reason
