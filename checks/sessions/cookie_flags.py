"""Flags of session cookies."""

import re

from harness import Exchange, Persona, Severity, Traffic, Verdict, check, fail, not_tested, ok

TOKEN = re.compile(r"^\s*([^=;\s]+)=⟦session:(\d+):")
SHORTEST = 8  # characters; a shorter value, such as a choice about cookies, cannot be a session


@check(
    id="sessions/cookie-flags",
    requirement="SES-01",
    title="Session cookies are protected",
    severity=Severity.HIGH,
    personas=("pupil", "teacher", "admin"),
    since="0.1",
    tolerates=("body-too-large", "body-bomb", "body-undecodable"),
)
def cookie_flags(traffic: Traffic, persona: Persona) -> Verdict:
    """
    ## What it checks
    Every cookie of the app that carries the session is set with Secure, HttpOnly and SameSite=Lax or Strict.
    Script-readable tokens against request forgery (csrf, xsrf) need not be HttpOnly.
    ## Why it matters
    A session cookie that a script can read or that travels in the clear lets someone else be that pupil.
    ## What it cannot see
    Sessions that are not kept in cookies, and cookies that were set before this run.
    """
    weak: dict[str, tuple[set[str], Exchange]] = {}
    seen = 0
    for exchange in traffic.own():
        for line in exchange.headers("set-cookie"):
            name = session_cookie(line)
            if name is None:
                continue
            seen += 1
            lacks = lacking(line, name)
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
    return match.group(1) if match and int(match.group(2)) >= SHORTEST else None


def lacking(line: str, name: str) -> set[str]:
    """Which protections a Set-Cookie line lacks."""
    flags = {part.strip().lower() for part in line.split(";")[1:]}
    lacks = set()
    if "secure" not in flags:
        lacks.add("Secure")
    if "httponly" not in flags and not re.search(r"csrf|xsrf", name, re.IGNORECASE):
        lacks.add("HttpOnly")
    if not flags & {"samesite=lax", "samesite=strict"}:
        lacks.add("SameSite")
    return lacks
