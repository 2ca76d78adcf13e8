"""Whether the app believes a SAML answer that it should not."""

from harness import Parameters, SamlLogins, Severity, SignOnTried, Verdict, check, fail, not_tested, ok

WRAPPED = tuple(f"xsw{number}" for number in range(1, 9))
MUST = (
    "unsigned", "wrong-key", "own-certificate", "altered", *WRAPPED, "comment", "issuer", "audience", "recipient",
    "destination", "expired", "confirmation-expired", "not-yet-valid", "in-response-to", "replay",
)
ONE_WAY = {*WRAPPED, "destination"}
"""Cases that need an answer signed in a certain way; an app that takes none so cannot be met by them."""
NOT_TAKEN = "signature-not-taken"


@check(
    id="authentication/saml-service",
    requirement="AUT-14",
    title="A spoilt SAML login is refused",
    severity=Severity.CRITICAL,
    since="0.2",
)
def saml_service(logins: SamlLogins, parameters: Parameters) -> Verdict:
    """
    ## What it checks
    A SAML provider of the test's own signs a pupil in, each time with exactly one fault: no signature, one of another
    key, one whose certificate the answer brings along; contents that were changed after signing; eight ways of wrapping
    what is signed, so that something else is read; a name with a comment in it; another issuer, audience, recipient or
    destination; an assertion or confirmation that expired, or is not valid yet; an answer to another request; the same
    answer again, in another browser. None of them opens an account. A good login right before and right after each,
    signed in the same way, has to work, and the app has to have taken the faulty answer in; else that case says
    nothing. An account is open when a planted value can be read that only it holds.
    ## Why it matters
    Who can make such an answer signs in as any pupil, without knowing a password.
    ## What it cannot see
    Faults that are not on this list, several at once, encrypted assertions, and answers that nobody asked for. What is
    wrapped depends on what is signed: an app that takes no answer whose assertion alone (or response) is signed cannot
    be met by those ways. Such cases are named.
    """
    records = [one for one in logins if one.case in MUST]
    inside = [one for one in records if one.before and one.delivered and one.inside]
    if inside:
        return fail("Spoilt SAML logins were let in: {cases}.", cases={one.case for one in inside}, proof=inside)
    refused = [one for one in records if _refused(one)]
    spared = {one.case for one in records if one.case in ONE_WAY and one.reason == NOT_TAKEN}
    if records and not any(one.before for one in records):
        why = {one.reason or "control-failed" for one in records}
        return not_tested("The good SAML login did not work: {why}.", why=why)
    seen = {one.case for one in refused}
    untold = {*MUST} - spared - seen
    wrapped = {*WRAPPED} & (seen | spared)
    if untold or not seen & {*WRAPPED} or len(wrapped) < parameters.number("wrapping-variants"):
        return not_tested("Some spoilt SAML logins could not be tried as they should: {cases}.", cases=untold or spared)
    told = "{count} spoilt SAML logins were refused, the good ones between them worked."
    if spared:
        told = "{count} spoilt SAML logins were refused, the good ones between them worked; not met: {spared}."
    return ok(told, count=len(refused), spared=spared, examined=refused, proof=refused, feature=True)


def _refused(one: SignOnTried) -> bool:
    return one.before and one.after and one.delivered and not one.reason
