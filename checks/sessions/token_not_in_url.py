"""Session tokens in addresses."""

from harness import UNREAD_BODIES, Persona, Severity, Traffic, Trait, Verdict, check, fail, ok

TOKEN = "⟦session:"


@check(
    id="sessions/token-not-in-url",
    requirement="SES-03",
    title="No session token in an address",
    severity=Severity.HIGH,
    personas=("pupil", "teacher", "admin"),
    since="0.1",
    tolerates=UNREAD_BODIES,
)
def token_not_in_url(traffic: Traffic, persona: Persona) -> Verdict:
    """
    ## What it checks
    No address that the browser asked for, and no redirect, contains a session token that the app had set.
    ## Why it matters
    Addresses end up in histories, logs and screenshots, and with them the session.
    ## What it cannot see
    Tokens that the app never set as a cookie or sent as an Authorization header.
    """
    named = traffic.with_any(Trait.TOKEN)
    told = [one for one in named if TOKEN in one.url or TOKEN in (one.header("location") or "")]
    if told:
        return fail("Session tokens stand in addresses of {hosts}.", hosts={one.host for one in told}, proof=told)
    return ok("No address of {persona} contains a session token.", persona=persona.name, examined=traffic)
