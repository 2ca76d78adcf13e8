"""Whether the app looks at which provider gave an answer."""

from harness import Severity, SignOns, Verdict, check, fail, not_tested, ok

SHOULD = ("iss-parameter", "iss-parameter-missing")


@check(
    id="authentication/oidc-mix-up",
    requirement="AUT-13",
    title="The app looks at who answers a login",
    severity=Severity.MEDIUM,
    level="recommended",
    since="0.2",
)
def oidc_mix_up(logins: SignOns) -> Verdict:
    """
    ## What it checks
    The test's identity provider says in its metadata that it names itself in each answer (RFC 9207). An answer that
    names another provider, and one that names none, opens no account; the good logins around it do.
    ## Why it matters
    An app with several providers can be made to take the answer of one for that of another.
    ## What it cannot see
    Whether the app knows more than one provider. One that knows a single provider has nothing to mix up.
    """
    records = [one for one in logins.of("oidc") if one.case in SHOULD]
    inside = [one for one in records if one.before and one.delivered and one.inside]
    if inside:
        told = "Answers that do not come from the right provider were taken: {cases}."
        return fail(told, cases={one.case for one in inside}, proof=inside)
    refused = [one for one in records if one.before and one.after and one.delivered and not one.reason]
    untold = {*SHOULD} - {one.case for one in refused}
    if untold:
        return not_tested("Some spoilt logins could not be tried as they should: {cases}.", cases=untold)
    return ok("Answers of other providers were refused.", examined=refused, proof=refused)
