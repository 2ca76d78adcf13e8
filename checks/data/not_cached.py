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
    personal = traffic.own().answers_with(persona.canaries)
    if not personal:
        return not_tested("No answer with a planted value of {persona} was seen.", persona=persona.name)
    kept = [one for one in personal if not forbids_storing(one.headers("cache-control"))]
    if kept:
        return fail("Personal answers may be stored: {paths}.", paths={one.path for one in kept}, proof=kept)
    return ok("{count} personal answers are not stored.", count=len(personal), examined=personal)


def forbids_storing(headers: list[str]) -> bool:
    """Whether `no-store` stands among the directives."""
    return "no-store" in {word.strip().lower() for header in headers for word in header.split(",")}
