"""Headers that make the browser protect the pupil."""

from harness import UNREAD_BODIES, Exchange, Severity, Traffic, Trait, Verdict, check, fail, not_tested, ok


@check(
    id="hardening/browser-headers",
    requirement="APP-01",
    title="Pages cannot be framed or sniffed",
    severity=Severity.MEDIUM,
    since="0.1",
    tolerates=UNREAD_BODIES,
)
def browser_headers(traffic: Traffic) -> Verdict:
    """
    ## What it checks
    Every HTML answer of the app, error pages included, has X-Content-Type-Options: nosniff and limits who may frame it
    (CSP frame-ancestors or X-Frame-Options).
    ## Why it matters
    A page that any site may frame can be dressed up so that a pupil clicks what they do not see.
    ## What it cannot see
    Answers that no persona came past.
    """
    seen, weak = 0, dict[str, Exchange]()
    for page in filter(is_page, traffic.own().with_any(Trait.PAGE)):
        seen += 1
        if (page.header("x-content-type-options") or "").strip().lower() != "nosniff":
            weak.setdefault(f"nosniff ({page.status})", page)
        if not frame_limit(page):
            weak.setdefault(f"frame-ancestors ({page.status})", page)
    if weak:
        return fail("Pages lack protective headers: {headers}.", headers=weak, proof=weak.values())
    if not seen:
        return not_tested("No page of the app was seen.")
    return ok("{count} pages have the protective headers.", count=seen, examined=seen)


def is_page(exchange: Exchange) -> bool:
    """An HTML answer that a browser would show; redirects show nothing."""
    shown = exchange.status is not None and not 300 <= exchange.status < 400
    return shown and exchange.content_type in ("text/html", "application/xhtml+xml")


def frame_limit(page: Exchange) -> bool:
    """Whether framing by any site is refused, by the policy that browsers really apply."""
    policies = [policy for header in page.headers("content-security-policy") for policy in header.split(",")]
    for policy in policies:
        for directive in policy.split(";"):
            name, *sources = directive.split()[:20] or [""]
            if name.lower() == "frame-ancestors":
                return not {"*", "http:", "https:"} & {source.lower() for source in sources}
    return (page.header("x-frame-options") or "").strip().lower() in ("deny", "sameorigin")
