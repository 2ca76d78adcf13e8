"""Personal answers and caches."""

from harness import Exchange, Persona, Severity, Traffic, Verdict, check, fail, not_tested, ok


@check(
    id="data/not-cached",
    requirement="DAT-02",
    title="Personal answers are not stored",
    severity=Severity.MEDIUM,
    personas=("pupil",),
    since="0.1",
)
def not_cached(traffic: Traffic, persona: Persona) -> Verdict:
    """
    ## What it checks
    Every answer of the app that a browser may keep and that contains a planted value of the pupil has Cache-Control:
    no-store. Browsers keep answers to GET, and pages that came as the answer to a form, for the back button.
    ## Why it matters
    On a shared device the next pupil finds in the cache, or by the back button, what the last one saw.
    ## What it cannot see
    Copies that a script or service worker keeps by itself; browser storage is looked at apart.
    """
    seen = 0
    kept: dict[str, str] = {}
    for answer in traffic.own().answers_with(persona.canaries):
        if not may_be_kept(answer):
            continue
        seen += 1
        if not forbids_storing(answer.headers("cache-control")):
            kept.setdefault(answer.path, answer.at)
    if kept:
        return fail("Personal answers may be stored: {paths}.", paths=kept, proof=kept.values())
    if not seen:
        return not_tested("No answer with a planted value of {persona} was seen.", persona=persona.name)
    return ok("{count} personal answers are not stored.", count=seen, examined=seen)


def may_be_kept(answer: Exchange) -> bool:
    """Whether a cache stores such answers at all: what PUT, PATCH or a script's POST gets back is never given again."""
    page = answer.content_type in ("text/html", "application/xhtml+xml")
    return answer.method == "GET" or (answer.method == "POST" and page)


def forbids_storing(headers: list[str]) -> bool:
    """Whether `no-store` stands among the directives."""
    return "no-store" in {word.strip().lower() for header in headers for word in header.split(",")}
