"""Name prefixes of session cookies."""

from harness import UNREAD_BODIES, Persona, Severity, Traffic, Trait, Verdict, check, fail, not_tested, ok
from harness.checks.sessions.cookie_flags import session_cookie


@check(
    id="sessions/cookie-prefix",
    requirement="SES-01",
    title="Session cookies are bound to their host",
    severity=Severity.LOW,
    personas=("pupil", "teacher", "admin"),
    since="0.1",
    level="recommended",
    tolerates=UNREAD_BODIES,
)
def cookie_prefix(traffic: Traffic, persona: Persona) -> Verdict:
    """
    ## What it checks
    The name of every cookie that carries the session begins with `__Host-` or `__Secure-`.
    ## Why it matters
    The prefix makes browsers refuse such a cookie from a neighbouring or unencrypted page.
    ## What it cannot see
    Sessions that are not kept in cookies, and cookies that were set before this run.
    """
    lines = [(one, line) for one in traffic.own().with_any(Trait.SETS_COOKIE) for line in one.headers("set-cookie")]
    found = [(name, one) for one, line in lines if (name := session_cookie(line))]
    bare = {name: one for name, one in found if not name.startswith(("__Host-", "__Secure-"))}
    if bare:
        return fail("Session cookies lack a prefix: {cookies}.", cookies=bare, proof=bare.values())
    if not found:
        return not_tested("No session cookie was set while {persona} was watched.", persona=persona.name)
    return ok("{count} session cookies have a prefix.", count=len(found), examined=found)
