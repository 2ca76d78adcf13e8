"""Content-Security-Policy."""

from harness import UNREAD_BODIES, Exchange, Severity, Traffic, Trait, Verdict, check, fail, not_tested, ok


@check(
    id="hardening/content-policy",
    requirement="APP-01",
    title="A content policy limits scripts",
    severity=Severity.MEDIUM,
    since="0.1",
    level="recommended",
    tolerates=UNREAD_BODIES,
)
def content_policy(traffic: Traffic) -> Verdict:
    """
    ## What it checks
    Every HTML answer of the app has a Content-Security-Policy that limits scripts (nonce, hash or list of hosts, no
    'unsafe-inline' without one), and sets object-src and base-uri to 'none' (base-uri 'self' is accepted).
    ## Why it matters
    It stops injected scripts from reading what a pupil types.
    ## What it cannot see
    Policies set by a <meta> element, and whether the listed hosts themselves are safe.
    """
    seen, weak = 0, dict[str, Exchange]()
    for page in traffic.own().with_any(Trait.PAGE):
        if page.content_type != "text/html" or (page.status or 300) // 100 == 3:
            continue
        seen += 1
        for lack in lacking(page.headers("content-security-policy")):
            weak.setdefault(lack, page)
    if weak:
        return fail("The content policy is missing or weak: {lacks}.", lacks=weak, proof=weak.values())
    if not seen:
        return not_tested("No page of the app was seen.")
    return ok("{count} pages have a content policy.", count=seen, examined=seen)


def lacking(headers: list[str]) -> set[str]:
    """What the strictest of a page's policies leaves open; several policies all apply, so the best one counts."""
    policies = [parsed(policy) for header in headers for policy in header.split(",")]
    if not policies:
        return {"no policy"}
    return min((open_parts(policy) for policy in policies), key=len)


def parsed(policy: str) -> dict[str, set[str]]:
    """Directive → sources, lower case; the first of a repeated directive counts, as in browsers."""
    found: dict[str, set[str]] = {}
    for directive in policy.split(";"):
        words = directive.lower().split()
        if words:
            found.setdefault(words[0], set(words[1:]))
    return found


def open_parts(policy: dict[str, set[str]]) -> set[str]:
    """Which of script-src, object-src and base-uri do not protect."""
    lacks = set()
    fallback = policy.get("default-src", {"*"})
    scripts = policy.get("script-src", fallback)
    marked = any(source.startswith(("'nonce-", "'sha256-", "'sha384-", "'sha512-")) for source in scripts)
    if {"*", "http:", "https:", "data:"} & scripts or ("'unsafe-inline'" in scripts and not marked):
        lacks.add("script-src")
    if policy.get("object-src", fallback) != {"'none'"}:
        lacks.add("object-src")
    if not policy.get("base-uri", {"*"}) <= {"'none'", "'self'"}:
        lacks.add("base-uri")
    return lacks
