"""Flags of session cookies."""

import re

from harness import UNREAD_BODIES, Exchange, Persona, Severity, Traffic, Trait, Verdict, check, fail, not_tested, ok

TOKEN = re.compile(r'^\s*([^=;\s]+)="?⟦session:(\d+):')  # some servers put a value in quotation marks
SHORTEST = 8  # characters; a shorter value, such as a choice about cookies, cannot be a session
FORGERY = re.compile(r"csrf|xsrf", re.IGNORECASE)  # tokens against request forgery: they open nothing by themselves


@check(
    id="sessions/cookie-flags",
    requirement="SES-01",
    title="Session cookies are protected",
    severity=Severity.HIGH,
    personas=("pupil", "teacher", "admin"),
    since="0.1",
    tolerates=UNREAD_BODIES,
)
def cookie_flags(traffic: Traffic, persona: Persona) -> Verdict:
    """
    ## What it checks
    Every cookie of the app that carries the session is set with Secure, HttpOnly and SameSite=Lax or Strict.
    Tokens against request forgery (csrf, xsrf) are no session and are left out.
    ## Why it matters
    A session cookie that a script can read or that travels in the clear lets someone else be that pupil.
    ## What it cannot see
    Sessions that are not kept in cookies, and cookies that were set before this run.
    """
    weak: dict[str, tuple[set[str], Exchange]] = {}
    seen = 0
    for exchange in traffic.own().with_any(Trait.SETS_COOKIE):
        for line in exchange.headers("set-cookie"):
            name = session_cookie(line)
            if name is None:
                continue
            seen += 1
            lacks = lacking(line)
            if lacks:
                weak[name] = (weak.get(name, (set(), exchange))[0] | lacks, exchange)
    if weak:
        told = [f"{name}: {', '.join(sorted(lacks))}" for name, (lacks, _) in weak.items()]
        proof = [exchange for _, exchange in weak.values()]
        return fail("Session cookies lack protection: {cookies}.", cookies=told, proof=proof)
    if not seen:
        return not_tested("No session cookie was set while {persona} was watched.", persona=persona.name)
    return ok("{count} session cookies are protected.", count=seen, examined=seen)


def session_cookie(line: str) -> str | None:
    """The name of a cookie that carries a session, or None; clearing a cookie is not setting one."""
    match = TOKEN.match(line)
    if match is None or int(match.group(2)) < SHORTEST or FORGERY.search(match.group(1)):
        return None
    return match.group(1)


def lacking(line: str) -> set[str]:
    """Which protections a Set-Cookie line lacks."""
    flags = {part.strip().lower() for part in line.split(";")[1:]}
    lacks = set()
    if "secure" not in flags:
        lacks.add("Secure")
    if "httponly" not in flags:
        lacks.add("HttpOnly")
    if not flags & {"samesite=lax", "samesite=strict"}:
        lacks.add("SameSite")
    return lacks
