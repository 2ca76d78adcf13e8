"""What the Referer header tells third parties."""

from urllib.parse import urlsplit

from harness import Persona, Severity, Traffic, Verdict, check, fail, ok


@check(
    id="trackers/referrer-bare",
    requirement="TRK-05",
    title="Third parties do not learn which page is open",
    severity=Severity.MEDIUM,
    personas=("pupil", "anonymous"),
    since="0.1",
)
def referrer_bare(traffic: Traffic, persona: Persona) -> Verdict:
    """
    ## What it checks
    No request to a third party carries a Referer with more than the origin of a page of the app.
    ## Why it matters
    A page address tells what a pupil reads, and often who the pupil is.
    ## What it cannot see
    Addresses that scripts send by other ways; those count when they carry planted values (TRK-04).
    """
    third = traffic.third_party()
    telling = []
    for exchange in third:
        referrer = exchange.sent("referer")
        parts = urlsplit(referrer) if referrer else None
        if parts and traffic.is_own(parts.hostname or "") and (parts.path not in ("", "/") or parts.query):
            telling.append(exchange)
    if telling:
        hosts = {exchange.host for exchange in telling}
        return fail("{hosts} learned which page was open from the Referer.", hosts=hosts, proof=telling)
    return ok("No third party got more than the origin from {persona}.", persona=persona.name, examined=traffic)
