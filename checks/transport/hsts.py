"""HTTP Strict Transport Security."""

import re

from harness import UNREAD_BODIES, Parameters, Severity, Traffic, Trait, Verdict, check, fail, not_tested, ok


@check(
    id="transport/hsts",
    requirement="NET-03",
    title="Browsers are told to use HTTPS only",
    severity=Severity.MEDIUM,
    since="0.1",
    tolerates=UNREAD_BODIES,
)
def hsts(traffic: Traffic, parameters: Parameters) -> Verdict:
    """
    ## What it checks
    Every page of the app that came over HTTPS carries Strict-Transport-Security with a max-age of at least the
    threshold (31,536,000 seconds).
    ## Why it matters
    Without it the first request of a browser can be taken over on an open network.
    ## What it cannot see
    Whether the host is on the browsers' preload list, and hosts that were not visited.
    """
    least = parameters.number("hsts-seconds")
    seen = 0
    weak: dict[str, str] = {}
    for one in traffic.own().with_any(Trait.PAGE):
        if one.scheme == "https" and one.content_type == "text/html" and one.status:
            seen += 1
            if max_age(one.header("strict-transport-security")) < least:
                weak.setdefault(one.host, one.at)
    if weak:
        return fail("HSTS is missing or too short on {hosts}.", hosts=weak, proof=weak.values())
    if not seen:
        return not_tested("No page of the app came over HTTPS.")
    return ok("{count} pages carry HSTS.", count=seen, examined=seen)


def max_age(header: str | None) -> int:
    """Seconds that an HSTS header asks for; -1 when it asks for nothing."""
    match = re.search(r"(?:^|;)\s*max-age\s*=\s*\"?(\d{1,12})\"?\s*(?:;|$)", header or "", re.IGNORECASE)
    return int(match.group(1)) if match else -1
