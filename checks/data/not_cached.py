"""Personal answers and caches."""

from harness import Persona, Severity, Traffic, Verdict, check, fail, not_tested, ok


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
    Every answer of the app that contains a planted value of the pupil has Cache-Control: no-store.
    ## Why it matters
    On a shared device the next pupil finds in the cache, or by the back button, what the last one saw.
    ## What it cannot see
    Copies that a script or service worker keeps by itself; browser storage is looked at apart.
    """
    seen = 0
    kept: dict[str, str] = {}
    for answer in traffic.own().answers_with(persona.canaries):
        seen += 1
        if not forbids_storing(answer.headers("cache-control")):
            kept.setdefault(answer.path, answer.at)
    if kept:
        return fail("Personal answers may be stored: {paths}.", paths=kept, proof=kept.values())
    if not seen:
        return not_tested("No answer with a planted value of {persona} was seen.", persona=persona.name)
    return ok("{count} personal answers are not stored.", count=seen, examined=seen)


def forbids_storing(headers: list[str]) -> bool:
    """Whether `no-store` stands among the directives."""
    return "no-store" in {word.strip().lower() for header in headers for word in header.split(",")}
