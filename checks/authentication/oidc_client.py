"""Whether the app believes a login that it should not."""

from harness import Authorizations, Parameters, Severity, SignOns, SignOnTried, Verdict, check, fail, not_tested, ok

MUST = (
    "signature", "alg-none", "hs-confusion", "issuer", "audience", "audience-more", "expired", "not-yet-valid", "nonce",
    "nonce-missing", "unknown-kid", "jku", "jwk", "mixed-user", "state", "state-missing", "code-again", "other-browser",
    "metadata-issuer",
)
OF_A_VALUE = {"nonce": "nonce", "nonce-missing": "nonce", "state": "state", "state-missing": "state"}
"""Cases about a value that an app may do without where PKCE takes its place; who sends it has to look at it."""


@check(
    id="authentication/oidc-client",
    requirement="AUT-13",
    title="A spoilt login with a school account is refused",
    severity=Severity.CRITICAL,
    since="0.2",
)
def oidc_client(logins: SignOns, asked: Authorizations, parameters: Parameters) -> Verdict:
    """
    ## What it checks
    An identity provider of the test's own signs a pupil in, each time with exactly one fault: a wrong signature, none,
    one made with the public key; another issuer or audience, or one more; a token that expired or is not valid yet;
    another nonce or state, or none; an unknown key, or one that the token brings along or points to; token and userinfo
    of two people; the same answer twice, or in another browser; metadata of another issuer. None of them opens an
    account. A good login right before and right after each has to work, and the app has to have taken the faulty
    answer in; else that case says nothing. An account is open when a planted value can be read that only it holds.
    ## Why it matters
    Who can make such an answer signs in as any pupil, without knowing a password.
    ## What it cannot see
    Faults that are not on this list, several at once, and how the app behaves with another provider. What an app never
    does is not asked of it: it may send no nonce or no state and have PKCE in its place, never ask userinfo, or keep
    the metadata that it read before. Such cases are named.
    """
    every = [one for one in logins.of("oidc") if one.case in MUST]
    spared = _not_sent(asked) | _not_read(every, asked)
    records = [one for one in every if one.case not in spared]
    inside = [one for one in records if one.before and one.delivered and one.inside]
    if inside:
        return fail("Spoilt logins were let in: {cases}.", cases={one.case for one in inside}, proof=inside)
    refused = [one for one in records if one.before and one.after and one.delivered and not one.reason]
    if records and not any(one.before for one in records):
        why = {one.reason or "control-failed" for one in records}
        return not_tested("The good login with a school account did not work: {why}.", why=why)
    untold = {*MUST} - spared - {one.case for one in refused}
    if untold or len({one.case for one in refused}) < parameters.number("token-faults"):
        return not_tested("Some spoilt logins could not be tried as they should: {cases}.", cases=untold)
    told = "{count} spoilt logins were refused, the good ones between them worked."
    if spared:
        told = "{count} spoilt logins were refused, the good ones between them worked; not met: {spared}."
    return ok(told, count=len(refused), spared=spared, examined=refused, proof=refused, feature=True)


def _not_sent(asked: Authorizations) -> frozenset[str]:
    """Cases about a value that the app never sends, while PKCE protects what it would."""
    requests = list(asked)
    if not requests or not all(one.method == "S256" and one.verifier == "matches" for one in requests):
        return frozenset()
    absent = {name for name in ("nonce", "state") if not any(getattr(one, name) for one in requests)}
    return frozenset(case for case, name in OF_A_VALUE.items() if name in absent)


def _not_read(records: list[SignOnTried], asked: Authorizations) -> frozenset[str]:
    """Cases in what the app never reads: userinfo in none of the good logins, or metadata that it has already."""
    requests = list(asked)
    unread = {"mixed-user"} if requests and not any(one.informed for one in requests) else set()
    kept = {one.case for one in records if one.case == "metadata-issuer" and not one.delivered and not one.reason}
    return frozenset(unread | kept)
