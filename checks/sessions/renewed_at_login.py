"""What happens to the session at login."""

from harness import Persona, SessionLife, Severity, Verdict, check, fail, not_tested, ok


@check(
    id="sessions/renewed-at-login",
    requirement="SES-03",
    title="Signing in starts a new session",
    severity=Severity.HIGH,
    personas=("pupil", "teacher", "admin"),
    since="0.1",
)
def renewed_at_login(life: SessionLife, persona: Persona) -> Verdict:
    """
    ## What it checks
    A session id from before signing in is not the id afterwards, and replaying the old one does not open the account.
    The new one must open it, and no session at all must not, or nothing is concluded.
    ## Why it matters
    Who can plant a session id in a shared classroom browser would otherwise be signed in together with the pupil.
    ## What it cannot see
    Tokens outside cookies. An app that sets no session before login has nothing to renew; its new session is looked at.
    """
    records = list(life)
    kept = [record for record in records if not record.renewed]
    alive = [record for record in records if record.replayed and record.signed_in and record.control]
    if kept:
        cookies = {record.cookie for record in kept}
        return fail("The session id stays the same at sign-in: {cookies}.", cookies=cookies, proof=kept)
    if alive:
        cookies = {record.cookie for record in alive}
        return fail("The session from before sign-in is signed in too: {cookies}.", cookies=cookies, proof=alive)
    if not any(record.control for record in records):
        return not_tested("The session of {persona} could not be opened again.", persona=persona.name)
    return ok("The session is renewed at sign-in.", examined=records, proof=records)
