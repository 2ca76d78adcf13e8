"""Whether tokens that the app did not make open an account."""

from harness import Persona, SessionTokens, Severity, Verdict, check, fail, not_tested, ok


@check(
    id="sessions/tokens-signed",
    requirement="SES-03",
    title="Only the app can make its tokens",
    severity=Severity.CRITICAL,
    personas=("pupil", "teacher", "admin"),
    since="0.4",
    coverage="partial",
)
def tokens_signed(tokens: SessionTokens, persona: Persona) -> Verdict:
    """
    ## What it checks
    A signed token (JWT) that the session used, in a header or a cookie, is sent again without its signature (alg none,
    and cut off) and with one that is made up: none may open the page that the token itself opened. And none of the
    secrets that stand in guides and examples may be the one that signs it.
    ## Why it matters
    Who can make a token, or rewrite one, is whatever pupil, teacher or administrator it names, for as long as it says.
    ## What it cannot see
    Other secrets that can be guessed, keys that were stolen, tokens that the pages visited did not use or did not
    need, and tokens of other shapes: those have to be random, which is not judged here.
    """
    records = list(tokens)
    forged = [one for one in records if one.believed or one.common]
    if forged:
        ways = [*dict.fromkeys(way for one in forged for way in one.believed)]
        ways += ["common-secret"] if any(one.common for one in forged) else []
        return fail("Tokens that the app did not make would be believed: {ways}.", ways=ways, proof=forged)
    if not any(one.looked for one in records):
        return not_tested("The session of {persona} was not looked through for tokens.", persona=persona.name)
    used = [one for one in records if one.place and not one.place.startswith("local") and not one.spare]
    tried = [one for one in used if one.control]
    if used and not tried:
        places = {one.place for one in used}
        return not_tested("No page tells what a token opens: {places}.", places=places)
    if unanswered := sorted({way for one in tried for way in one.unanswered}):
        return not_tested("The app did not answer what was tried with a forged token: {ways}.", ways=unanswered)
    if not tried:
        told = "Among {count} values no signed token was used that could be forged."
        return ok(told, count=records[0].looked, examined=records, proof=records)
    told = "{count} tokens are believed with their own signature only."
    return ok(told, count=len(tried), examined=tried, proof=tried)
