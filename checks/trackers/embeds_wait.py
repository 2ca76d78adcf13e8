"""Embedded content of third parties."""

from urllib.parse import urlsplit

from harness import Consent, Persona, Profile, Requests, Severity, Verdict, belongs, check, fail, ok


@check(
    id="trackers/embeds-wait",
    requirement="TRK-05",
    title="Embedded content waits for a click",
    severity=Severity.MEDIUM,
    personas=("pupil",),
    since="0.1",
    level="recommended",
)
def embeds_wait(requests: Requests, consent: Consent, profile: Profile, persona: Persona) -> Verdict:
    """
    ## What it checks
    No page of the app loads a frame of a third party by itself: a video or map shows a placeholder until it is clicked.
    Sessions in which the consent banner was accepted are left out: there it was asked.
    ## Why it matters
    A frame hands the pupil's address and cookies to its owner, even if nobody looks at it.
    ## What it cannot see
    Whether a frame that did load was asked for by a click in this very journey; such a journey is the auditor's choice.
    """
    accepted = consent.sessions("accepted")
    asked = requests.where(lambda request: request.session not in accepted)
    frames = [
        request
        for request in asked
        if request.resource == "document"
        and request.navigation
        and not belongs(urlsplit(request.url).hostname or "", profile.app.hosts)
        and urlsplit(request.url).scheme in ("http", "https")
    ]
    if frames:
        hosts = {urlsplit(request.url).hostname or "" for request in frames}
        return fail("Embedded content of {hosts} loads without a click.", hosts=hosts, proof=frames)
    return ok("No third-party frame loaded for {persona}.", persona=persona.name, examined=asked)
