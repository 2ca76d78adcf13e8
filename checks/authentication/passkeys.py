"""Whether staff can sign in with a passkey that is worth the name."""

from harness import Ceremonies, Severity, Verdict, check, fail, not_tested, ok

CASES = ("origin", "site", "unverified", "signature", "replayed", "other")
STAFF = ("teacher", "admin")


@check(
    id="authentication/passkeys",
    requirement="AUT-06",
    title="Staff can use a passkey that works here only and checks the user",
    severity=Severity.MEDIUM,
    since="0.3",
    level="advanced",
    coverage="partial",
    method="passkey",
)
def passkeys(tried: Ceremonies) -> Verdict:
    """
    ## What it checks
    Somebody of the staff makes a passkey on a device of the browser, and signs in with it. Then the device answers with
    one thing wrong at a time, signed anew with the passkey's own key: for another address, for another site, without a
    finger, face or PIN, with a wrong signature, to an earlier question, with the passkey of somebody else. None may
    open the account; before and after, the right answer does.
    ## Why it matters
    A passkey cannot be given away to a false page, but only where the site looks at all that it says.
    ## What it cannot see
    How the making of a passkey is checked (its attestation, that is which kind of device vouches for it), passkeys that
    a browser offers in a field, and whether a school can demand them. An app that fails at an answer (5xx) has not
    refused it: that case is not tested. An answer whose count went back is tried and told, for the standard leaves it
    to the site. An account that opens much later than it does for the right answer: more than three times as long, and
    more than two seconds.
    """
    records = list(tried)
    if not records:
        return not_tested("The profile tells of no passkey.")
    open_ = [one for one in records if one.inside and one.case in CASES]
    if open_:
        told = "A passkey opens the account though this was wrong: {cases}."
        return fail(told, cases={one.case for one in open_}, proof=open_)
    if not all(one.role in STAFF for one in records):
        return not_tested("The passkey was not one of somebody of the staff.")
    done = {one.case for one in records if not one.control}
    untold = {f"{one.case} {one.control}" for one in records if one.control and one.case != "counter"}
    untold |= {f"{case} not-tried" for case in ("good", *CASES) if case not in {one.case for one in records}}
    if untold:
        return not_tested("Some answers of a passkey could not be tried as they should: {cases}.", cases=untold)
    told = "A passkey opens the account of {people}; {count} wrong answers were refused."
    if any(one.inside for one in records if one.case == "counter"):
        told = "A passkey opens the account of {people}; {count} wrong answers were refused, an older count was not."
    wrong = done & set(CASES)
    return ok(told, people={one.persona for one in records}, count=len(wrong), examined=records, proof=records)
