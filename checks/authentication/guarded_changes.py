"""Whether what protects an account changes without the present password."""

from harness import Guarded, Severity, Verdict, check, fail, not_tested, ok, review


@check(
    id="authentication/guarded-changes",
    requirement="AUT-10",
    title="What protects an account changes only with the present password",
    severity=Severity.HIGH,
    since="0.3",
    coverage="partial",
)
def guarded_changes(tried: Guarded) -> Verdict:
    """
    ## What it checks
    A persona makes each change that the profile declares as guarded (a mail address, a second factor), sees it and
    takes it back. The same request is then sent by the open session with a wrong password, an empty one and none. The
    change must not be there afterwards; sent with the right one it has to work, before and after.
    ## Why it matters
    On a shared computer somebody else may sit at an open session. With another mail address the account is theirs.
    ## What it cannot see
    Guarded changes that the profile does not declare, a change of the password itself, notices to the owner, and
    whether other sessions can be ended. Where nothing is asked, the sign-in just before may count: a person decides.
    """
    records = list(tried)
    changed = [one for one in records if one.changed and one.asked]
    if changed:
        told = "Changes are made without the present password: {ways}."
        return fail(told, ways={f"{one.change} {one.variant}" for one in changed}, proof=changed)
    if not records:
        return not_tested("No guarded change was tried.")
    broken = {f"{one.change} {one.control}" for one in records if one.control}
    if broken:
        return not_tested("Some guarded changes did not work by themselves either: {changes}.", changes=broken)
    unasked = [one for one in records if not one.asked]
    if unasked:
        told = "No password went along with {changes}; the sign-in just before may count."
        return review(told, changes={one.change for one in unasked}, proof=unasked)
    unanswered = {f"{one.change} {one.variant}" for one in records if not one.answered}
    if unanswered:
        return not_tested("The app did not answer a guarded change: {ways}.", ways=unanswered)
    names = {one.change for one in records}
    return ok("Without the present password nothing changed ({changes}).",
              changes=names, examined=records, proof=records)
